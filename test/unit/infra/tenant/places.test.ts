import { anEvent, aTenant, code, OAK, rows, textOf } from './support';

const PLACE = `/places/${encodeURIComponent(OAK)}`;
const room = (more: object) => ({ '@odata.type': 'microsoft.graph.room', ...more });

describe('places of the rooms', () => {
  it('are read by address or id, with what is not known left empty', () => {
    const { send } = aTenant();

    const byAddress = send('GET', PLACE);
    const byId = send('GET', `/places/${textOf(byAddress, 'id')}`);

    expect(byAddress.body).toMatchObject({
      '@odata.type': '#microsoft.graph.room',
      displayName: 'Oak room',
      emailAddress: OAK,
      capacity: null,
      isWheelChairAccessible: false,
    });
    expect(byId.body).toEqual(byAddress.body);
  });

  it('are changed field by field; the others stay', () => {
    const { core, send } = aTenant();
    core.places.edit(OAK, { phone: '+353 1 555', capacity: 4 });

    const changed = send('PATCH', PLACE, room({ capacity: 12, floorNumber: -1, isWheelChairAccessible: true }));

    expect(changed.status).toBe(200);
    expect(send('GET', PLACE).body).toMatchObject({ capacity: 12, floorNumber: -1, isWheelChairAccessible: true, phone: '+353 1 555' });
  });

  it.each<[string, object, string]>([
    ['without the type', { capacity: 12 }, 'RequestBodyRead'],
    ['of the display name', room({ displayName: 'Oak' }), 'ErrorInvalidRequest'],
    ['of the booking type', room({ bookingType: 'reserved' }), 'ErrorInvalidRequest'],
    ['of a member that rooms do not have', room({ colour: 'green' }), 'RequestBodyRead'],
    ['to a text where a number stands', room({ capacity: '12' }), 'RequestBodyRead'],
  ])('refuse a change %s', (_what, body, wanted) => {
    const { send } = aTenant();

    const answer = send('PATCH', PLACE, body as Parameters<typeof send>[2]);

    expect([answer.status, code(answer)]).toEqual([400, wanted]);
  });

  it.each(['ann@city.example', 'nobody@city.example'])('know no room at %s', (address) => {
    expect(aTenant().send('GET', `/places/${address}`).status).toBe(404);
  });

  it('show a new room late', () => {
    const { core, send, wait } = aTenant({ placeLagMs: 60_000 });
    core.addUser({ address: 'new@city.example', displayName: 'New', kind: 'room' });

    const early = send('GET', '/places/new@city.example').status;
    wait(60_000);

    expect([early, send('GET', '/places/new@city.example').status]).toEqual([404, 200]);
  });

  it('are listed in pages, rooms only', () => {
    const { core, send } = aTenant();
    core.addUser({ address: 'elm@city.example', displayName: 'Elm', kind: 'room' });

    const page = send('GET', '/places/microsoft.graph.room?$top=1&$count=true');
    const all = send('GET', '/places/microsoft.graph.room');

    expect(page.body).toMatchObject({ '@odata.count': 2, '@odata.nextLink': expect.stringContaining('$skip=1') });
    expect(rows(all).map(({ emailAddress }) => emailAddress)).toEqual([OAK, 'elm@city.example']);
  });

  it('need Place.ReadWrite.All to be changed; Place.Read.All reads them', () => {
    const { send, principal } = aTenant();
    const as = (role: string) => ({ ...principal, roles: [role] });

    expect(send('GET', PLACE, undefined, {}, as('Place.Read.All')).status).toBe(200);
    expect(send('PATCH', PLACE, room({ capacity: 1 }), {}, as('Place.Read.All')).status).toBe(403);
    expect(send('GET', PLACE, undefined, {}, as('Calendars.ReadWrite')).status).toBe(403);
  });

  it('without the role in Exchange answer success and change nothing, or refuse', () => {
    const { core, send } = aTenant({ placeRole: 'ignored' });

    const ignored = send('PATCH', PLACE, room({ capacity: 12 }));
    core.options.placeRole = 'refused';

    expect([ignored.status, ignored.body['capacity']]).toEqual([200, null]);
    expect(send('PATCH', PLACE, room({ capacity: 12 })).status).toBe(403);
  });

  it.each(['/places', `${PLACE}/microsoft.graph.roomlist/rooms`, '/places/microsoft.graph.roomlist', `${PLACE}?$select=capacity`])(
    'do not cover GET %s, and say so',
    (path) => {
      expect(aTenant().send('GET', path).status).toBe(501);
    },
  );

  it('count for no mailbox', () => {
    const { send } = aTenant({ mailboxLimit: { requests: 1, windowMs: 600_000, concurrent: 4 } });

    expect([1, 2, 3].map(() => send('GET', PLACE).status)).toEqual([200, 200, 200]);
    expect(send('POST', `/users/${OAK}/events`, anEvent()).status).toBe(201);
  });
});
