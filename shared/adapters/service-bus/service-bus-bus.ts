import type { ServiceBusClient, ServiceBusMessage, ServiceBusSender, TokenCredential } from '@azure/service-bus';
import type { Bus, Message, Queue } from '../../kernel/bus';
import type { EpochMs } from '../../kernel/clock';
import { startDeadline } from '../../kernel/deadline';
import { ExternalFailure } from '../../kernel/failure';
import { failureOf } from './failure-of';

export type BusAddress =
  | { readonly connectionString: string }
  /** `name.servicebus.windows.net`, and what identifies the app to it. */
  | { readonly fullyQualifiedNamespace: string; readonly credential: TokenCredential };

/** Everything that an operation may take, connecting and the SDK's one retry included. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * The Bus port on Azure Service Bus. The SDK is loaded and the connection opened by the first operation. The SDK retries once, 200 ms after
 * a refusal that it believes to pass; whatever else is to be tried again is the sync loop's decision.
 */
export function serviceBusBus(
  address: BusAddress,
  answerWithinMs = ANSWER_WITHIN_MS,
): Bus & {
  /** Opens the way to the queue, if it is not open, and sends nothing. Throws as `send` does. */
  reach(queue: Queue): Promise<void>;
  close(): Promise<void>;
} {
  let opening: Promise<ServiceBusClient> | undefined;
  const senders = new Map<Queue, ServiceBusSender>();

  const senderOf = async (queue: Queue): Promise<ServiceBusSender> => {
    opening ??= connect(address, answerWithinMs);
    const client = await opening;
    const sender = senders.get(queue) ?? client.createSender(queue);
    senders.set(queue, sender);
    return sender;
  };

  type Act = (sender: ServiceBusSender, signal: AbortSignal) => Promise<unknown>;

  const handOver = (where: string, queue: Queue, messages: readonly ServiceBusMessage[], waitMs?: number): Promise<void> =>
    within(where, queue, (sender, signal) => sendAll(sender, messages, signal), waitMs);

  const within = async (where: string, queue: Queue, act: Act, waitMs: number = answerWithinMs): Promise<void> => {
    const patience = startDeadline(Math.min(waitMs, answerWithinMs));
    try {
      await patience.before(acted(queue, act));
    } catch (error) {
      const failure = patience.signal.aborted ? ({ kind: 'unanswered' } as const) : failureOf(error);
      throw failure ? new ExternalFailure(where, failure, { cause: error }) : error;
    } finally {
      patience.end();
    }
  };

  /** Goes on when nobody waits for it any more, until its own time is over: a cold start takes longer than a booking waits. */
  const acted = async (queue: Queue, act: Act): Promise<void> => {
    const deadline = startDeadline(answerWithinMs);
    try {
      // The SDK does not watch the signal while it opens a link.
      await deadline.before(senderOf(queue).then((sender) => act(sender, deadline.signal)));
    } finally {
      deadline.end();
    }
  };

  return {
    send: (queue, messages, { waitMs } = {}) => handOver('bus.send', queue, messages.map(encode), waitMs),
    // By annotation, over the same link as `send`: scheduleMessages would open two more links to $management, and the number that it
    // answers serves only to cancel, which nudges never need.
    schedule: (queue, message, at: EpochMs) =>
      handOver('bus.schedule', queue, [{ ...encode(message), scheduledEnqueueTimeUtc: new Date(at) }]),
    // A batch takes its size from the open link.
    reach: (queue) => within('bus.reach', queue, (sender, abortSignal) => sender.createMessageBatch({ abortSignal })),
    close: async () => {
      if (opening) await (await opening).close();
    },
  };
}

async function connect(address: BusAddress, answerWithinMs: number): Promise<ServiceBusClient> {
  const { ServiceBusClient } = await import('@azure/service-bus');
  const options = { retryOptions: { maxRetries: 1, retryDelayInMs: 200, timeoutInMs: answerWithinMs } };
  return 'connectionString' in address
    ? new ServiceBusClient(address.connectionString, options)
    : new ServiceBusClient(address.fullyQualifiedNamespace, address.credential, options);
}

const encode = (message: Message): ServiceBusMessage => ({ messageId: message.id, body: message.body, contentType: 'application/json' });

/** One batch where they fit together, more where they do not; each arrives whole or not at all. */
async function sendAll(sender: ServiceBusSender, messages: readonly ServiceBusMessage[], abortSignal: AbortSignal): Promise<void> {
  const [first, ...rest] = messages;
  if (!first) return;
  if (rest.length === 0) return sender.sendMessages(first, { abortSignal });
  let batch = await sender.createMessageBatch({ abortSignal });
  for (const message of messages) {
    if (batch.tryAddMessage(message)) continue;
    await sender.sendMessages(batch, { abortSignal });
    batch = await sender.createMessageBatch({ abortSignal });
    if (!batch.tryAddMessage(message)) throw new Error(`bus.send: message ${String(message.messageId)} is larger than the queue takes`);
  }
  await sender.sendMessages(batch, { abortSignal });
}
