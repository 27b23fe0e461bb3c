import type { JsonObject } from '../../../../shared/kernel/json';
import { aTenant, code, IMMUTABLE, OAK, OFFICE, rows } from './support';

const HOUR = 3_600_000;
/** The Friday before the clocks of Dublin go forward. */
const FRIDAY = Date.parse('2026-03-27T09:00:00Z');
const WEEK = 'startDateTime=2026-03-27T00:00:00Z&endDateTime=2026-04-03T00:00:00Z';

/** Four days at nine by the clock of Dublin. */
function withSeries() {
  const tenant = aTenant();
  const times = { start: FRIDAY, end: FRIDAY + HOUR };
  const id = tenant.core.outlook.createSeries(OAK, { subject: 'Yoga', ...times }, { everyDays: 1, count: 4, timeZone: 'Europe/Dublin' });
  const get = (path: string): readonly JsonObject[] => rows(tenant.send('GET', `/users/${OAK}/${path}`, undefined, IMMUTABLE));
  return { ...tenant, id, own: `/users/${OAK}/events/${encodeURIComponent(id)}`, get, view: () => get(`calendarView?${WEEK}`) };
}

const starts = (events: readonly JsonObject[]): unknown[] => events.map(({ start }) => (start as JsonObject)['dateTime']); // dateTimeTimeZone

describe('a series made in Outlook', () => {
  it('stands in lists of events by its master alone', () => {
    const { id, get } = withSeries();

    expect(get('events')).toMatchObject([
      {
        id,
        type: 'seriesMaster',
        seriesMasterId: null,
        recurrence: {
          pattern: { type: 'daily', interval: 1 },
          range: { type: 'numbered', startDate: '2026-03-27', numberOfOccurrences: 4, recurrenceTimeZone: 'Europe/Dublin' },
        },
      },
    ]);
  });

  it('takes each of its times in calendarView, by the clock of its zone over a change of clocks', () => {
    const { id, view } = withSeries();

    const seen = view();

    expect(starts(seen)).toEqual(['27T09', '28T09', '29T08', '30T08'].map((hour) => `2026-03-${hour}:00:00.0000000`));
    expect(seen[0]).toMatchObject({ type: 'occurrence', seriesMasterId: id, recurrence: null });
  });

  it('takes each of its times once in getSchedule', () => {
    const { send } = withSeries();
    const utc = (dateTime: string): JsonObject => ({ dateTime, timeZone: 'UTC' });
    const ask = { schedules: [OAK], startTime: utc('2026-03-27T00:00:00'), endTime: utc('2026-04-03T00:00:00') };

    const [schedule] = rows(send('POST', `/users/${OFFICE}/calendar/getSchedule`, ask));

    expect(starts(schedule?.['scheduleItems'] as readonly JsonObject[])).toHaveLength(4); // what the test above names
  });

  it('may lose one occurrence, and another may be moved alone', () => {
    const { core, get, view, wait } = withSeries();
    const [first = '', second = ''] = view().map(({ id }) => id as string); // ids are texts

    wait(HOUR);
    core.outlook.delete(OAK, first);
    core.outlook.move(OAK, second, FRIDAY + 30 * HOUR, FRIDAY + 31 * HOUR);

    expect(view().map(({ type }) => type)).toEqual(['exception', 'occurrence', 'occurrence']);
    expect(starts(view())[0]).toBe('2026-03-28T15:00:00.0000000');
    expect(get('events')).toHaveLength(1);
  });

  it('goes with its master', () => {
    const { send, own, view } = withSeries();

    expect(send('DELETE', own, undefined, IMMUTABLE).status).toBe(204);

    expect(view()).toEqual([]);
  });

  it('is not changed as a whole here: that is refused by name', () => {
    const { send, own } = withSeries();

    const refused = send('PATCH', own, { subject: 'Tai chi' }, IMMUTABLE);

    expect([refused.status, code(refused)]).toEqual([501, expect.any(String)]);
  });
});
