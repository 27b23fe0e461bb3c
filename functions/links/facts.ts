import { actsForHouse } from '../../shared/kernel/actor';
import { referenceOf } from '../../shared/kernel/ids';
import { atText, whenText } from '../../shared/kernel/when';
import type { Seen } from '../../shared/links/use-link';
import { CALENDAR_WORDS, MAIL_WORDS, STATUS_WORDS, type Fact, type StateWords } from './words';

const wordOf = (words: StateWords, state: string): string => words[state] ?? words.other;

/** A reservation in plain words; what there is not is left out. The script of the page says the same. */
export function factsOf({ reservation, space, event, mail }: Seen): Readonly<Partial<Record<Fact, string>>> {
  const { id, startsAt, endsAt, status, holdUntil, decision, spaceId } = reservation;
  const zone = space?.timeZone ?? 'UTC';
  return {
    space: space ? `${space.name}, ${space.building.name}` : spaceId,
    time: whenText(startsAt, endsAt, zone),
    status: STATUS_WORDS[status] ?? status,
    reference: referenceOf(id),
    ...(holdUntil !== undefined && { hold: atText(holdUntil, zone) }),
    ...(decision && actsForHouse(decision.by) && decision.reason !== undefined && { reason: decision.reason }),
    calendar: wordOf(CALENDAR_WORDS, event?.state ?? 'not-synced'),
    ...(mail && { mail: wordOf(MAIL_WORDS, mail.state) }),
  };
}
