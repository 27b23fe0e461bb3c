import { actsForHouse } from '../../shared/kernel/actor';
import { MINUTE } from '../../shared/kernel/clock';
import { utcDays } from '../../shared/kernel/days';
import { MAIL, mailKey, TO_DECIDE } from '../../shared/mail/model';
import { holdsTime, type Reservation } from '../../shared/reservations/model';
import { syncItemId, type SyncItem } from '../../shared/sync/item/item';
import { MAILS_PER_MINUTE, SENDER, START, type Cloud } from './cloud';

/** What is promised of mails, held against the tenant's own mailboxes: each once at most, the newest word only, and not too fast. */
export class MailInvariants {
  private readonly leftAt: number[] = [];
  /** How often somebody decided by a link. */
  byLink = 0;
  /** Every mail that was ever made, also those whose record is gone, and whether it counts against no address. */
  private readonly made = new Map<string, boolean>();
  /** Those that have left, and what was wished when they did. */
  private readonly left = new Map<string, number>();
  private readonly decided = new Map<string, string>();

  constructor(private readonly world: Cloud) {}

  always(reservations: readonly Reservation[], items: readonly SyncItem[]): void {
    this.onceEach();
    const wished = new Map<string, string>();
    for (const { key, kind, desired, applied } of items) {
      if (kind !== MAIL || desired.value === null || applied?.sent) continue;
      const reservation = `${key.split('~', 1)[0] ?? ''}${key.endsWith(TO_DECIDE) ? ' to decide' : ''}`;
      this.must(!wished.has(reservation), `${key} and ${wished.get(reservation) ?? ''} are both to be sent`);
      wished.set(reservation, key);
    }
    for (const { id, kind, cause, desired } of items) {
      // What was withdrawn before it was seen here was told to nobody, and names who withdrew it.
      if (kind === MAIL && !this.made.has(id)) this.made.set(id, actsForHouse(cause.actor) || desired.value === null);
    }
    this.leftForGood(items);
    this.onlyWhatWaits(reservations, items);
    this.notTooMany(reservations);
    for (const { id, lastMail = '', revision, mailWithheld, contact } of reservations) {
      if (mailWithheld) continue;
      if (!contact) {
        this.must(lastMail === '', `${id} has no contact, and ${lastMail} was made`);
        continue;
      }
      this.must(lastMail.startsWith(`${id}~${String(revision)}-`), `${id} at revision ${String(revision)} is told by ${lastMail}`);
      this.must(this.made.has(`sync:${MAIL}:${lastMail}`), `${lastMail} has no sync item`);
    }
  }

  /** Nobody opens a link here: every address has three open requests at most, and three mails a day beside those of the house. */
  private notTooMany(reservations: readonly Reservation[]): void {
    const now = this.world.scheduler.now();
    const told = [...this.made].flatMap(([id, byHouse]) => (byHouse || id.endsWith(TO_DECIDE) ? [] : [id]));
    const mailed = told.map((id) => id.slice(syncItemId(MAIL, '').length).split('~', 1)[0]);
    const days = utcDays({ start: START, end: now + MINUTE }).length;
    for (const address of new Set(reservations.flatMap(({ contact }) => contact?.email ?? []))) {
      const theirs = reservations.filter(({ contact }) => contact?.email === address);
      const open = theirs.filter(({ status, endsAt }) => holdsTime(status) && endsAt > now).length;
      const mails = theirs.reduce((sum, { id }) => sum + mailed.filter((one) => one === id).length, 0);
      this.must(open <= 3, `${address} has ${String(open)} open requests`);
      this.must(mails <= 3 * days, `${address} got ${String(mails)} mails in ${String(days)} days`);
    }
  }

  /** A decision by a link was answered with success: about the revision that was asked about, and no other than it was decided once. */
  decidedByLink({ id, revision, status }: Reservation, asked: number): void {
    this.byLink += 1;
    this.must(revision === asked + 1, `${id} was decided at revision ${String(revision)} by a link for ${String(asked)}`);
    const key = `${id} ${String(asked)}`;
    const earlier = this.decided.get(key) ?? status;
    this.must(earlier === status, `${id} was ${earlier} and then ${status} by links for the same revision`);
    this.decided.set(key, status);
  }

  /** What has left stays so, and keeps neither address nor words. It may still be looked at for a second draft, whose read can fail. */
  private leftForGood(items: readonly SyncItem[]): void {
    for (const { kind, key, state, desired, applied } of items) {
      // Withdrawn while it left: the wish is to be settled once more.
      if (kind !== MAIL || (!this.left.has(key) && (!applied?.sent || state !== 'in-step'))) continue;
      const wished = this.left.get(key) ?? desired.revision;
      this.left.set(key, wished);
      this.must(
        applied?.sent === true && desired.revision === wished,
        `the mail ${key} has left and is ${state} at ${String(desired.revision)}`,
      );
      const kept = Object.keys(desired.value ?? {}).filter((name) => name !== 'template');
      this.must(kept.length === 0, `the mail ${key} has left and keeps ${kept.join(', ')}`);
    }
  }

  /** Who is to decide is asked about what waits for them as it is now: asked once, and not any more once it is decided or changed. */
  private onlyWhatWaits(reservations: readonly Reservation[], items: readonly SyncItem[]): void {
    const asks = new Map<string, string>();
    for (const { id, status, awaits, revision, lastAsk = '' } of reservations) {
      if (status !== 'pending' || awaits) continue;
      const ask = mailKey(id, revision, TO_DECIDE);
      this.must(
        lastAsk === ask && this.made.has(syncItemId(MAIL, ask)),
        `${id} waits at revision ${String(revision)}, asked by ${lastAsk}`,
      );
      asks.set(id, ask);
    }
    for (const { kind, key, desired, applied } of items) {
      if (kind !== MAIL || !key.endsWith(TO_DECIDE) || desired.value === null || applied?.sent) continue;
      this.must(asks.get(key.split('~', 1)[0] ?? '') === key, `${key} is to be sent, and what it asks about is decided`);
    }
  }

  inTheEnd(items: readonly SyncItem[]): void {
    const sent = this.sent();
    const box = this.world.tenant.snapshot().mailboxes.find(({ address }) => address === SENDER);
    for (const { kind, key, state, reason, desired } of items) {
      if (kind !== MAIL) continue;
      this.must(state === 'in-step', `the mail ${key} is ${state} (${reason?.code ?? 'no reason'}) after the faults have ceased`);
      this.must(desired.value === null || sent.includes(key), `the mail ${key} is in step and was never sent`);
      const drafts = box?.drafts.filter(({ mark }) => mark === key).length ?? 0;
      this.must(drafts === 0, `the mail ${key} left ${String(drafts)} drafts behind`);
    }
  }

  /** A mail is about to be sent: no minute holds more than the rate. */
  leaving(): void {
    const now = this.world.scheduler.now();
    this.leftAt.push(now);
    const within = this.leftAt.filter((at) => at > now - MINUTE).length;
    this.must(within <= MAILS_PER_MINUTE, `${String(within)} mails left within a minute`);
  }

  /** How long those that are still to be sent take at their pace. */
  timeToSendMs(items: readonly SyncItem[]): number {
    const waiting = items.filter(({ kind, desired, applied }) => kind === MAIL && desired.value !== null && !applied?.sent).length;
    return Math.ceil(waiting / MAILS_PER_MINUTE) * MINUTE;
  }

  tally(): number {
    return this.sent().length;
  }

  private onceEach(): void {
    const sent = this.sent();
    const twice = sent.find((mark, at) => sent.indexOf(mark) !== at);
    this.must(twice === undefined, `the mail ${twice ?? ''} was sent twice`);
  }

  /** By their marks, all that ever left: every recipient of the simulation is outside. */
  private sent(): string[] {
    return this.world.tenant.snapshot().deliveredOutside.map(({ mark }) => mark ?? 'not ours');
  }

  private must(holds: boolean, otherwise: string): void {
    if (!holds) throw new Error(otherwise);
  }
}
