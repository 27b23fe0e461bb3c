import type { Json, JsonObject } from '../../../shared/kernel/json';
import { RESERVATION_EVENT, reservationEvent, reservationEventKind } from '../../../shared/reservations/kind';
import type { Observed } from '../../../shared/sync/item/outcome';
import type { ReservationStatus } from '../../../shared/reservations/model';
import type { SyncItem } from '../../../shared/sync/item/item';
import { aReservation, aReservationId, anEventItem, at } from '../../support/builders/reservation-builder';
import { aSpace } from '../../support/builders/space-builder';

const EVENT = { subject: 'Choir practice', start: at(3, 10), end: at(3, 11), showAs: 'busy' };
const MARK = 'String {9d3c8f0a-6c1e-4b57-9a3e-5f2d1c7b8e40} Name InstepItem';
const kind = reservationEventKind();
const OWN = { api: 'graph', as: 'installation' };
const known = (item: SyncItem): SyncItem => ({ ...item, applied: { externalId: 'A/b', fingerprint: '', value: null } });
const HEADERS = { Prefer: 'IdType="ImmutableId", outlook.timezone="UTC"' };

describe('the wish for a reservation', () => {
  const wish = (more: Parameters<typeof aReservation>[0] = {}, template = '{title}') =>
    reservationEvent(aReservation(more), aSpace(), template);

  it('is a hold until it is approved', () => {
    expect(wish()).toEqual({ ...EVENT, subject: 'Hold: Choir practice' });
    expect(wish({ status: 'approved' })).toEqual(EVENT);
  });

  it.each<ReservationStatus>(['denied', 'cancelled', 'expired'])('is no event when it is %s', (status) => {
    expect(wish({ status })).toBeNull();
  });

  it('covers the reservation without its buffers', () => {
    expect(wish({ kept: { start: at(3, 9), end: at(3, 12) } })).toMatchObject({ start: at(3, 10), end: at(3, 11) });
  });

  it('takes its subject from the template', () => {
    const subject = (template: string) => wish({ status: 'approved' }, template)?.subject;

    expect(subject('{space}: {title} ({reference})')).toBe('oak: Choir practice (AAAAAA)');
    expect(subject('{title} / {title}')).toBe('Choir practice / Choir practice');
    expect(subject(' Reserved ')).toBe('Reserved');
    expect(subject('{name} {contact}')).toBe('{name} {contact}');
  });

  it.each(["$& $1 $$ $` $'", '{space}', '{reference} {title}', '{{title}}'])('leaves a title as it was written: %s', (title) => {
    expect(wish({ status: 'approved', title }, '{title}, {space}')?.subject).toBe(`${title}, oak`);
  });

  it('never tells who reserved', () => {
    const { contact } = aReservation();
    const text = JSON.stringify(wish({ notes: 'bring cake' }, '{title} {space} {reference} {contact} {notes}'));

    for (const secret of [contact?.name, contact?.email, contact?.phone, 'bring cake']) expect(text).not.toContain(secret);
  });
});

describe('the requests of a reservation event', () => {
  const item = anEventItem(EVENT, "o'ak+1/x@city.example");
  const mailbox = "/users/o'ak%2B1%2Fx%40city.example";
  const owned = {
    subject: 'Choir practice',
    start: { dateTime: '2026-03-03T10:00:00', timeZone: 'UTC' },
    end: { dateTime: '2026-03-03T11:00:00', timeZone: 'UTC' },
    isAllDay: false,
    showAs: 'busy',
  };

  it('create an appointment that invites nobody, reminds nobody and carries our mark', () => {
    const request = kind.request(item, { verb: 'create', transactionId: 'instep-1' });

    expect(request).toEqual({
      ...OWN,
      method: 'POST',
      path: `${mailbox}/events`,
      headers: HEADERS,
      body: {
        ...owned,
        transactionId: 'instep-1',
        isReminderOn: false,
        responseRequested: false,
        singleValueExtendedProperties: [{ id: MARK, value: aReservationId() }],
      },
    });
    expect(request.body).not.toHaveProperty('attendees');
  });

  it('change only what is ours', () => {
    expect(kind.request(item, { verb: 'update', externalId: 'A/b+c=' })).toEqual({
      ...OWN,
      method: 'PATCH',
      path: `${mailbox}/events/A%2Fb%2Bc%3D`,
      headers: HEADERS,
      body: owned,
    });
  });

  it('remove and read by id', () => {
    expect(kind.request(item, { verb: 'delete', externalId: 'A/b' })).toEqual({
      ...OWN,
      method: 'DELETE',
      path: `${mailbox}/events/A%2Fb`,
      headers: HEADERS,
    });
    expect(kind.look(known(item), 'id')).toEqual({
      ...OWN,
      method: 'GET',
      path: `${mailbox}/events/A%2Fb?$select=id,subject,start,end,isAllDay,showAs,sensitivity`,
      headers: HEADERS,
    });
  });

  it('find all that carries the mark of this reservation', () => {
    const { path, headers } = kind.look(known(item), 'all');
    const url = new URL(path, 'https://graph.example');

    expect(headers).toEqual(HEADERS);
    expect(url.pathname).toBe(`${mailbox}/events`);
    expect(path).not.toMatch(/[ {}]/);
    expect(url.searchParams.get('$filter')).toBe(
      `singleValueExtendedProperties/Any(ep: ep/id eq '${MARK}' and ep/value eq '${aReservationId()}')`,
    );
    expect(url.searchParams.get('$select')).toBe('id,subject,start,end,isAllDay,showAs,sensitivity,createdDateTime');
  });

  it('re-read the span that was written, and the hours beside it at which Exchange may show its dates', () => {
    expect(kind.verify?.span(item)).toEqual({ start: EVENT.start, end: EVENT.end });
    expect(kind.verify?.span(anEventItem(null))).toBeUndefined();
    expect(kind.verify?.reread(item, { start: EVENT.start, end: EVENT.end })).toEqual({
      ...OWN,
      method: 'GET',
      path:
        `${mailbox}/calendarView?startDateTime=2026-03-02T22:00:00.000Z&endDateTime=2026-03-04T01:00:00.000Z` +
        '&$select=id,start,end,isAllDay,showAs,isCancelled,transactionId&$top=500',
      headers: HEADERS,
    });
  });

  it('refuse to write an event that should not be', () => {
    expect(() => kind.request(anEventItem(null), { verb: 'create', transactionId: 'instep-1' })).toThrow('absent');
    expect(() => kind.request(anEventItem(null), { verb: 'update', externalId: 'A' })).toThrow('absent');
  });

  it('go by one name and one permission', () => {
    expect([kind.name, kind.permissions]).toEqual([RESERVATION_EVENT, ['Calendars.ReadWrite']]);
  });
});

const graphEvent = (more: JsonObject = {}): JsonObject => ({
  id: 'A',
  subject: 'Choir practice',
  start: { dateTime: '2026-03-03T10:00:00.0000000', timeZone: 'UTC' },
  end: { dateTime: '2026-03-03T11:00:00.0000000', timeZone: 'UTC' },
  showAs: 'busy',
  ...more,
});
const unreadable: readonly (readonly [string, Json | undefined])[] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', 'busy'],
  ['a list', [graphEvent()]],
  ['no id', graphEvent({ id: undefined })],
  ['an id that is a number', graphEvent({ id: 7 })],
  ['no start', graphEvent({ start: undefined })],
  ['a start that is a text', graphEvent({ start: '2026-03-03T10:00:00Z' })],
  ['an end that is no time', graphEvent({ end: { dateTime: 'noon', timeZone: 'UTC' } })],
  ['another time zone', graphEvent({ start: { dateTime: '2026-03-03T10:00:00', timeZone: 'W. Europe Standard Time' } })],
];

const read = (how: 'id' | 'all', body: Json | undefined): readonly Observed[] | undefined =>
  kind.read(
    { kind: 'answered', status: 200, headers: {}, ...(body !== undefined && { body }) },
    { kind: 'look', item: anEventItem(EVENT), how },
  ) as readonly Observed[] | undefined; // an answer of success is no outcome of its own
const one = (body: Json | undefined): Observed | undefined => read('id', body)?.[0];
const all = (body: Json | undefined): readonly Observed[] | undefined => read('all', body);

describe('reading one event', () => {
  it('sees the fields that are ours, and no others', () => {
    expect(one(graphEvent({ body: 'x', changeKey: 'k' }))).toEqual({ externalId: 'A', value: EVENT });
  });

  it('sees what a person made of them', () => {
    expect(one(graphEvent({ subject: '', showAs: 'free' }))?.value).toMatchObject({ subject: '', showAs: 'free' });
  });

  it.each(unreadable)('makes nothing of what Microsoft does not document: %s', (_what, body) => {
    expect(one(body)).toBeUndefined();
  });
});

describe('reading all that is ours', () => {
  it('gives the oldest first', () => {
    const value = [
      graphEvent({ id: 'young', createdDateTime: '2026-03-02T08:00:02Z' }),
      graphEvent({ id: 'old', createdDateTime: '2026-03-02T08:00:01Z' }),
    ];

    expect(all({ value })?.map(({ externalId }) => externalId)).toEqual(['old', 'young']);
  });

  it('tells an empty list from no list', () => {
    expect(all({ value: [] })).toEqual([]);
    for (const body of [undefined, null, 'x', [], {}, { value: 'x' }, { value: {} }] satisfies (Json | undefined)[])
      expect(all(body)).toBeUndefined();
  });
});

describe('finding strangers', () => {
  const strangers = (...value: Json[]) => kind.verify?.strangers({ value }, anEventItem(EVENT));
  const theirs = [{ start: at(3, 10), end: at(3, 11) }];

  it.each(['busy', 'tentative', 'oof', 'workingElsewhere', 'unknown'])('counts whatever is not free: %s', (showAs) => {
    expect(strangers(graphEvent({ showAs }))).toEqual(theirs);
  });

  it.each([
    ['free', graphEvent({ showAs: 'free' })],
    ['cancelled', graphEvent({ isCancelled: true })],
    ['ours', graphEvent({ transactionId: 'instep-abc' })],
  ])('leaves out what is %s', (_what, event) => {
    expect(strangers(event, graphEvent())).toEqual(theirs);
  });

  it('does not take another application for ours', () => {
    expect(strangers(graphEvent({ transactionId: 'x-instep-abc' }), graphEvent({ transactionId: null }))).toEqual([...theirs, ...theirs]);
  });

  it('does not take a page for the whole', () => {
    const page: Json = { value: [graphEvent()], '@odata.nextLink': 'https://graph.microsoft.com/v1.0/next' };

    expect(kind.verify?.strangers(page, anEventItem(EVENT))).toBeUndefined();
    expect(all(page)).toBeUndefined();
  });

  it('makes nothing of what is no list, and skips what is no event', () => {
    for (const body of [undefined, null, 'x', {}, { value: 7 }] satisfies (Json | undefined)[])
      expect(kind.verify?.strangers(body, anEventItem(EVENT))).toBeUndefined();
    expect(strangers('x', null, graphEvent({ end: null }), graphEvent())).toEqual(theirs);
  });
});
