import type { EpochMs } from '../../../../../shared/kernel/clock';
import type { TenantOptions } from '../../options';
import { Meter } from './meter';
import { Refusal } from '../refusal';

interface Scripted {
  readonly until: EpochMs;
  readonly retryAfter: string | undefined;
}

/** What Graph and Exchange let through: per app, and per app and mailbox by number and at once. */
export class Limits {
  private readonly apps = new Map<string, Meter>();
  private readonly mailboxes = new Map<string, { meter: Meter; held: { from: EpochMs; until: EpochMs }[] }>();
  private readonly scripted = new Map<string, Scripted>();

  constructor(private readonly options: TenantOptions) {}

  /** Refuses everything of a mailbox, of an app, or of every app (`app`), with 429 for a while. Without `retryAfter` the answer has no such header. */
  throttle(target: string, until: EpochMs, retryAfter: string | undefined): void {
    this.scripted.set(target.toLowerCase(), { until, retryAfter });
  }

  /** The app as a whole. Throws 429. */
  admitApp(appId: string, now: EpochMs): void {
    const { requests, windowMs } = this.options.appLimit;
    let meter = this.apps.get(appId);
    if (!meter) this.apps.set(appId, (meter = new Meter(windowMs)));
    const total = meter.count(now);
    for (const target of ['app', appId.toLowerCase()]) this.checkScripted(target, now, 'TooManyRequests', 'Too many requests');
    if (total > requests) throw tooMany('TooManyRequests', 'Too many requests', String(meter.secondsUntilBelow(requests)));
  }

  /** One request to a mailbox that starts at `from` and takes `holdMs`. Throws 429. */
  admitMailbox(appId: string, mailbox: string, now: EpochMs, from: EpochMs, holdMs: number): void {
    const { requests, windowMs, concurrent } = this.options.mailboxLimit;
    const key = `${appId} ${mailbox}`;
    let state = this.mailboxes.get(key);
    if (!state) this.mailboxes.set(key, (state = { meter: new Meter(windowMs), held: [] }));
    const total = state.meter.count(now);
    this.checkScripted(mailbox, now, 'ApplicationThrottled', 'Application is over its limit for this mailbox.');
    if (total > requests)
      throw tooMany('ApplicationThrottled', 'Application is over its RequestRate limit.', String(state.meter.secondsUntilBelow(requests)));
    if (holdMs <= 0 && state.held.length === 0) return;
    state.held = state.held.filter((slot) => slot.until > now);
    if (state.held.filter((slot) => slot.from <= from && from < slot.until).length >= concurrent)
      throw tooMany('ApplicationThrottled', 'Application is over its MailboxConcurrency limit.', this.options.concurrencyRetryAfter);
    if (holdMs > 0) state.held.push({ from, until: from + holdMs });
  }

  private checkScripted(target: string, now: EpochMs, code: string, message: string): void {
    const script = this.scripted.get(target);
    if (!script) return;
    if (now < script.until) throw tooMany(code, message, script.retryAfter);
    this.scripted.delete(target);
  }
}

function tooMany(code: string, message: string, retryAfter: string | undefined): Refusal {
  return new Refusal(429, code, message, retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } });
}
