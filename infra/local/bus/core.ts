import type { EpochMs } from '../../../shared/kernel/clock';
import { DAY, SECOND } from '../../../shared/kernel/clock';
import queues from '../../queues.json';
import type { FaultScript, FaultEffect, Reply } from '../kernel/faults';
import type { CoreParts } from '../kernel/travel';
import type { Answer } from './answer';
import { done, lockLost, refusalOf, refused } from './answer';
import type { DeadLetter, Locked, Properties, Sent } from './message';
import { MAX_MESSAGE_BYTES, sizeOf } from './message';
import { Queue } from './queue';
import type { Peeked, ShownMessage, ShownQueue } from './shown';
import { shown } from './shown';

/** The trait `operation` of a fault; the other one is `queue` (`nudges`, or `nudges/$deadletterqueue`). `authorize` has no queue. */
export type BusOperation =
  'authorize' | 'send' | 'schedule' | 'cancel-schedule' | 'receive' | 'complete' | 'abandon' | 'dead-letter' | 'renew' | 'peek';

interface QueueProperties {
  readonly lockDurationSeconds: number;
  readonly maxDeliveryCount: number;
  readonly defaultMessageTimeToLiveDays: number;
  readonly deadLetteringOnMessageExpiration?: boolean;
}

const DEAD_LETTER_SUFFIX = '/$deadletterqueue';

/**
 * The queues of a Service Bus namespace (standard tier): peek-lock, settlement, scheduling, dead letters, expiry. No sessions, duplicate
 * detection, deferral, receive-and-delete, topics or transactions: those are refused by name. The name of an entity is `queue` or
 * `queue/$deadletterqueue`, in any case of letters. Locks belong to messages and outlive the receiver: "Message transfers, locks, and
 * settlement".
 */
export class BusCore {
  private readonly entities = new Map<string, Queue>();
  private readonly timeToLive = new Map<string, number>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly parts: CoreParts,
    private readonly faults: FaultScript,
    settings: Readonly<Record<string, QueueProperties>> = queues,
  ) {
    for (const [name, properties] of Object.entries(settings)) {
      const own = {
        lockDurationMs: properties.lockDurationSeconds * SECOND,
        maxDeliveryCount: properties.maxDeliveryCount,
        timeToLiveMs: properties.defaultMessageTimeToLiveDays * DAY,
        deadLetterExpired: properties.deadLetteringOnMessageExpiration ?? false,
      };
      const deadLetters = new Queue(own);
      this.timeToLive.set(name, own.timeToLiveMs);
      this.entities.set(name, new Queue(own, deadLetters)).set(name + DEAD_LETTER_SUFFIX, deadLetters);
    }
  }

  now(): EpochMs {
    return this.parts.now();
  }

  /** Calls back whenever something became receivable or `nextEventAt` may have moved. Returns the way to stop it. */
  onAvailable(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The next instant at which something changes by itself: a scheduled message, the end of a lock, an expiry. */
  nextEventAt(): EpochMs | undefined {
    const instants = [...this.entities.values()].map((queue) => queue.nextEventAt()).filter((at) => at !== undefined);
    return instants.length > 0 ? Math.min(...instants) : undefined;
  }

  /** Lets time that has passed take effect; every operation begins with it. */
  tick(): void {
    const now = this.parts.now();
    const changed = [...this.entities.values()].filter((queue) => queue.advance(now));
    if (changed.length > 0) this.tell();
  }

  isEntity(entity: string): boolean {
    return this.entities.has(entity.toLowerCase());
  }

  hasMessages(entity: string): boolean {
    this.tick();
    return this.entities.get(entity.toLowerCase())?.available ?? false;
  }

  /** A token was presented. Nothing happens but for a fault. */
  authorize(): Reply<Answer<void>> {
    return this.operate('authorize', undefined, () => done(undefined));
  }

  /** All of the messages or none. Answers their sequence numbers. A message with `scheduledAt` counts as `schedule` for faults. */
  send(entity: string, messages: readonly Sent[]): Reply<Answer<readonly number[]>> {
    const operation = messages.some((message) => message.scheduledAt !== undefined) ? 'schedule' : 'send';
    return this.operate(operation, entity, (queue, name, effect) => {
      const timeToLive = this.timeToLive.get(name);
      if (timeToLive === undefined) return refused('amqp:not-allowed', `Cannot send to the dead-letter queue '${name}'.`);
      if (messages.reduce((sum, message) => sum + sizeOf(message), 0) > MAX_MESSAGE_BYTES) {
        return refused('amqp:link:message-size-exceeded', `The message is larger than the maximum of ${MAX_MESSAGE_BYTES} bytes.`);
      }
      if (effect?.kind === 'lose') return done(messages.map(() => 0));
      const copies = effect?.kind === 'double' ? [...messages, ...messages] : messages;
      const numbers = copies.map((message) => this.accept(queue, message, timeToLive));
      this.tell();
      return done(numbers.slice(0, messages.length));
    });
  }

  cancelScheduled(entity: string, sequenceNumbers: readonly number[]): Reply<Answer<void>> {
    return this.operate('cancel-schedule', entity, (queue) => {
      const unknown = sequenceNumbers.find((sequenceNumber) => !queue.isScheduled(sequenceNumber));
      if (unknown !== undefined) return refused('com.microsoft:message-not-found', `There is no scheduled message ${unknown}.`);
      for (const sequenceNumber of sequenceNumbers) queue.cancel(sequenceNumber);
      return done(undefined);
    });
  }

  /** Locks up to `count` messages, oldest first. An empty queue answers none, and costs no fault. */
  receive(entity: string, count: number): Reply<Answer<readonly Locked[]>> {
    if (this.isEntity(entity) && !this.hasMessages(entity)) return { kind: 'reply', answer: done([]), delayMs: 0 };
    return this.operate('receive', entity, (queue) => done(queue.lock(count, this.parts.now(), () => this.newGuid())));
  }

  complete(entity: string, lockToken: string): Reply<Answer<void>> {
    return this.settle('complete', entity, lockToken, (queue) => queue.complete(lockToken));
  }

  /** Makes it available again at once; the delivery counts as failed. */
  abandon(entity: string, lockToken: string, properties: Properties = {}): Reply<Answer<void>> {
    return this.settle('abandon', entity, lockToken, (queue) => queue.abandon(lockToken, true, properties));
  }

  /** Hands back what the receiver never looked at (AMQP `released`): available again, and no failed delivery. */
  release(entity: string, lockToken: string): Reply<Answer<void>> {
    return this.settle('abandon', entity, lockToken, (queue) => queue.abandon(lockToken, false));
  }

  deadLetter(entity: string, lockToken: string, deadLetter: DeadLetter = {}, properties: Properties = {}): Reply<Answer<void>> {
    if (entity.toLowerCase().endsWith(DEAD_LETTER_SUFFIX)) {
      return { kind: 'reply', answer: refused('amqp:not-allowed', 'A dead letter cannot be dead-lettered.'), delayMs: 0 };
    }
    return this.settle('dead-letter', entity, lockToken, (queue) => queue.deadLetter(lockToken, deadLetter, properties));
  }

  /** Answers the new end of the lock. */
  renew(entity: string, lockToken: string): Reply<Answer<EpochMs>> {
    return this.operate('renew', entity, (queue) => {
      const until = queue.renew(lockToken, this.parts.now());
      if (until === undefined) return lockLost;
      this.tell();
      return done(until);
    });
  }

  /** Messages from a sequence number on, whatever their state, without a lock. */
  peek(entity: string, fromSequenceNumber: number, count: number): Reply<Answer<readonly Peeked[]>> {
    return this.operate('peek', entity, (queue) =>
      done(
        queue
          .list()
          .filter(({ queued }) => queued.sequenceNumber >= fromSequenceNumber)
          .slice(0, count),
      ),
    );
  }

  /** For the operator's page. */
  snapshot(): readonly ShownQueue[] {
    this.tick();
    return [...this.timeToLive.keys()].map((queue) => {
      const messages = this.entities.get(queue)?.list().map(shown) ?? [];
      const deadLetters =
        this.entities
          .get(queue + DEAD_LETTER_SUFFIX)
          ?.list()
          .map(shown) ?? [];
      const count = (state: ShownMessage['state']) => messages.filter((message) => message.state === state).length;
      const counts = { active: count('active'), locked: count('locked'), scheduled: count('scheduled'), deadLettered: deadLetters.length };
      return { queue, counts, messages, deadLetters };
    });
  }

  private accept(queue: Queue, message: Sent, queueTimeToLiveMs: number): number {
    const now = this.parts.now();
    const enqueuedAt = Math.max(now, message.scheduledAt ?? now);
    const queued = {
      id: message.id ?? this.newGuid().replaceAll('-', ''),
      body: message.body,
      ...(message.encoded && { encoded: message.encoded }),
      enqueuedAt,
      expiresAt: enqueuedAt + Math.min(message.timeToLiveMs ?? queueTimeToLiveMs, queueTimeToLiveMs),
      deliveryCount: 0,
      properties: {},
    };
    return enqueuedAt > now ? queue.schedule(queued) : queue.add(queued);
  }

  private settle(operation: BusOperation, entity: string, lockToken: string, effect: (queue: Queue) => void): Reply<Answer<void>> {
    return this.operate(operation, entity, (queue) => {
      if (!queue.isLocked(lockToken)) return lockLost;
      effect(queue);
      this.tell();
      return done(undefined);
    });
  }

  /** The faults around one operation. `lose` and `double` are seen by the work itself, latency delays the answer. */
  private operate<T>(
    operation: BusOperation,
    entity: string | undefined,
    work: (queue: Queue, name: string, effect: FaultEffect | undefined) => Answer<T>,
  ): Reply<Answer<T>> {
    this.tick();
    const name = entity?.toLowerCase() ?? '';
    const queue = entity === undefined ? NO_QUEUE : this.entities.get(name);
    if (!queue) {
      return { kind: 'reply', answer: refused('amqp:not-found', `The messaging entity '${name}' could not be found.`), delayMs: 0 };
    }
    const traits = { operation, ...(entity !== undefined && { queue: name }) };
    const before = this.faults.strike('bus', 'before', traits, this.parts.now());
    if (before?.kind === 'never') return { kind: 'never' };
    if (before?.kind === 'refuse') return { kind: 'reply', answer: refusalOf(before), delayMs: 0 };

    const after = this.faults.strike('bus', 'after', traits, this.parts.now());
    const answer = work(
      queue,
      name,
      [before, after].find((effect) => effect?.kind === 'lose' || effect?.kind === 'double'),
    );
    if (after?.kind === 'never') return { kind: 'never' };
    const delayMs = [before, after].reduce((sum, effect) => sum + (effect?.kind === 'latency' ? effect.ms : 0), 0);
    return { kind: 'reply', answer: after?.kind === 'refuse' ? refusalOf(after) : answer, delayMs };
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private newGuid(): string {
    const digits = Array.from({ length: 32 }, () => Math.floor(this.parts.random() * 16).toString(16)).join('');
    return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
  }
}

const NO_QUEUE = new Queue({ lockDurationMs: 0, maxDeliveryCount: 1, timeToLiveMs: 0, deadLetterExpired: false });
