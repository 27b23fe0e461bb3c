import type { InvocationContext, ServiceBusQueueHandler } from '@azure/functions';
import { z } from 'zod';
import { withoutWords } from '../../shared/kernel/thrown';

/** How often the bus has given this message, this time included. */
export interface Delivery {
  readonly redelivered: boolean;
}

/** Parses the message and calls. What is thrown goes back to the host, which logs it, redelivers and finally dead-letters. */
export const onMessage =
  <S extends z.ZodType>(schema: S, handle: (message: z.output<S>, delivery: Delivery) => Promise<void>): ServiceBusQueueHandler =>
  async (message, context) => {
    const parsed = schema.safeParse(message);
    if (!parsed.success) throw new Error(`The message cannot be read: ${z.prettifyError(parsed.error)}`);
    try {
      await handle(parsed.data, { redelivered: deliveryCount(context) > 1 });
    } catch (error) {
      throw withoutWords(error);
    }
  };

/** The host counts from 1. */
function deliveryCount({ triggerMetadata }: InvocationContext): number {
  return Number(triggerMetadata?.['deliveryCount'] ?? 1);
}
