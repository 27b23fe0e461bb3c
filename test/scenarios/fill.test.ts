import { planFill, type Planned } from '../../infra/local/fill/plan';
import { startFilling } from '../../infra/local/fill/start-filling';
import type { FillState } from '../../infra/local/fill/state';
import { until } from '../support/scenario/until';
import { useCloud } from '../support/scenario/use-cloud';
import type { Reservation } from '../support/scenario/people';

const town = useCloud();
const seen: FillState[] = [];
/** Some of each fate; all of them would be a minute of waiting. */
const plan = (): readonly Planned[] => planFill(town.cloud.now()).filter(({ fate }, at) => at < 15 || fate !== 'approved');
const filling = (cloud = town.cloud) => startFilling(cloud, (state) => seen.push(state), plan());

/** Longer than a hold of a lane and than the lock of a message. */
const A_HOLD_MS = 95_000;

async function entered(): Promise<readonly Reservation[]> {
  const page = async (continuation?: string): Promise<readonly Reservation[]> => {
    const query = continuation === undefined ? '' : `&continuation=${encodeURIComponent(continuation)}`;
    const { body } = await town.people.staff<{ items: readonly Reservation[]; continuation?: string }>(
      'GET',
      `/api/v1/reservations?limit=200${query}`,
    );
    return [...body.items, ...(body.continuation === undefined ? [] : await page(body.continuation))];
  };
  return page();
}

describe('filling the city', () => {
  it('is ended in the middle, goes on where it was when the app dies under it, and enters nothing twice', async () => {
    const first = filling();
    await until('some are entered', () => town.cloud.fill.now.state === 'running' && town.cloud.fill.now.done >= 5);
    await first.stop();
    const stopped = town.cloud.fill.now;
    const early = await entered();

    const of = plan().length;
    const second = filling();
    await until('it went on', () => town.cloud.fill.now.state === 'running' && town.cloud.fill.now.done >= 15);
    town.cloud.hosts[0]?.kill();
    await second.done;
    const all = await entered();

    expect(stopped).toMatchObject({ state: 'stopped', of });
    expect(early.length).toBeLessThan(15);
    expect(town.cloud.fill.now).toEqual({ state: 'filled', done: of, of });
    expect(all).toHaveLength(of);
    const fates = new Map(plan().map(({ spaceId, startsAt, fate }) => [`${spaceId} ${startsAt}`, fate]));
    const before = new Set(early.map(({ id }) => id));
    const otherwise = all.filter((one) => !before.has(one.id) && fates.get(`${one.spaceId} ${one.startsAt}`) !== one.status);
    expect(otherwise).toEqual([]);
  });

  it('does nothing in a city that is full', async () => {
    const of = plan().length;
    seen.length = 0;
    await filling().done;

    expect(seen).toEqual([
      { state: 'running', done: of, of },
      { state: 'filled', done: of, of },
    ]);
    expect(await entered()).toHaveLength(of);
  });

  it('tells nobody by mail', () => {
    const { mailboxes, deliveredOutside } = town.cloud.cores.tenant.snapshot();

    expect(mailboxes.flatMap(({ drafts, sent }) => [...drafts, ...sent])).toEqual([]);
    expect(deliveredOutside).toEqual([]);
  });

  it('stands in the calendars: what waits as a hold, what is approved by its title, the rest not at all', async () => {
    const standing = (await entered()).filter(({ status }) => status === 'approved' || status === 'pending');

    town.pass(A_HOLD_MS); // the lane that the dead app was at work in
    // An approval reaches its event by a second write: the titles are waited for, not only the number.
    const pending = standing.filter(({ status }) => status === 'pending').length;
    const events = await until('all events stand under their titles', () => {
      const all = town.cloud.cores.tenant.snapshot().mailboxes.flatMap((box) => box.events);
      const holds = all.filter(({ subject }) => subject.startsWith('Hold: ')).length;
      return all.length === standing.length && holds === pending && all;
    });

    expect(new Set(events.map(({ reservationId }) => reservationId))).toEqual(new Set(standing.map(({ id }) => id)));
  });

  it('says why it cannot, and disturbs nothing', async () => {
    const refused = filling({ ...town.cloud, staffToken: () => 'nobody' });
    await refused.done;

    expect(seen.at(-1)).toMatchObject({ state: 'failed', why: expect.stringMatching(/^GET \/reservations.* was answered 401/) });
    expect((await town.people.ask('GET', '/api/v1/health/live')).status).toBe(200);
  });
});
