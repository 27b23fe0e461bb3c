import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import type { HostJson } from '../host-json';
import type { LogLevel, TypedData } from '../messages';
import { Settlements } from './settlements';
import type { QueueFunction } from './read-triggers';
import { messageBody, messageMetadata } from '../typed-data';

export interface QueueListener {
  /** Takes no more messages, lets the running ones end (at most `graceMs`), settles them. */
  close(graceMs: number): Promise<void>;
  /** What a dying machine does: nothing more is settled or renewed; locks run out. */
  drop(): Promise<void>;
}

export interface QueueListenerOptions {
  readonly trigger: QueueFunction;
  readonly serviceBus: HostJson['serviceBus'];
  /** Rejects when the function failed. */
  readonly invoke: (data: TypedData, metadata: Readonly<Record<string, TypedData>>) => Promise<unknown>;
  readonly log: (level: LogLevel, text: string) => void;
}

/**
 * The client's own wait after a bus that was away is half a minute; the real host is back within seconds. On one machine an answer comes
 * at once or never: a settlement on a connection that was cut is given up soon, so that closing need not wait for it.
 */
const RETRY = { retryDelayInMs: 1_000, maxRetryDelayInMs: 5_000, timeoutInMs: 4_000, maxRetries: 1 };

/** Success completes the message, a failure abandons it. Throws when the queue does not exist or the bus is out of reach. */
export async function listenToQueue({ trigger, serviceBus, invoke, log }: QueueListenerOptions): Promise<QueueListener> {
  const client = new ServiceBusClient(trigger.connection, { retryOptions: RETRY });
  const receiver = client.createReceiver(trigger.queue, {
    skipParsingBodyAsJson: true,
    maxAutoLockRenewalDurationInMs: serviceBus.maxAutoLockRenewalMs,
  });
  try {
    await receiver.peekMessages(1); // a subscription would report a missing queue only in passing, for ever
  } catch (cause) {
    await client.close();
    throw new Error(
      `The listener of ${trigger.name} did not start: queue '${trigger.queue}': ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }

  const settlements = new Settlements();
  const running = new Set<Promise<void>>();
  let dropped = false;

  const handle = async (message: ServiceBusReceivedMessage): Promise<void> => {
    const outcome = await invoke(messageBody(bytesOf(message.body)), metadataOf(message)).then(
      () => 'complete' as const,
      () => 'abandon' as const,
    );
    if (dropped) return;
    try {
      await settlements.settle(outcome, async () => {
        if (dropped) return;
        await (outcome === 'complete' ? receiver.completeMessage(message) : receiver.abandonMessage(message));
      });
    } catch (cause) {
      log('warning', `message ${String(message.messageId)} was not settled: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  };

  const subscription = receiver.subscribe(
    {
      processMessage: async (message) => {
        const work = handle(message);
        running.add(work);
        await work;
        running.delete(work);
      },
      processError: ({ error }) => {
        if (!dropped) log('warning', `listening to '${trigger.queue}': ${error.message}`);
        return Promise.resolve();
      },
    },
    { autoCompleteMessages: false, maxConcurrentCalls: serviceBus.maxConcurrentCalls },
  );

  return {
    close: async (graceMs) => {
      await subscription.close();
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([Promise.all(running), grace]);
      clearTimeout(timer);
      dropped = true;
      // What is being settled ends by itself: at the latest by the client's own deadline.
      await settlements.idle();
      await client.close();
    },
    drop: async () => {
      dropped = true;
      await client.close();
    },
  };
}

/** With JSON parsing off the client gives the data section as it is; other AMQP body types have no counterpart in the trigger. */
function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function metadataOf(message: ServiceBusReceivedMessage): Record<string, TypedData> {
  return messageMetadata({
    ...message,
    messageId: String(message.messageId),
    correlationId: message.correlationId === undefined ? undefined : String(message.correlationId),
    deliveryCount: (message.deliveryCount ?? 0) + 1, // .NET counts from 1
    sequenceNumber: Number(message.sequenceNumber ?? 0),
    lockToken: message.lockToken ?? '',
    enqueuedTime: message.enqueuedTimeUtc ?? new Date(0),
    expiresAt: message.expiresAtUtc ?? new Date(253_402_300_799_999), // .NET's last instant
    applicationProperties: message.applicationProperties ?? {},
  });
}
