import type { EpochMs } from '../../kernel/clock';
import { atText, whenText } from '../../kernel/when';
import type { SyncItem } from '../../sync/item/item';
import type { BrokenNow, Consequences, First, Other, Waiting } from './model';

const count = (many: number, one: string, more = `${one}s`): string => `${String(many)} ${many === 1 ? one : more}`;
const was = (many: number): string => (many === 1 ? 'was' : 'were');
const list = (parts: readonly string[]): string => parts.join(', ').replace(/, ([^,]*)$/, ' and $1');

export function firstSentence({ askedAt, earlier }: Pick<First, 'askedAt' | 'earlier'>, zone: string): string {
  const at = atText(askedAt, zone);
  if (earlier.length === 0) return `It was the first to ask for this time, on ${at}.`;
  const became = [...new Set(earlier.map((ask) => ask.became))].map((fate) => {
    const many = earlier.filter((ask) => ask.became === fate).length;
    return fate === 'expired' ? `${String(many)} expired` : `${String(many)} ${was(many)} ${fate === 'turned-away' ? 'turned away' : fate}`;
  });
  return `${count(earlier.length, 'request')} for this time came before it (it asked on ${at}): ${list(became)}.`;
}

export function waitingSentence({ requests, more }: Omit<Waiting, 'sentence'>, zone: string): string {
  const [first] = requests;
  if (!first) return 'Nobody was turned away because of it.';
  const many = `${count(requests.length, 'request')} ${was(requests.length)}`;
  return `${more ? `At least ${many}` : many} turned away because of it, ${requests.length === 1 ? '' : 'the first '}on ${atText(first.askedAt, zone)}.`;
}

export function rejectedSentence(others: readonly Other[], zone: string): string {
  if (others.length === 0) return 'No other request would have to be rejected.';
  const each = others.map(({ status, startsAt, endsAt }) => `${status}, ${whenText(startsAt, endsAt, zone)}`);
  return `${count(others.length, 'other reservation overlaps', 'other reservations overlap')} it and cannot stand beside it: ${each.join('; ')}.`;
}

export function neighboursSentence(others: readonly (Other & { readonly side: 'before' | 'after' })[], zone: string): string {
  if (others.length === 0) return 'Nothing stands directly before or after it.';
  const each = others.map(({ side, status, startsAt, endsAt }) => `${side} it one that is ${status}, ${whenText(startsAt, endsAt, zone)}`);
  return `Directly beside it, with no time to spare for setting up and clearing: ${each.join('; ')}.`;
}

export function clashSentence(item: Pick<SyncItem, 'state' | 'reason'> | undefined): string {
  if (!item) return 'The space has no calendar in Outlook.';
  if (item.reason) return item.reason.sentence;
  return item.state === 'in-step'
    ? 'The room calendar shows the hold; no other entry was found at that time.'
    : 'The hold is on its way to the room calendar.';
}

export const rulesSentence = (broken: readonly BrokenNow[]): string =>
  broken.length === 0
    ? 'It keeps every rule of the space as it is now.'
    : `It does not keep ${count(broken.length, 'rule')} of the space as it is now: ${broken.map(({ bound }) => bound).join('; ')}.`;

export function nobodySentence(holdExpiresAt: EpochMs | undefined, now: EpochMs, zone: string): string {
  if (holdExpiresAt === undefined) return 'It waits until somebody decides.';
  return holdExpiresAt <= now
    ? 'Its time was kept long enough: it expires within a minute, and the time is free again.'
    : `If nobody decides until ${atText(holdExpiresAt, zone)} (${zone}), it expires: its event goes and the time is free again.`;
}

export function deniedSentence(freeFor: number, turnedAway: number): string {
  if (turnedAway === 0) return 'If you deny it, its time is free again at once.';
  if (freeFor === 0) return 'If you deny it, its time is free again; of those turned away nobody could have what they asked for.';
  return `If you deny it, ${count(freeFor, 'request that was', 'requests that were')} turned away could have their time, if they ask again.`;
}

/** In the order in which they matter, for a mail that is written before the event is: what the calendar shows is not known yet. */
export const sentencesOf = (consequences: Consequences): readonly string[] => {
  const { rules, rejectedIfApproved, first, waiting, neighbours, ifDenied, ifNobodyDecides } = consequences;
  return [rules, rejectedIfApproved, first, waiting, neighbours, ifDenied, ifNobodyDecides].map(({ sentence }) => sentence);
};
