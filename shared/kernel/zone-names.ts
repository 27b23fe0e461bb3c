import { isTimeZone } from './zones';

/** Words of the names of time zones that do not begin with a capital and go on with small letters (IANA time zone database, 2025). */
const OTHERWISE =
  'ACT BajaNorte BajaSur CET CHAT CST6CDT ComodRivadavia DeNoronha DumontDUrville EET EST EST5EDT EasterIsland GB GMT GMT0 HST IN LHI MET ' +
  'MST MST7MDT McMurdo NSW NZ PRC PST8PDT ROC ROK SU UCT US UTC W WET au es of';
const SPELLED = new Map(OTHERWISE.split(' ').map((word) => [word.toLowerCase(), word]));

/**
 * The name as the IANA time zone database spells it; undefined: the platform knows no such zone. A name stays the one that was given, for
 * which of two names of a zone the platform prefers changes with its version. Calendars compare TZID to the letter.
 */
export function canonicalZone(text: string): string | undefined {
  if (!isTimeZone(text)) return undefined;
  return text.toLowerCase().replace(/[a-z][a-z\d]*/g, (word) => SPELLED.get(word) ?? `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
}
