import { MINUTE } from '../../shared/kernel/clock';
import { utcDays } from '../../shared/kernel/days';
import { MAIL } from '../../shared/mail/model';
import { holdsTime, type Reservation } from '../../shared/reservations/model';
import type { SyncItem } from '../../shared/sync/item/item';
import { MAILS_PER_MINUTE, SENDER, START, type Cloud } from './cloud';

/** What is promised of mails, held against the tenant's own mailboxes: each once at most, the newest word only, and not too fast. */
export class MailInvariants {
  private readonly leftAt: number[] = [];

  constructor(private readonly world: Cloud) {}

  always(reservations: readonly Reservation[], items: readonly SyncItem[]): void {
    this.onceEach();
    const wished = new Map<string, string>();
    for (const { subject, kind, desired, applied } of items) {
      if (kind !== MAIL || desired.value === null || applied?.sent) continue;
      const reservation = subject.split('~', 1)[0] ?? '';
      this.must(!wished.has(reservation), `${subject} and ${wished.get(reservation) ?? ''} are both to be sent`);
      wished.set(reservation, subject);
    }
    const known = new Set(items.map(({ id }) => id));
    this.notTooMany(reservations, items);
    for (const { id, lastMail = '', revision, mailWithheld, contact } of reservations) {
      if (mailWithheld) continue;
      if (!contact) {
        this.must(lastMail === '', `${id} has no contact, and ${lastMail} was made`);
        continue;
      }
      this.must(lastMail.startsWith(`${id}~${String(revision)}-`), `${id} at revision ${String(revision)} is told by ${lastMail}`);
      this.must(known.has(`sync:${MAIL}:${lastMail}`), `${lastMail} has no sync item`);
    }
  }

  /** Nobody opens a link here: every address has three open requests at most, and three mails a day. */
  private notTooMany(reservations: readonly Reservation[], items: readonly SyncItem[]): void {
    const now = this.world.scheduler.now();
    const mailed = items.filter(({ kind }) => kind === MAIL).map(({ subject }) => subject.split('~', 1)[0]);
    const days = utcDays({ start: START, end: now + MINUTE }).length;
    for (const address of new Set(reservations.flatMap(({ contact }) => contact?.email ?? []))) {
      const theirs = reservations.filter(({ contact }) => contact?.email === address);
      const open = theirs.filter(({ status, endsAt }) => holdsTime(status) && endsAt > now).length;
      const mails = theirs.reduce((sum, { id }) => sum + mailed.filter((one) => one === id).length, 0);
      this.must(open <= 3, `${address} has ${String(open)} open requests`);
      this.must(mails <= 3 * days, `${address} got ${String(mails)} mails in ${String(days)} days`);
    }
  }

  inTheEnd(items: readonly SyncItem[]): void {
    const sent = this.sent();
    const box = this.world.tenant.snapshot().mailboxes.find(({ address }) => address === SENDER);
    for (const { kind, subject, state, reason, desired } of items) {
      if (kind !== MAIL) continue;
      this.must(state === 'in-step', `the mail ${subject} is ${state} (${reason?.code ?? 'no reason'}) after the faults have ceased`);
      this.must(desired.value === null || sent.includes(subject), `the mail ${subject} is in step and was never sent`);
      const drafts = box?.drafts.filter(({ mark }) => mark === subject).length ?? 0;
      this.must(drafts === 0, `the mail ${subject} left ${String(drafts)} drafts behind`);
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
