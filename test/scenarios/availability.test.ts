import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import { until } from '../support/scenario/until';
import { at, eventsIn, room, useCloud } from '../support/scenario/use-cloud';

const town = useCloud();

afterEach(() => town.cloud.faults.clear());

interface Found {
  readonly items: readonly { readonly spaceId: string; readonly exchange: string; readonly free: readonly Slot[] }[];
  readonly near: readonly { readonly spaceId: string; readonly code: string; readonly nearest: Slot }[];
}
interface Slot {
  readonly startsAt: string;
  readonly endsAt: string;
}

/** As a citizen asks: in the town hall, of its four rooms. */
async function search(query: string): Promise<Found> {
  const { status, body } = await town.people.ask<Found>('GET', `/api/v1/availability?building=TH&${query}`);
  expect(status).toBe(200);
  return body;
}
const span = (day: number, from: number, to: number): string => `from=${at(day, from)}&to=${at(day, to)}`;
/** The same, once Exchange has answered in time, which on a busy machine it need not. */
const seen = (query: string): Promise<Found> =>
  until('Exchange has answered', async () => {
    const found = await search(query);
    return found.items.every(({ exchange }) => exchange === 'free') && found;
  });
const freeIn = async (query: string) => (await seen(query)).items.map(({ spaceId }) => spaceId);

/** What staff put straight into the calendar of a room. */
function bookInOutlook(space: string, start: string, end: string): void {
  town.cloud.cores.tenant.outlook.create(room(space), { subject: 'Board', start: Date.parse(start), end: Date.parse(end) });
}

describe('a search for free spaces', () => {
  it('knows what was just reserved, and offers another time where little is free', async () => {
    const { people } = town;
    for (const space of ['oak', 'elm', 'ash']) await people.booked({ space, from: at(2, 14), to: at(2, 15) });

    const { items, near } = await search(span(2, 14, 15));

    expect(items.map(({ spaceId }) => spaceId)).toEqual(['council-chamber']);
    expect(near.map(({ spaceId, code }) => [spaceId, code])).toEqual(expect.arrayContaining([['oak', 'slot-taken'], ['elm', 'slot-taken']])); // prettier-ignore
    for (const { spaceId, nearest } of near.slice(0, 1)) {
      expect((await people.book({ space: spaceId, from: nearest.startsAt, to: nearest.endsAt })).status).toBe(201);
    }
  });

  it('takes features as one parameter with commas, and as one that is repeated', async () => {
    const query = span(3, 14, 15);

    expect(await freeIn(`${query}&features=Projector,microphones`)).toEqual(['council-chamber']);
    expect(await freeIn(`${query}&features=projector&features=microphones`)).toEqual(['council-chamber']);
    expect(await freeIn(`${query}&features=projector&features=screen`)).toEqual([]);
  });

  it('sees what staff have booked in Outlook, and no events of ours', async () => {
    const { people } = town;
    bookInOutlook('ash', at(4, 10), at(4, 11));
    const { id } = await people.booked({ space: 'elm', from: at(4, 9), to: at(4, 10) });
    await people.inStep(id);

    const free = await freeIn(span(4, 10, 11));
    const gaps = await seen(`${span(4, 8, 12)}&minutes=60`);
    const one = await until('Exchange has answered', async () => {
      const { body } = await people.ask<{ exchange: string; busy: Slot[] }>('GET', `/api/v1/spaces/ash/availability?${span(4, 8, 12)}`);
      return body.exchange === 'free' && body;
    });

    expect(free).toEqual(['council-chamber', 'elm', 'oak']);
    const timesOf = (space: string) =>
      gaps.items.find(({ spaceId }) => spaceId === space)?.free.map(({ startsAt, endsAt }) => [startsAt, endsAt]);
    expect(timesOf('ash')).toEqual([[at(4, 8), at(4, 10)], [at(4, 11), at(4, 12)]]); // prettier-ignore
    expect(timesOf('elm')).toEqual([[at(4, 8), at(4, 9)], [at(4, 10), at(4, 12)]]); // prettier-ignore
    expect(one).toMatchObject({ busy: [{ startsAt: at(4, 10), endsAt: at(4, 11) }] });
  });

  it('gives a time back at once when a reservation is cancelled, though its event still stands in Outlook', async () => {
    const { cloud, people } = town;
    const { id } = await people.booked({ space: 'elm', from: at(5, 9), to: at(5, 10) });
    await people.inStep(id);
    cloud.faults.add({
      id: 'stays',
      core: 'tenant',
      match: { operation: 'delete-event' },
      when: 'before',
      effect: { kind: 'refuse', status: 503 },
    });

    await people.decide('cancel', id);
    const free = await freeIn(span(5, 9, 10));

    expect(eventsIn(town, 'elm', id)).toHaveLength(1);
    expect(free).toContain('elm');
    cloud.faults.clear();
    await people.inStep(id);
  });

  it('answers within a second by what Instep knows when Exchange does not, and says so', async () => {
    const { cloud, people } = town;
    await people.booked({ space: 'oak', from: at(6, 9), to: at(6, 10) });
    cloud.faults.add({ id: 'silent', core: 'tenant', match: {}, when: 'before', effect: { kind: 'never' } });

    const { items } = await search(span(6, 9, 10));
    const one = await people.ask<{ exchange: string }>('GET', `/api/v1/spaces/elm/availability?${span(6, 9, 10)}`);

    expect(items.map(({ spaceId, exchange }) => [spaceId, exchange])).toEqual(
      ['ash', 'council-chamber', 'elm'].map((space) => [space, 'unavailable']),
    );
    expect(one.body.exchange).toBe('unavailable');
  });

  it('asks about all rooms in one call', async () => {
    const { graph } = town;
    const asked = () => graph.requests.filter(({ path }) => path.endsWith('/getSchedule')).length;
    const before = asked();

    await search(span(20, 9, 10));

    expect(asked() - before).toBe(1);
  });
});

logsNothingPrivate(() => town);
