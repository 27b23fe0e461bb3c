import type { EpochMs } from '../../../shared/kernel/clock';
import type { DeadLetter, Queued, Locked, Properties } from './message';

export interface QueueSettings {
  readonly lockDurationMs: number;
  readonly maxDeliveryCount: number;
  readonly timeToLiveMs: number;
  /** Else what expires is discarded: the default of the service. */
  readonly deadLetterExpired: boolean;
}

interface Entry {
  queued: Queued;
  lock?: { readonly token: string; until: EpochMs };
}

/** One queue or dead-letter sub-queue: messages that are active or locked, and those scheduled for later. It never looks at a clock. */
export class Queue {
  /** In the order of delivery: what comes back stands before what came later. */
  private readonly entries = new Map<number, Entry>();
  private readonly byToken = new Map<string, Entry>();
  private readonly scheduled = new Map<number, Queued>();
  private lastSequenceNumber = 0;
  /** What `nextEventAt` answers; computed anew when it may have moved. */
  private next: { readonly at: EpochMs } | undefined;

  constructor(
    private readonly settings: QueueSettings,
    /** Where failed messages go; absent in a dead-letter queue, which neither counts out nor expires. */
    private readonly deadLetters?: Queue,
  ) {}

  add(message: Omit<Queued, 'sequenceNumber'>): number {
    return this.put({ ...message, sequenceNumber: this.nextSequenceNumber() });
  }

  schedule(message: Omit<Queued, 'sequenceNumber'>): number {
    const sequenceNumber = this.nextSequenceNumber();
    this.scheduled.set(sequenceNumber, { ...message, sequenceNumber });
    this.next = undefined;
    return sequenceNumber;
  }

  cancel(sequenceNumber: number): boolean {
    this.next = undefined;
    return this.scheduled.delete(sequenceNumber);
  }

  isScheduled(sequenceNumber: number): boolean {
    return this.scheduled.has(sequenceNumber);
  }

  lock(count: number, now: EpochMs, newToken: () => string): Locked[] {
    const locked: Locked[] = [];
    for (const entry of this.entries.values()) {
      if (locked.length >= count) break;
      if (entry.lock) continue;
      const lock = { token: newToken(), until: now + this.settings.lockDurationMs };
      entry.lock = lock;
      this.byToken.set(lock.token, entry);
      locked.push({ ...entry.queued, lockToken: lock.token, lockedUntil: lock.until });
    }
    this.next = undefined;
    return locked;
  }

  get available(): boolean {
    return this.entries.size > this.byToken.size;
  }

  isLocked(token: string): boolean {
    return this.byToken.has(token);
  }

  renew(token: string, now: EpochMs): EpochMs | undefined {
    const lock = this.byToken.get(token)?.lock;
    if (!lock) return undefined;
    lock.until = now + this.settings.lockDurationMs;
    this.next = undefined;
    return lock.until;
  }

  complete(token: string): void {
    const entry = this.unlock(token);
    if (entry) this.entries.delete(entry.queued.sequenceNumber);
  }

  /** `failed`: the delivery counts, and the last one allowed moves the message to the dead letters. Of a dead letter nothing is counted. */
  abandon(token: string, failed: boolean, properties: Properties = {}): void {
    const entry = this.unlock(token);
    if (!entry) return;
    const { queued } = entry;
    const deliveryCount = queued.deliveryCount + (failed && this.deadLetters ? 1 : 0);
    entry.queued = { ...queued, deliveryCount, properties: { ...queued.properties, ...properties } };
    if (this.deadLetters && deliveryCount >= this.settings.maxDeliveryCount) {
      this.bury(entry.queued, {
        reason: 'MaxDeliveryCountExceeded',
        description: `Message could not be consumed after ${this.settings.maxDeliveryCount} delivery attempts.`,
      });
    }
  }

  deadLetter(token: string, deadLetter: DeadLetter, properties: Properties): void {
    const entry = this.unlock(token);
    if (entry) this.bury({ ...entry.queued, properties: { ...entry.queued.properties, ...properties } }, deadLetter);
  }

  /** Scheduled messages become active, locks end, messages expire. True when something became available, here or among the dead letters. */
  advance(now: EpochMs): boolean {
    if ((this.nextEventAt() ?? Number.POSITIVE_INFINITY) > now) return false;
    let changed = false;
    const due = [...this.scheduled.values()].filter((queued) => queued.enqueuedAt <= now);
    for (const queued of due.sort((a, b) => a.enqueuedAt - b.enqueuedAt || a.sequenceNumber - b.sequenceNumber)) {
      this.scheduled.delete(queued.sequenceNumber);
      this.add(queued);
      changed = true;
    }
    for (const [token, { lock }] of [...this.byToken]) {
      if (!lock || lock.until > now) continue;
      this.abandon(token, true);
      changed = true;
    }
    for (const { queued, lock } of this.deadLetters ? [...this.entries.values()] : []) {
      if (lock || queued.expiresAt > now) continue;
      if (this.settings.deadLetterExpired) {
        this.bury(queued, { reason: 'TTLExpiredException', description: 'The message expired and was dead lettered.' });
        changed = true;
      } else this.entries.delete(queued.sequenceNumber);
    }
    this.next = undefined;
    return changed;
  }

  /** The next instant at which `advance` would change something. */
  nextEventAt(): EpochMs | undefined {
    if (!this.next) {
      let at = Number.POSITIVE_INFINITY;
      for (const queued of this.scheduled.values()) at = Math.min(at, queued.enqueuedAt);
      for (const { queued, lock } of this.entries.values()) at = Math.min(at, lock?.until ?? (this.deadLetters ? queued.expiresAt : at));
      this.next = { at };
    }
    return Number.isFinite(this.next.at) ? this.next.at : undefined;
  }

  /** Everything in it, by sequence number. */
  list(): readonly { readonly state: 'active' | 'locked' | 'scheduled'; readonly queued: Queued; readonly lockedUntil?: EpochMs }[] {
    return [
      ...[...this.entries.values()].map(({ queued, lock }) =>
        lock ? { state: 'locked' as const, queued, lockedUntil: lock.until } : { state: 'active' as const, queued },
      ),
      ...[...this.scheduled.values()].map((queued) => ({ state: 'scheduled' as const, queued })),
    ].sort((a, b) => a.queued.sequenceNumber - b.queued.sequenceNumber);
  }

  private nextSequenceNumber(): number {
    this.lastSequenceNumber += 1;
    return this.lastSequenceNumber;
  }

  private put(queued: Queued): number {
    this.entries.set(queued.sequenceNumber, { queued });
    this.next = undefined;
    return queued.sequenceNumber;
  }

  private bury(queued: Queued, deadLetter: DeadLetter): void {
    this.entries.delete(queued.sequenceNumber);
    this.deadLetters?.put({ ...queued, deadLetter });
  }

  private unlock(token: string): Entry | undefined {
    const entry = this.byToken.get(token);
    this.byToken.delete(token);
    if (entry) delete entry.lock;
    this.next = undefined;
    return entry;
  }
}
