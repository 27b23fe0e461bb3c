import { INSTEP_PROPERTY } from '../../../../infra/local/tenant/model';
import { anEvent, aTenant, code, OAK, rows, textOf } from './support';

const HOUR = 3_600_000;
const NINE = Date.parse('2026-03-02T09:00:00Z');
const view = (more = '', from = '2026-03-02T09:00:00Z', to = '2026-03-02T12:00:00Z'): string =>
  `/users/${OAK}/calendar/calendarView?startDateTime=${from}&endDateTime=${to}${more}`;

/** A room with events of one hour each, by their hours after nine. */
function withEvents(hours: readonly number[], ...options: Parameters<typeof aTenant>) {
  const tenant = aTenant(...options);
  for (const hour of hours)
    tenant.core.outlook.create(OAK, { subject: String(hour), start: NINE + hour * HOUR, end: NINE + (hour + 1) * HOUR });
  return { ...tenant, subjects: (path: string): unknown[] => rows(tenant.send('GET', path)).map((row) => row['subject']) };
}

describe('calendarView', () => {
  it('shows what overlaps the window, and what only touches it', () => {
    const { subjects } = withEvents([-2, -1, -0.5, 0, 2.5, 3, 4]);

    expect(subjects(view())).toEqual(['-1', '-0.5', '0', '2.5', '3']);
  });

  it("counts the window's own offset, and takes none for UTC", () => {
    const { subjects } = withEvents([0]);

    expect(subjects(view('', '2026-03-02T10:30:00%2B01:00', '2026-03-02T10:40:00%2B01:00'))).toEqual(['0']);
    expect(subjects(view('', '2026-03-02T10:30:00', '2026-03-02T10:40:00'))).toEqual([]);
  });

  it('gives ten a page unless told otherwise, and the rest by links of its own', () => {
    const { send, core } = withEvents(Array.from({ length: 25 }, (_, index) => index / 10));
    core.graphUrl = 'https://graph.test/v1.0';
    const seen: unknown[] = [];
    let pages = 0;
    for (let path: string | undefined = view('&$select=subject'); path !== undefined; pages += 1) {
      const page = send('GET', path);
      seen.push(...rows(page).map((row) => row['subject']));
      path =
        page.body['@odata.nextLink'] === undefined ? undefined : textOf(page, '@odata.nextLink').slice('https://graph.test/v1.0'.length);
    }

    expect(pages).toBe(3);
    expect(new Set(seen).size).toBe(25);
    expect(rows(send('GET', view('&$top=1000')))).toHaveLength(25);
  });

  it('orders by start when asked, and by nothing that can be relied on otherwise', () => {
    const { subjects, send } = withEvents([2, 0, 1]);

    expect(subjects(view())).toEqual(['2', '0', '1']);
    expect(subjects(view('&$orderby=start/dateTime'))).toEqual(['0', '1', '2']);
    expect(subjects(view('&$orderby=start/dateTime%20desc'))).toEqual(['2', '1', '0']);
    expect(send('GET', view('&$orderby=subject')).status).toBe(501);
  });

  it('shows only the selected properties, with id and etag', () => {
    const { send } = withEvents([0]);

    const [row] = rows(send('GET', view('&$select=subject,start')));

    expect(Object.keys(row ?? {}).sort()).toEqual(['@odata.etag', 'id', 'start', 'subject']);
    expect(code(send('GET', view('&$select=colour')))).toBe('RequestBroker--ParseUri');
  });

  it.each([
    ['no end of the window', `/users/${OAK}/calendarView?startDateTime=2026-03-02T09:00:00Z`, 400, 'ErrorInvalidParameter'],
    ['a window that is no date', view('', 'today'), 400, 'ErrorInvalidParameter'],
    ['a window that ends before it starts', view('', '2026-03-03T09:00:00Z'), 400, 'ErrorInvalidParameter'],
    ['a window longer than 1825 days', view('', '2026-03-02T00:00:00Z', '2031-03-02T00:00:00Z'), 400, 'ErrorInvalidRequest'],
    ['more than 1000 a page', view('&$top=1001'), 400, 'Request_BadRequest'],
    ['an option it does not cover', view('&$count=true'), 501, 'NotImplemented'],
  ])('refuses %s', (_, path, status, errorCode) => {
    const refused = aTenant().send('GET', path);

    expect([refused.status, code(refused)]).toEqual([status, errorCode]);
  });

  it('expands extended properties only where that is switched on', () => {
    const { send, core } = aTenant();
    send('POST', `/users/${OAK}/events`, anEvent({ singleValueExtendedProperties: [{ id: INSTEP_PROPERTY, value: 'res-1' }] }));
    const expand = `&$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${INSTEP_PROPERTY}')`)}`;

    const refused = send('GET', view(expand));
    core.options.calendarViewExpand = 'answered';
    const answered = send('GET', view(expand));

    expect(refused.status).toBe(400);
    expect(rows(answered)[0]?.['singleValueExtendedProperties']).toEqual([{ id: INSTEP_PROPERTY, value: 'res-1' }]);
  });

  it('does not know of a change until the lag has passed, and never goes back to an older one', () => {
    let lag = 10_000;
    const { core, subjects, wait } = withEvents([], { listLagMs: () => lag });
    const id = core.outlook.create(OAK, { subject: 'one', start: NINE, end: NINE + HOUR });
    lag = 1_000;
    core.outlook.edit(OAK, id, { subject: 'two' });
    wait(1_000);
    const early = subjects(view());
    wait(9_000);

    expect(early).toEqual([]);
    expect(subjects(view())).toEqual(['two']);
  });

  it('moves the change key once after creation when told to, as Exchange was seen to', () => {
    const { send, wait } = aTenant({ bumpAfterCreateMs: 2_000 });
    const made = send('POST', `/users/${OAK}/events`, anEvent());
    const path = `/users/${OAK}/events/${textOf(made, 'id')}`;
    wait(2_000);

    const stale = send('PATCH', path, { subject: 'x' }, { 'if-match': textOf(made, '@odata.etag') });
    const fresh = send('PATCH', path, { subject: 'x' }, { 'if-match': textOf(send('GET', path), '@odata.etag') });

    expect([stale.status, fresh.status]).toEqual([412, 200]);
  });
});
