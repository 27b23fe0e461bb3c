import type { JsonObject } from '../../../../shared/kernel/json';
import { APP, aTenant, code, OAK, OFFICE, rows } from './support';

const HOUR = 3_600_000;
const NINE = Date.parse('2026-03-02T09:00:00Z');
const ANN = 'ann@city.example';
const PATH = `/users/${OFFICE}/calendar/getSchedule`;

const utc = (dateTime: string): JsonObject => ({ dateTime, timeZone: 'UTC' });
const ask = (more: JsonObject = {}): JsonObject => ({
  schedules: [OAK],
  startTime: utc('2026-03-02T09:00:00'),
  endTime: utc('2026-03-02T12:00:00'),
  ...more,
});

/** A room with these events, by their hours after nine. */
function withEvents(events: readonly (readonly [from: number, to: number, showAs?: string])[], ...options: Parameters<typeof aTenant>) {
  const tenant = aTenant(...options);
  for (const [from, to, showAs] of events)
    tenant.core.outlook.create(OAK, { subject: 'Choir', start: NINE + from * HOUR, end: NINE + to * HOUR, ...(showAs && { showAs }) });
  const schedule = (more: JsonObject = {}, headers = {}): JsonObject => rows(tenant.send('POST', PATH, ask(more), headers))[0] ?? {};
  return { ...tenant, schedule, items: (): readonly JsonObject[] => schedule()['scheduleItems'] as readonly JsonObject[] }; // of one schedule
}

describe('getSchedule', () => {
  it('tells when a mailbox is taken, by its address as it was sent, with exact times in UTC', () => {
    const { schedule } = withEvents([[0.1, 0.5]]);

    expect(schedule({ schedules: ['OAK@city.example'] })).toEqual({
      scheduleId: 'OAK@city.example',
      availabilityView: '200000',
      scheduleItems: [{ status: 'busy', start: utc('2026-03-02T09:06:00.0000000'), end: utc('2026-03-02T09:30:00.0000000') }],
      workingHours: expect.objectContaining({ timeZone: { name: 'UTC' } }) as unknown,
    });
  });

  it('shows what overlaps the window, by its own start and end, and not what only touches it', () => {
    const { items } = withEvents([
      [2.5, 4],
      [-2, 0],
      [-1, 0.5],
      [3, 4],
    ]);

    expect(items().map(({ start }) => (start as JsonObject)['dateTime'])).toEqual([
      '2026-03-02T08:00:00.0000000',
      '2026-03-02T11:30:00.0000000',
    ]);
  });

  it('shows times in the preferred zone, and reads the window in its own', () => {
    const { schedule } = withEvents([[0, 1]]);
    const berlin = (dateTime: string): JsonObject => ({ dateTime, timeZone: 'Europe/Berlin' });

    const shown = schedule(
      { startTime: berlin('2026-03-02T10:00:00'), endTime: berlin('2026-03-02T11:00:00') },
      { prefer: 'outlook.timezone="Europe/Berlin"' },
    );

    expect(shown).toMatchObject({ availabilityView: '22', scheduleItems: [{ start: berlin('2026-03-02T10:00:00.0000000') }] });
  });

  it('paints a slot that is touched however shortly, the strongest status over the others', () => {
    const { schedule } = withEvents([
      [0, 3, 'workingElsewhere'],
      [0.5, 2, 'tentative'],
      [1, 1.1, 'busy'],
      [1.5, 1.6, 'oof'],
      [2.5, 3, 'free'],
    ]);

    expect(schedule()['availabilityView']).toBe('412344');
    expect(schedule({ availabilityViewInterval: 60 })['availabilityView']).toBe('134');
  });

  it('keeps entries that are free among the items', () => {
    const { items } = withEvents([[0, 1, 'free']]);

    expect(items()).toMatchObject([{ status: 'free' }]);
  });

  it('says what takes place only where owners let everybody see it, and never of private entries', () => {
    const { send, core, items } = aRoomWithSecrets();
    const without = items();
    core.options.scheduleItems = 'details';

    expect(without.every((item) => !('subject' in item) && !('isPrivate' in item))).toBe(true);
    expect(items()).toMatchObject([{ isPrivate: false, subject: 'Choir', location: 'Hall' }, { isPrivate: true }]);
    expect(items()[1]).not.toHaveProperty('subject');
    expect(send('POST', PATH, ask()).status).toBe(200);
  });

  it('reports a schedule that nobody has inside the answer, without items, beside the others', () => {
    const { send } = withEvents([]);

    const [unknown, room, without] = rows(send('POST', PATH, ask({ schedules: ['nobody@city.example', OAK, 'old@city.example'] })));

    expect(unknown).toEqual({
      scheduleId: 'nobody@city.example',
      error: { responseCode: 'ErrorMailRecipientNotFound', message: expect.any(String) as unknown },
    });
    expect(room).toMatchObject({ scheduleItems: [] });
    expect(without).toMatchObject({ error: { responseCode: 'ErrorMailRecipientNotFound' } });
  });

  it('gives up on a schedule with more than a thousand entries in the window', () => {
    const { schedule } = withEvents(Array.from({ length: 1_001 }, () => [0, 1] as const));

    expect(schedule()).toMatchObject({ error: { responseCode: '5006' } });
    expect(schedule()).not.toHaveProperty('scheduleItems');
  });

  it('does not know of a change until its own lag has passed, while calendarView does', () => {
    const { core, items, send, wait } = withEvents([], { scheduleLagMs: 30_000 });
    const view = `/users/${OAK}/calendarView?startDateTime=2026-03-02T09:00:00Z&endDateTime=2026-03-02T12:00:00Z`;

    const id = core.outlook.create(OAK, { subject: 'Choir', start: NINE, end: NINE + HOUR });
    const early = [items().length, rows(send('GET', view)).length];
    wait(30_000);
    core.outlook.delete(OAK, id);
    const late = [items().length, rows(send('GET', view)).length];
    wait(30_000);

    expect(early).toEqual([0, 1]);
    expect(late).toEqual([1, 0]);
    expect(items()).toEqual([]);
  });

  it.each<[string, JsonObject, number, string]>([
    ['more than 100 schedules', { schedules: Array.from({ length: 101 }, () => OAK) }, 400, 'ErrorMailboxDataArrayTooBig'],
    ['62 days', { endTime: utc('2026-05-03T09:00:00') }, 400, 'ErrorTimeIntervalTooBig'],
    ['a reversed window', { endTime: utc('2026-03-02T08:00:00') }, 400, 'ErrorInvalidTimeInterval'],
    ['an empty window', { endTime: utc('2026-03-02T09:00:00') }, 400, 'ErrorInvalidTimeInterval'],
    ['a window without end', { endTime: null }, 400, 'ErrorInvalidTimeInterval'],
    ['a start that is no time', { startTime: utc('today') }, 400, 'ErrorInvalidTimeInterval'],
    [
      'a zone that nobody knows',
      { startTime: { dateTime: '2026-03-02T09:00:00', timeZone: 'Mars' } },
      400,
      'TimeZoneNotSupportedException',
    ],
    ['slots under five minutes', { availabilityViewInterval: 4 }, 400, 'ErrorInvalidMergedFreeBusyInterval'],
    ['slots over a day', { availabilityViewInterval: 1_441 }, 400, 'ErrorInvalidMergedFreeBusyInterval'],
    ['slots longer than the window, by default', { endTime: utc('2026-03-02T09:29:00') }, 400, 'ErrorInvalidMergedFreeBusyInterval'],
    ['null for the slots', { availabilityViewInterval: null }, 500, 'ErrorInternalServerError'],
    ['a parameter that it does not have', { mailboxes: [] }, 400, 'RequestBodyRead'],
    ['no schedules, which nobody documents', { schedules: [] }, 501, 'NotImplemented'],
  ])('refuses %s', (_, more, status, errorCode) => {
    const refused = aTenant().send('POST', PATH, ask(more));

    expect([refused.status, code(refused)]).toEqual([status, errorCode]);
  });

  it('takes just under 62 days, a hundred schedules, and parameters in any case', () => {
    const { send } = aTenant();
    const { schedules, ...rest } = ask({ schedules: Array.from({ length: 100 }, () => OAK), endTime: utc('2026-05-03T08:59:00') });

    expect(send('POST', PATH, { Schedules: schedules, ...rest }).status).toBe(200);
  });

  it.each([
    ['Calendars.ReadBasic.All', 200],
    ['Calendars.Read', 200],
    ['Mail.Read', 403],
  ])('answers an app with %s by %i', (role, status) => {
    const { send, principal } = aTenant();

    expect(send('POST', PATH, ask(), {}, { ...principal, roles: [role] }).status).toBe(status);
  });

  it('needs a reader inside the mailbox scope of the app; whether the schedules must be is a switch', () => {
    const { core, schedule, send } = withEvents([]);
    core.entra.apps.limitMailboxes(APP, [OFFICE]);

    const free = schedule();
    core.options.scheduleScope = 'schedules';
    const scoped = schedule();
    const elsewhere = send('POST', `/users/${ANN}/calendar/getSchedule`, ask());

    expect(free).toHaveProperty('scheduleItems');
    expect(scoped).toMatchObject({ error: { responseCode: 'ErrorAccessDenied' } });
    expect(elsewhere.status).toBe(403);
  });

  it("counts against the reader's mailbox and is struck by faults under its own name", () => {
    const { core, faults, send } = aTenant();
    core.throttle(OAK, 60_000);
    faults.add({
      id: 'one',
      core: 'tenant',
      match: { operation: 'get-schedule', mailbox: OFFICE },
      when: 'before',
      effect: { kind: 'refuse', status: 503 },
      times: 1,
    });

    const struck = send('POST', PATH, ask());
    const answered = send('POST', PATH, ask());
    core.throttle(OFFICE, 60_000);
    const throttled = send('POST', PATH, ask());

    expect([struck.status, answered.status, throttled.status]).toEqual([503, 200, 429]);
  });

  it('is found only below a calendar', () => {
    expect(aTenant().send('POST', `/users/${OFFICE}/getSchedule`, ask()).status).toBe(501);
  });
});

function aRoomWithSecrets() {
  const tenant = withEvents([[0, 1]]);
  const choir = tenant.core.snapshot().mailboxes.flatMap(({ events }) => events)[0];
  tenant.core.outlook.edit(OAK, choir?.id ?? '', { location: 'Hall' });
  tenant.send('POST', `/users/${OAK}/events`, {
    subject: 'Doctor',
    start: utc('2026-03-02T10:00:00'),
    end: utc('2026-03-02T11:00:00'),
    sensitivity: 'private',
  });
  return tenant;
}
