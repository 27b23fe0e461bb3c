import type { Database, Document } from '../../../shared/kernel/database';
import { underEtag, type Step, type UnderEtag } from '../../../shared/kernel/under-etag';
import { Town } from '../../support/town';

interface Count extends Document {
  readonly type: 'count';
  readonly count: number;
}

const COUNT: UnderEtag<number | 'given-up'> = {
  container: 'keys',
  partition: 'count',
  id: 'count',
  most: 4,
  fresh: 'repeated',
  givenUp: () => 'given-up',
};
const counted = (count: number): Count => ({ id: 'count', pk: 'count', type: 'count', count });
const next = (count: number): Step<Count, number | 'given-up'> => ({ next: counted(count), outcome: () => count });

const increase = (database: Database, change: Partial<UnderEtag<number | 'given-up'>> = {}) =>
  underEtag<Count, number | 'given-up'>(database, { ...COUNT, ...change }, (read) => next(read.found ? read.value.count + 1 : 1));

const ticks = (town: Town): number => town.commits.filter(({ writes }) => writes[0]?.kind === 'upsert').length;

describe('a change of a document under its etag', () => {
  it('creates what is not there, and replaces what is', async () => {
    const town = new Town();
    const { database } = town.process();

    expect(await increase(database)).toBe(1);
    expect(await increase(database)).toBe(2);
    expect(town.documents<Count>('count', 'keys')).toMatchObject([{ count: 2 }]);
    expect(town.commits).toHaveLength(2);
  });

  it('is decided again on what the winner wrote, by whoever lost the race', async () => {
    const town = new Town();
    const other = town.process().database;
    let races = 2;
    const { database } = town.process({
      meanwhile: async (call) => {
        if (call.method === 'commit' && call.writes[0]?.kind !== 'upsert' && races-- > 0) await increase(other);
      },
    });

    expect(await increase(database)).toBe(3);
    expect(town.documents<Count>('count', 'keys')).toMatchObject([{ count: 3 }]);
  });

  it('is given up after as many looks as it may take, with nothing written', async () => {
    const town = new Town();
    const other = town.process().database;
    let looks = 0;
    const { database } = town.process({
      meanwhile: async (call) => {
        if (call.method === 'read') looks += 1;
        if (call.method === 'commit' && call.writes[0]?.kind !== 'upsert') await increase(other);
      },
    });

    expect(await increase(database)).toBe('given-up');
    expect(looks).toBe(4);
    expect(town.documents<Count>('count', 'keys')).toMatchObject([{ count: 4 }]);
  });

  it('writes nothing where nothing is to be written', async () => {
    const town = new Town();
    const { database } = town.process();

    expect(await underEtag<Count, number | 'given-up'>(database, COUNT, () => ({ outcome: 7 }))).toBe(7);
    expect(town.commits).toEqual([]);
  });

  it('looks afresh where the decision asks for it, and where an outcome is doubtful', async () => {
    const town = new Town(5_000);
    town.now += 10_000;
    const { database } = town.process();
    await database.read('keys', 'count', 'count');
    await increase(town.process().database);
    const seen = (change: Partial<UnderEtag<number | 'given-up'>>, decide: (count: number, fresh: boolean) => Step<Count, number>) =>
      underEtag<Count, number | 'given-up'>(database, { ...COUNT, ...change }, (read, fresh) =>
        decide(read.found ? read.value.count : 0, fresh),
      );

    expect(await seen({}, (count) => ({ outcome: count }))).toBe(0);
    expect(await seen({}, (count, fresh) => (fresh ? { outcome: count } : 'look-again'))).toBe(1);
    expect(await seen({ doubtful: (outcome) => outcome === 1 }, (count) => ({ outcome: count }))).toBe(1);
    expect(ticks(town)).toBe(2);
  });

  it('brings this process up to the present before the first look, or never, where that is wished', async () => {
    const town = new Town();
    const { database } = town.process();

    await increase(database, { fresh: 'all', partitions: () => Promise.resolve(['count', 'other', 'count']) });
    expect(ticks(town)).toBe(2);
    const again = await underEtag<Count, number | 'given-up'>(database, { ...COUNT, fresh: 'never' }, () => 'look-again');
    expect(again).toBe('given-up');
    expect(ticks(town)).toBe(2);
  });

  it('is committed with what belongs in its batch, and told once', async () => {
    const town = new Town();
    const { database } = town.process();
    const beside: Document = { id: 'beside', pk: 'count', type: 'beside' };

    const told = await underEtag<Count, number | 'given-up'>(database, COUNT, () => ({
      next: counted(1),
      commit: (write) => database.commit('keys', 'count', [write, { kind: 'create', document: beside }]),
      outcome: ({ etags }) => etags.length,
    }));

    expect(told).toBe(2);
    expect(town.documents('beside', 'keys')).toHaveLength(1);
  });
});
