import { windowsZones } from '../../../../infra/local/tenant/graph/odata/windows-zones';
import { INSTEP_PROPERTY } from '../../../../infra/local/tenant/model';
import { anEvent, aTenant, code, IMMUTABLE, marked, OAK, rows, textOf } from './support';

const EVENTS = `/users/${OAK}/events`;
const byMark = (id: string): string =>
  `${EVENTS}?$filter=${encodeURIComponent(`singleValueExtendedProperties/Any(ep: ep/id eq '${INSTEP_PROPERTY}' and ep/value eq '${id}')`)}`;

describe('events of a mailbox', () => {
  it('creates, reads, changes and deletes an event', () => {
    const { send } = aTenant();

    const made = send('POST', EVENTS, anEvent(), IMMUTABLE);
    const path = `${EVENTS}/${encodeURIComponent(textOf(made, 'id'))}`;
    const read = send('GET', path, undefined, IMMUTABLE);
    const changed = send('PATCH', path, { subject: 'Orchestra' }, IMMUTABLE);
    const deleted = send('DELETE', path, undefined, IMMUTABLE);
    const gone = send('GET', path, undefined, IMMUTABLE);

    expect([made.status, read.status, changed.status, deleted.status, gone.status]).toEqual([201, 200, 200, 204, 404]);
    expect(read.body['start']).toEqual({ dateTime: '2026-03-02T09:00:00.0000000', timeZone: 'UTC' });
    expect(changed.body['subject']).toBe('Orchestra');
    expect(changed.body['changeKey']).not.toBe(made.body['changeKey']);
    expect(code(gone)).toBe('ErrorItemNotFound');
  });

  it('gives another id without the immutable preference, and finds neither form nor case under the other', () => {
    const { send } = aTenant();
    const made = send('POST', EVENTS, anEvent(), IMMUTABLE);
    const id = textOf(made, 'id');

    const plain = send('GET', EVENTS);
    const other = send('GET', `${EVENTS}/${id}`);
    const upper = send('GET', `${EVENTS}/${id.toUpperCase()}`, undefined, IMMUTABLE);

    expect(rows(plain)[0]?.['id']).not.toBe(id);
    expect(other.status).toBe(404);
    expect(upper.status).toBe(404);
  });

  it('refuses a stale change key and takes the present one', () => {
    const { send } = aTenant();
    const made = send('POST', EVENTS, anEvent());
    const path = `${EVENTS}/${textOf(made, 'id')}`;
    send('PATCH', path, { subject: 'Two' });

    const stale = send('PATCH', path, { subject: 'Three' }, { 'If-Match': textOf(made, '@odata.etag') });
    const fresh = send('DELETE', path, undefined, { 'If-Match': textOf(send('GET', path), '@odata.etag') });

    expect([stale.status, code(stale)]).toEqual([412, 'ErrorIrresolvableConflict']);
    expect(fresh.status).toBe(204);
  });

  it('shows an extended property only when it is expanded, and finds it by value without case', () => {
    const { send } = aTenant();
    send('POST', EVENTS, anEvent(marked('res-ABC')));
    send('POST', EVENTS, anEvent(marked('res-other')));

    const found = send('GET', byMark('RES-abc'));
    const expanded = send(
      'GET',
      `${byMark('res-abc')}&$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${INSTEP_PROPERTY}')`)}`,
    );

    expect(rows(found)).toHaveLength(1);
    expect(rows(found)[0]).not.toHaveProperty('singleValueExtendedProperties');
    expect(rows(expanded)[0]?.['singleValueExtendedProperties']).toEqual([{ id: INSTEP_PROPERTY, value: 'res-ABC' }]);
  });

  it('refuses a transaction id twice while it remembers them, also after the event is gone', () => {
    const { send } = aTenant();
    const made = send('POST', EVENTS, anEvent({ transactionId: 'instep-1' }));
    send('DELETE', `${EVENTS}/${textOf(made, 'id')}`);

    const again = send('POST', EVENTS, anEvent({ transactionId: 'instep-1' }));

    expect([again.status, code(again)]).toEqual([409, 'ErrorDuplicateTransactionId']);
    expect((again.body['error'] as Record<string, unknown>)['@event.existingEventId']).toBe(made.body['id']);
  });

  it('answers with the first event when it replays transaction ids, as long as that exists', () => {
    const { send } = aTenant({ transactionIds: 'replayed' });
    const first = send('POST', EVENTS, anEvent({ transactionId: 'instep-1' }));

    const again = send('POST', EVENTS, anEvent({ transactionId: 'instep-1', subject: 'Other' }));
    send('DELETE', `${EVENTS}/${textOf(first, 'id')}`);
    const late = send('POST', EVENTS, anEvent({ transactionId: 'instep-1' }));

    expect([again.status, again.body['id'], again.body['subject']]).toEqual([201, first.body['id'], 'Choir']);
    expect(late.status).toBe(409);
  });

  it('makes a second event when it forgets transaction ids', () => {
    const { send } = aTenant({ transactionIds: 'forgotten' });
    send('POST', EVENTS, anEvent({ transactionId: 'instep-1' }));

    expect(send('POST', EVENTS, anEvent({ transactionId: 'instep-1' })).status).toBe(201);
    expect(rows(send('GET', EVENTS))).toHaveLength(2);
  });

  it('lets lists lag behind creation, change and deletion while reads by id do not', () => {
    const { send, wait } = aTenant({ listLagMs: 5_000 });
    const made = send('POST', EVENTS, anEvent(marked('res-1')));
    const path = `${EVENTS}/${textOf(made, 'id')}`;

    const early = rows(send('GET', byMark('res-1'))).length;
    wait(5_000);
    send('PATCH', path, { subject: 'Later' });
    const old = rows(send('GET', byMark('res-1')))[0]?.['subject'];
    const byId = send('GET', path).body['subject'];
    wait(5_000);
    const later = rows(send('GET', byMark('res-1')))[0]?.['subject'];
    send('DELETE', path);
    const still = rows(send('GET', byMark('res-1'))).length;
    wait(5_000);

    expect([early, old, byId, later, still]).toEqual([0, 'Choir', 'Later', 'Later', 1]);
    expect(rows(send('GET', byMark('res-1')))).toHaveLength(0);
  });

  it.each([
    ['an unknown property', { colour: 'red' }, 400, 'RequestBodyRead'],
    ['a property nobody may set', { changeKey: 'x' }, 400, 'ErrorInvalidPropertySet'],
    ['a value outside its enum', { showAs: 'away' }, 400, 'RequestBodyRead'],
    ['an end before the start', { end: { dateTime: '2026-03-02T08:00:00', timeZone: 'UTC' } }, 400, 'ErrorPropertyValidationFailure'],
    ['a day that does not exist', { end: { dateTime: '2026-02-30T08:00:00', timeZone: 'UTC' } }, 400, 'ErrorPropertyValidationFailure'],
    ['an unknown time zone', { end: { dateTime: '2026-03-02T11:00:00', timeZone: 'Mars/Base' } }, 400, 'TimeZoneNotSupportedException'],
    ['an all-day event off midnight', { isAllDay: true }, 400, 'ErrorInvalidRequest'],
    ['attendees', { attendees: [{ emailAddress: { address: 'ann@city.example' } }] }, 501, 'NotImplemented'],
    ['a series', { recurrence: { pattern: { type: 'daily', interval: 1 } } }, 501, 'NotImplemented'],
  ])('refuses %s and creates nothing', (_, wrong, status, errorCode) => {
    const { send } = aTenant();

    const refused = send('POST', EVENTS, anEvent(wrong));

    expect([refused.status, code(refused)]).toEqual([status, errorCode]);
    expect(rows(send('GET', EVENTS))).toHaveLength(0);
  });

  it.each(windowsZones())('knows the Windows zone %s in any case of letters', (zone) => {
    const [plain, small] = [zone, zone.toLowerCase()].map((timeZone) => {
      const { send } = aTenant();
      const at = (hour: number) => ({ dateTime: `2026-07-02T${hour}:00:00`, timeZone });
      return send('POST', EVENTS, anEvent({ start: at(10), end: at(11) }));
    });

    expect([plain?.status, small?.status]).toEqual([201, 201]);
    expect(small?.body['start']).toEqual(plain?.body['start']);
  });

  it('refuses a zone that only looks like one of Windows', () => {
    const { send } = aTenant();
    const at = { dateTime: '2026-07-02T10:00:00', timeZone: 'Atlantis Standard Time' };

    expect(code(send('POST', EVENTS, anEvent({ start: at, end: at })))).toBe('TimeZoneNotSupportedException');
  });

  it('reads wall times in IANA zones on both sides of the change of clocks', () => {
    const { send } = aTenant();
    const at = (dateTime: string) => ({ dateTime, timeZone: 'Europe/Berlin' });

    const winter = send('POST', EVENTS, anEvent({ start: at('2026-03-28T09:00:00'), end: at('2026-03-28T10:00:00') }));
    const summer = send('POST', EVENTS, anEvent({ start: at('2026-03-29T09:00:00'), end: at('2026-03-29T10:00:00') }), {
      prefer: 'outlook.timezone="Europe/Berlin"',
    });

    expect(winter.body['start']).toEqual({ dateTime: '2026-03-28T08:00:00.0000000', timeZone: 'UTC' });
    expect(summer.body['start']).toEqual({ dateTime: '2026-03-29T09:00:00.0000000', timeZone: 'Europe/Berlin' });
    expect(send('GET', `${EVENTS}/${textOf(summer, 'id')}`).body['start']).toMatchObject({ dateTime: '2026-03-29T07:00:00.0000000' });
  });

  it('shows what people do in Outlook, without a mark of ours', () => {
    const { core, send } = aTenant();
    const id = core.outlook.create(OAK, {
      subject: 'Walk-in',
      start: Date.parse('2026-03-02T12:00:00Z'),
      end: Date.parse('2026-03-02T13:00:00Z'),
    });
    core.outlook.move(OAK, id, Date.parse('2026-03-02T14:00:00Z'), Date.parse('2026-03-02T15:00:00Z'));

    const seen = send('GET', `${EVENTS}/${id}`, undefined, IMMUTABLE);
    const [box] = core.snapshot().mailboxes;

    expect(seen.body['start']).toMatchObject({ dateTime: '2026-03-02T14:00:00.0000000' });
    expect(box?.events).toEqual([
      {
        id,
        subject: 'Walk-in',
        start: '2026-03-02T14:00:00.000Z',
        end: '2026-03-02T15:00:00.000Z',
        showAs: 'busy',
        reservationId: null,
        transactionId: null,
      },
    ]);
  });
});
