import { HOUR, MINUTE } from '../../../shared/kernel/clock';
import { ExternalFailure } from '../../../shared/kernel/failure';
import { makeCountClient } from '../../../shared/limits/count-client';
import type { BucketDocument } from '../../../shared/limits/model';
import { DIGEST } from '../../support/builders/digest';
import { Crossroads } from '../../support/crossroads';
import { Town, type TownProcess } from '../../support/town';
import { Random } from '../../simulation/random';

const ADDRESS = '203.0.113.7';
const most = { writes: 60, searches: 1_200, 'wrong-links': 20 };
const counterOf = (town: Town, { database }: TownProcess) =>
  makeCountClient({ database, clock: { now: () => town.now, id: () => 'id', random: () => 0.5 }, digest: DIGEST, most });
const times = (count: number) => Array.from({ length: count });
const going = (counts: readonly { kind: string }[]) => counts.filter(({ kind }) => kind === 'go').length;

describe('requests of one client address', () => {
  it('may be sixty at once, then one a minute; each purpose and each address by itself', async () => {
    const town = new Town();
    const count = counterOf(town, town.process());
    expect(going(await Promise.all(times(61).map(() => count('writes', ADDRESS))))).toBe(60);
    expect(await count('writes', ADDRESS)).toEqual({ kind: 'wait', seconds: 60 });
    expect((await count('wrong-links', ADDRESS)).kind).toBe('go');
    expect((await count('writes', '203.0.113.8')).kind).toBe('go');

    town.now += MINUTE;
    expect((await count('writes', ADDRESS)).kind).toBe('go');
    expect(await count('writes', ADDRESS)).toEqual({ kind: 'wait', seconds: 60 });
  });

  it('are counted together where they meet, and cost no write once they are too many', async () => {
    const town = new Town();
    const count = counterOf(town, town.process());

    await Promise.all(times(16).map(() => count('writes', ADDRESS)));
    expect(town.commits).toHaveLength(2);
    await Promise.all(times(60).map(() => count('writes', ADDRESS)));
    town.commits.length = 0;
    expect((await count('writes', ADDRESS)).kind).toBe('wait');
    expect(town.commits).toEqual([]);
  });

  it('leave a document without the address, which is forgotten when it says nothing any more', async () => {
    const town = new Town();
    await counterOf(town, town.process())('writes', ADDRESS);

    const [bucket] = town.documents<BucketDocument>('client-bucket', 'keys');
    expect(JSON.stringify(bucket)).not.toContain('203');
    expect(bucket).toMatchObject({ ttl: 3600, left: 59 });
    town.now += HOUR + 1_000;
    expect(town.documents('client-bucket', 'keys')).toEqual([]);
  });

  it('are never more than sixty over all instances, however they interleave, and none waits for nothing (seeded)', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = new Random(seed);
      const town = new Town(random.chance(0.5) ? random.whole(100, 5_000) : undefined);
      town.now += HOUR;
      const roads = new Crossroads(random, () => undefined);
      const counters = times(3).map(() => counterOf(town, town.process({ travel: roads })));

      const counts = await roads.run(Promise.all(times(90).map(() => random.pick(counters)('writes', ADDRESS))));

      expect({ seed, go: going(counts) }).toEqual({ seed, go: 60 });
    }
  });

  it('all hear of an outage, and the next one is served again', async () => {
    const town = new Town();
    const count = counterOf(town, town.process());
    town.fault({ match: {}, when: 'before', effect: { kind: 'refuse', status: 503 }, times: 1 });

    const counts = await Promise.allSettled(times(3).map(() => count('writes', ADDRESS)));

    expect(counts[0]).toMatchObject({ status: 'rejected', reason: expect.any(ExternalFailure) });
    expect(counts.slice(1)).toEqual(times(2).map(() => ({ status: 'fulfilled', value: { kind: 'go' } })));
  });
});
