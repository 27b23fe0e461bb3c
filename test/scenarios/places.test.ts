import { SPACES, spaceBody } from '../../infra/local/seed-data';
import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import { until } from '../support/scenario/until';
import { room, useCloud } from '../support/scenario/use-cloud';

const town = useCloud({ settings: { PLACES: 'write' } });
const place = (space: string) => town.cloud.cores.tenant.places.find(room(space))?.fields;

interface Item {
  readonly state: string;
  readonly reason?: { readonly code: string; readonly sentence: string };
}
const inState = (space: string, state: string): Promise<Item> =>
  until(`the place of ${space} is ${state}`, async () => {
    const { body } = await town.people.staff<Item>('GET', `/api/v1/sync/items/place/${space}`);
    return body.state === state && body;
  });

describe('the place of a room', () => {
  it('is told to the room finder when the space is entered and when it changes; what others keep there stays', async () => {
    const { people, cloud, graph } = town;
    await inState('oak', 'in-step');
    const entered = place('oak');
    cloud.cores.tenant.places.edit(room('oak'), { phone: '+353 1 555 0100', audioDeviceName: 'Ceiling speakers' });
    const oak = SPACES.find(({ id }) => id === 'oak');
    if (!oak) throw new Error('the seed has no oak');

    const seen = graph.requests.length;
    await people.staff('PUT', '/api/v1/spaces/oak', { ...spaceBody(oak), capacity: 16, displayName: 'The Oak' }, { 'if-match': '*' });
    await until('the room finder says 16', () => Promise.resolve(place('oak')?.capacity === 16));
    await inState('oak', 'in-step');

    expect(entered).toMatchObject({ building: 'Town Hall', capacity: 12, floorNumber: 1, isWheelChairAccessible: true });
    expect(place('oak')).toMatchObject({ building: 'Town Hall', phone: '+353 1 555 0100', audioDeviceName: 'Ceiling speakers' });
    const patches = graph.requests.slice(seen).filter(({ method, path }) => method === 'PATCH' && path.includes(room('oak')));
    expect(patches).toMatchObject([{ path: `/places/${room('oak')}`, body: { '@odata.type': 'microsoft.graph.room', capacity: 16 } }]);
    expect(patches[0]?.body).not.toHaveProperty('building');
    expect((await people.staff<{ displayName: string }>('GET', '/api/v1/spaces/oak')).body.displayName).toBe('The Oak');
  });

  it('of a mailbox that exists already is associated with a new space, and refused to a second one by the name of the first', async () => {
    const { people, cloud } = town;
    cloud.cores.tenant.addUser({ address: 'old-mill@city.example', displayName: 'Old Mill', kind: 'room' });
    const body = {
      name: 'Old Mill',
      building: { name: 'Mill', abbreviation: 'M' },
      capacity: 30,
      exchangeResourceMailbox: 'old-mill@city.example',
    };

    const first = await people.staff('PUT', '/api/v1/spaces/old-mill', body);
    const second = await people.staff('PUT', '/api/v1/spaces/new-mill', { ...body, exchangeResourceMailbox: 'Old-Mill@city.example' });
    await inState('old-mill', 'in-step');

    expect(first.status).toBe(201);
    expect(second).toMatchObject({ status: 409, body: { code: 'mailbox-taken', by: 'old-mill' } });
    expect(cloud.cores.tenant.places.find('old-mill@city.example')?.fields).toMatchObject({ building: 'Mill', capacity: 30 });
  });

  it('that nobody knows yet waits with a sentence', async () => {
    const { people } = town;
    const body = { name: 'Attic', building: { name: 'Mill', abbreviation: 'M' }, exchangeResourceMailbox: 'attic@city.example' };

    await people.staff('PUT', '/api/v1/spaces/attic', body);
    const item = await inState('attic', 'retrying');

    expect(item.reason).toMatchObject({ code: 'not-there-yet', sentence: expect.stringContaining('attic@city.example') });
  });
});

logsNothingPrivate(() => town);
