import { DAY, HOUR, MINUTE, SECOND, type EpochMs } from '../../../../shared/kernel/clock';

/** An NCRONTAB expression, `{second} {minute} {hour} {day} {month} {day of week}`, in UTC. Day and day of week must both fit. */
export interface Schedule {
  readonly text: string;
  /** The first occurrence after `after`, not at it. */
  next(after: EpochMs): EpochMs;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const fields = [
  { name: 'second', from: 0, to: 59 },
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, words: months },
  { name: 'day of week', from: 0, to: 6, words: weekdays },
] as const;

/** No expression of NCRONTAB needs longer: 29 February on a given weekday returns within 28 years, or 40 over a skipped leap year. */
const HORIZON = 41 * 366 * DAY;

/** Throws Error naming the field that is wrong. Five fields mean second 0, as in the host. */
export function parseSchedule(text: string): Schedule {
  const given = text.trim().split(/\s+/);
  const parts = given.length === 5 ? ['0', ...given] : given;
  if (parts.length !== 6) throw new Error(`the schedule '${text}' is not an NCRONTAB expression of six fields`);
  const [second, minute, hour, day, month, weekday] = fields.map((field, at) => parseField(parts[at] ?? '', field, text)) as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ]; // six fields map to six sets

  const next = (after: EpochMs): EpochMs => {
    let at = Math.floor(after / SECOND) * SECOND + SECOND;
    const end = after + HORIZON;
    while (at < end) {
      const date = new Date(at);
      if (!month.has(date.getUTCMonth() + 1)) at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
      else if (!day.has(date.getUTCDate()) || !weekday.has(date.getUTCDay())) at = (Math.floor(at / DAY) + 1) * DAY;
      else if (!hour.has(date.getUTCHours())) at = (Math.floor(at / HOUR) + 1) * HOUR;
      else if (!minute.has(date.getUTCMinutes())) at = (Math.floor(at / MINUTE) + 1) * MINUTE;
      else if (!second.has(date.getUTCSeconds())) at += SECOND;
      else return at;
    }
    throw new Error(`the schedule '${text}' never occurs`);
  };
  next(0);
  return { text, next };
}

function parseField(text: string, field: (typeof fields)[number], whole: string): Set<number> {
  const refuse = (): never => {
    throw new Error(`the schedule '${whole}' is not NCRONTAB: ${field.name} '${text}'`);
  };
  const number = (word: string): number => {
    const named = 'words' in field ? (field.words as readonly string[]).indexOf(word.slice(0, 3).toLowerCase()) : -1;
    if (named >= 0) return named + field.from;
    const value = /^\d+$/.test(word) ? Number(word) : refuse();
    return value >= field.from && value <= field.to ? value : refuse();
  };
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', stepText] = part.split('/');
    const step = stepText === undefined ? 1 : /^[1-9]\d*$/.test(stepText) ? Number(stepText) : refuse();
    const bounds = range.split('-');
    if (bounds.length > 2) refuse();
    const [low = '', high] = bounds;
    const from = low === '*' ? field.from : number(low);
    const to = low === '*' || (high === undefined && stepText !== undefined) ? field.to : high === undefined ? from : number(high);
    if (from > to) refuse();
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}
