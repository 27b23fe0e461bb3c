import { DAY, MINUTE, type EpochMs } from '../../../../shared/kernel/clock';
import type { Json } from '../../../../shared/kernel/json';
import { notCovered, Refusal } from '../graph/refusal';
import { instantOf } from '../graph/odata/times';
import { dateTimeTimeZone, list, objectBody, text, unreadable } from '../graph/odata/values';

export interface ScheduleRequest {
  /** Addresses as they were sent. */
  readonly schedules: readonly string[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Length of a slot of the merged view. */
  readonly intervalMs: number;
}

/** Microsoft documents 20 and was seen to answer up to this many. */
const MOST_SCHEDULES = 100;
const LONGEST = 62 * DAY;
const PARAMETERS = ['schedules', 'starttime', 'endtime', 'availabilityviewinterval'];

/** Reads the parameters of getSchedule, their names in any case (calendar-getschedule.md; error codes as seen in the field). */
export function readScheduleRequest(body: Json | undefined): ScheduleRequest {
  const given = new Map<string, Json>();
  for (const [name, value] of Object.entries(objectBody(body))) {
    const key = name.toLowerCase();
    if (!PARAMETERS.includes(key))
      throw unreadable(`The parameter '${name}' in the request payload is not a valid parameter for the operation 'getSchedule'.`);
    if (value !== undefined) given.set(key, value);
  }
  const schedules = list('schedules', given.get('schedules') ?? []).map((address) => text('schedules', address));
  if (schedules.length === 0) throw notCovered('getSchedule without schedules');
  if (schedules.length > MOST_SCHEDULES)
    throw new Refusal(400, 'ErrorMailboxDataArrayTooBig', `There must be at most ${String(MOST_SCHEDULES)} schedules.`);
  const from = instant('startTime', given.get('starttime'));
  const to = instant('endTime', given.get('endtime'));
  if (from >= to) throw badInterval();
  if (to - from >= LONGEST)
    throw new Refusal(400, 'ErrorTimeIntervalTooBig', 'The requested time duration is too long. It must be less than 62 days.');
  return { schedules, from, to, intervalMs: interval(given.get('availabilityviewinterval'), to - from) };
}

const badInterval = (): Refusal =>
  new Refusal(400, 'ErrorInvalidTimeInterval', 'The time duration specified for FreeBusyViewOptions.TimeWindow is invalid.');

function instant(name: string, value: Json | undefined): EpochMs {
  if (value === undefined || value === null) throw badInterval();
  const { dateTime, timeZone } = dateTimeTimeZone(name, value);
  try {
    return instantOf(dateTime, timeZone);
  } catch {
    throw badInterval();
  }
}

/** 30 minutes unless sent; null breaks the service (microsoft-graph-docs #4494), and a slot longer than the window is refused, the default too. */
function interval(value: Json | undefined, windowMs: number): number {
  if (value === null) throw new Refusal(500, 'ErrorInternalServerError', 'An internal server error occurred. The operation failed.');
  const minutes = value ?? 30;
  if (typeof minutes !== 'number' || !Number.isInteger(minutes))
    throw unreadable("Cannot convert the value of 'availabilityViewInterval' to Edm.Int32.");
  if (minutes < 5 || minutes > 1_440 || minutes * MINUTE > windowMs)
    throw new Refusal(
      400,
      'ErrorInvalidMergedFreeBusyInterval',
      'The specified merged free/busy interval is not valid. Specify an interval that is less than the free/busy time window and between 5 and 1440 minutes.',
    );
  return minutes * MINUTE;
}
