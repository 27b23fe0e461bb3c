import { DAY, type EpochMs } from '../kernel/clock';
import type { GraphAnswer, GraphRequest } from '../kernel/graph';
import type { Interval } from '../kernel/intervals';
import { isObject, type Json, type JsonObject } from '../kernel/json';
import { isUnfinished } from '../kernel/whole-lists';
import type { ScheduleAnswer } from './ports';

/** Mailboxes that one call may name ("Get free/busy schedule of Outlook calendar users and resources"). */
const MOST_SCHEDULES = 20;
/** It must be less than 62 days. */
const LONGEST_MS = 60 * DAY;
/** Minutes for each digit of the merged view, which we do not read: few, and less than the shortest window, as Microsoft wants it. */
const DIGIT_MINUTES = 720;

/** One of the calls that cover all addresses and the whole span, which is in days. */
export interface ScheduleCall {
  readonly addresses: readonly string[];
  readonly request: GraphRequest;
}

export function scheduleCalls(reader: string, addresses: readonly string[], span: Interval): ScheduleCall[] {
  return parts(addresses).flatMap((some) =>
    stretches(span).map((stretch) => ({ addresses: some, request: getSchedule(reader, some, stretch) })),
  );
}

function parts(addresses: readonly string[]): (readonly string[])[] {
  const count = Math.ceil(addresses.length / MOST_SCHEDULES);
  return Array.from({ length: count }, (_, at) => addresses.slice(at * MOST_SCHEDULES, (at + 1) * MOST_SCHEDULES));
}

function stretches({ start, end }: Interval): Interval[] {
  const count = Math.ceil((end - start) / LONGEST_MS);
  return Array.from({ length: count }, (_, at) => {
    const from = start + at * LONGEST_MS;
    return { start: from, end: Math.min(from + LONGEST_MS, end) };
  });
}

function getSchedule(reader: string, schedules: readonly string[], { start, end }: Interval): GraphRequest {
  return {
    method: 'POST',
    path: `/users/${encodeURIComponent(reader)}/calendar/getSchedule`,
    headers: { Prefer: 'outlook.timezone="UTC"' },
    body: { schedules, startTime: graphTime(start), endTime: graphTime(end), availabilityViewInterval: DIGIT_MINUTES },
  };
}

/** Graph's dateTimeTimeZone: a local time without offset, and its zone. */
const graphTime = (at: EpochMs): JsonObject => ({ dateTime: new Date(at).toISOString().slice(0, -1), timeZone: 'UTC' });

/** What one call says of each address that it named. Microsoft documents no pages here: an answer with a next link is none. A schedule with an error, without items or with one that cannot be read is unknown. */
export function schedulesIn({ addresses }: ScheduleCall, answer: GraphAnswer | undefined): ReadonlyMap<string, ScheduleAnswer> {
  const entries =
    answer?.kind === 'answered' && answer.status === 200 && !isUnfinished(answer.body) ? list(answer.body, 'value') : undefined;
  const told = new Map((entries ?? []).flatMap((entry) => (isObject(entry) ? [[text(entry, 'scheduleId').toLowerCase(), entry]] : [])));
  return new Map(addresses.map((address) => [address, answerOf(told.get(address))]));
}

function answerOf(schedule: JsonObject | undefined): ScheduleAnswer {
  const items = schedule && !isObject(schedule['error']) ? list(schedule, 'scheduleItems') : undefined;
  const busy = items?.map(intervalOf);
  return busy?.every((interval) => interval !== undefined)
    ? { kind: 'read', busy: busy.filter((interval) => interval !== 'free') }
    : { kind: 'unavailable' };
}

/** Whatever is not free blocks: busy, tentative, out of office, working elsewhere, and what Microsoft may add (AVL-05). */
function intervalOf(item: Json): Interval | 'free' | undefined {
  if (!isObject(item)) return undefined;
  if (text(item, 'status') === 'free') return 'free';
  const [start, end] = [instant(item['start']), instant(item['end'])];
  return start === undefined || end === undefined ? undefined : { start, end };
}

function instant(value: Json | undefined): EpochMs | undefined {
  if (!isObject(value) || text(value, 'timeZone') !== 'UTC') return undefined;
  const at = Date.parse(`${text(value, 'dateTime').slice(0, 23)}Z`);
  return Number.isNaN(at) ? undefined : at;
}

function list(value: Json | undefined, name: string): readonly Json[] | undefined {
  const member = isObject(value) ? value[name] : undefined;
  return Array.isArray(member) ? (member as readonly Json[]) : undefined; // isArray widens to any[]
}

const text = (value: JsonObject, name: string): string => {
  const member = value[name];
  return typeof member === 'string' ? member : '';
};
