import { CosmosClient } from '@azure/cosmos';
import { DatabaseCore } from '../../infra/local/database/core';
import { databasePort } from '../../infra/local/database/port';
import type { DatabaseFront } from '../../infra/local/database/wire';
import { startDatabase } from '../../infra/local/database/wire';
import type { Fault } from '../../infra/local/kernel/faults';
import { FaultScript } from '../../infra/local/kernel/faults';
import { promptTravel } from '../../infra/local/kernel/travel';
import { cosmosDatabase } from '../../shared/adapters/cosmos/cosmos-database';
import { MINUTE, SECOND } from '../../shared/kernel/clock';
import type { Committed, Database, Document, Scan, Write } from '../../shared/kernel/database';
import { ExternalFailure } from '../../shared/kernel/failure';

const START = Date.UTC(2026, 2, 2, 9);

interface Subject {
  /** Another process: what it has seen is its own. */
  connect(): Database;
  close(): Promise<void>;
}

const implementations: readonly [string, (core: DatabaseCore) => Promise<Subject>][] = [
  ['the port on the core', (core) => Promise.resolve({ connect: () => databasePort(core, promptTravel), close: () => Promise.resolve() })],
  [
    'the adapter over the wire',
    async (core) => {
      const front = await startDatabase(core, { port: 0 });
      const opened: { close(): Promise<void> }[] = [];
      return {
        connect: () => {
          const database = cosmosDatabase({ endpoint: front.url, key: front.key, database: 'instep' }, { now: () => core.now() }, 1_000);
          opened.push(database);
          return database;
        },
        close: async () => {
          for (const database of opened) await database.close();
          await front.close();
        },
      };
    },
  ],
];

interface Thing extends Document {
  readonly type: 'thing';
  readonly colour?: string | null;
  readonly priority?: number;
  readonly due?: number;
  readonly tags?: readonly string[];
}

const aThing = (id: string, members: Partial<Omit<Thing, 'id' | 'type'>> = {}): Thing => ({ id, pk: 'one', type: 'thing', ...members });
const create = (document: Thing): Write => ({ kind: 'create', document });
const upsert = (document: Thing): Write => ({ kind: 'upsert', document });

describe.each(implementations)('the Database: %s', (_name, start) => {
  let now: number;
  let faults: FaultScript;
  let core: DatabaseCore;
  let subject: Subject;
  let database: Database;

  beforeEach(async () => {
    now = START;
    faults = new FaultScript();
    core = new DatabaseCore({ now: () => now }, faults);
    subject = await start(core);
    database = subject.connect();
  });
  afterEach(() => subject.close());

  const commit = (...writes: readonly Write[]) => database.commit('items', 'one', writes);
  const committed = async (...writes: readonly Write[]): Promise<Committed> => {
    const outcome = await commit(...writes);
    if (outcome.kind !== 'committed') throw new Error(`refused: ${outcome.because}`);
    return outcome;
  };
  const etagOf = async (...writes: readonly Write[]): Promise<string> => (await committed(...writes)).etags[0] ?? '';
  const found = async (id: string, by = database, since?: string) => {
    const read = await by.read<Thing>('items', 'one', id, since);
    return read.found ? read.value : undefined;
  };
  const scan = (asked: Partial<Scan>) =>
    database.scan<Thing>({ container: 'items', where: "c.type = 'thing'", parameters: {}, limit: 100, ...asked });
  const idsOf = async (asked: Partial<Scan>) => (await scan(asked)).rows.map((row) => row.value.id);
  const pagesOf = async (asked: Partial<Scan>) => {
    const pages: string[][] = [];
    let continuation: string | undefined;
    do {
      const page = await scan({ ...asked, ...(continuation !== undefined && { continuation }) });
      pages.push(page.rows.map((row) => row.value.id));
      continuation = page.continuation;
    } while (continuation !== undefined && pages.length < 20);
    return pages.filter((page) => page.length > 0);
  };
  const fault = (match: Fault['match'], when: Fault['when'], effect: Fault['effect']) =>
    faults.add({ id: 'the fault', core: 'database', match, when, effect });
  const failureOf = async (work: Promise<unknown>) => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return error instanceof ExternalFailure ? error.failure : error;
  };

  describe('one document', () => {
    it('is read as it was written, with the store’s clock and without the store’s own members', async () => {
      const thing = aThing('a', { colour: 'red', tags: ['x', 'ü'], due: 1.5 });

      const { etags } = await committed(create(thing));

      expect(await database.read('items', 'one', 'a')).toEqual({ found: true, value: thing, etag: etags[0], storeTime: START });
    });

    it('may have any id that the rules allow', async () => {
      const id = 'a b+ü%\'"&=:;,~';
      await committed(create(aThing(id)));
      const { etags } = await committed(upsert(aThing(id, { colour: 'red' })));

      expect(await database.read('items', 'one', id)).toMatchObject({ found: true, etag: etags[0] });
      expect(await commit({ kind: 'delete', id, ifMatch: etags[0] ?? '' })).toMatchObject({ kind: 'committed', etags: [''] });
    });

    it('is missing where nothing was written, and the store still tells its clock', async () => {
      expect(await database.read('items', 'one', 'a')).toEqual({ found: false, storeTime: START });
    });

    it('lives in its own partition', async () => {
      await committed(create(aThing('a')));

      expect((await database.read('items', 'two', 'a')).found).toBe(false);
    });

    it('is not created twice', async () => {
      await committed(create(aThing('a', { colour: 'red' })));

      expect(await commit(create(aThing('a', { colour: 'blue' })))).toEqual({ kind: 'refused', at: 0, because: 'exists' });
      expect(await found('a')).toMatchObject({ colour: 'red' });
    });

    it('is replaced under its present etag only', async () => {
      const first = await etagOf(create(aThing('a')));
      const replace = (ifMatch: string, colour: string): Write => ({ kind: 'replace', document: aThing('a', { colour }), ifMatch });
      const second = await etagOf(replace(first, 'red'));

      expect(await commit(replace(first, 'blue'))).toEqual({ kind: 'refused', at: 0, because: 'changed' });
      expect(await found('a')).toMatchObject({ colour: 'red' });
      expect(second).not.toBe(first);
    });

    it('cannot be replaced or deleted where it is missing', async () => {
      expect(await commit({ kind: 'replace', document: aThing('a'), ifMatch: '"x"' })).toEqual({
        kind: 'refused',
        at: 0,
        because: 'missing',
      });
      expect(await commit({ kind: 'delete', id: 'a', ifMatch: '"x"' })).toEqual({ kind: 'refused', at: 0, because: 'missing' });
    });

    it('is deleted under its present etag only', async () => {
      const first = await etagOf(create(aThing('a')));
      const second = await etagOf(upsert(aThing('a')));

      expect(await commit({ kind: 'delete', id: 'a', ifMatch: first })).toEqual({ kind: 'refused', at: 0, because: 'changed' });
      expect(await commit({ kind: 'delete', id: 'a', ifMatch: second })).toMatchObject({ kind: 'committed', etags: [''] });
      expect(await found('a')).toBeUndefined();
    });

    it('is forgotten ttl seconds after its last write', async () => {
      await committed(create(aThing('a', { ttl: 60 })));

      now += 59 * SECOND;
      expect(await found('a')).toBeDefined();
      now += 2 * SECOND;
      expect(await found('a')).toBeUndefined();
      expect(await idsOf({})).toEqual([]);
      expect(await commit(create(aThing('a')))).toMatchObject({ kind: 'committed' });
    });
  });

  describe('a batch', () => {
    it('writes all, and tells each etag in order', async () => {
      const kept = await etagOf(create(aThing('kept')));
      const gone = await etagOf(create(aThing('gone')));

      const { etags } = await committed(
        create(aThing('new')),
        { kind: 'replace', document: aThing('kept', { colour: 'red' }), ifMatch: kept },
        { kind: 'delete', id: 'gone', ifMatch: gone },
        upsert(aThing('other')),
      );

      expect(etags).toHaveLength(4);
      expect(etags[2]).toBe('');
      expect(await database.read('items', 'one', 'kept')).toMatchObject({ etag: etags[1], value: { colour: 'red' } });
      expect(await idsOf({})).toEqual(['kept', 'new', 'other']);
    });

    it.each<[string, number, Write, string]>([
      ['a document that exists', 1, create(aThing('there')), 'exists'],
      ['an etag that has changed', 1, { kind: 'replace', document: aThing('there'), ifMatch: '"old"' }, 'changed'],
      ['a deletion under an etag that has changed', 1, { kind: 'delete', id: 'there', ifMatch: '"old"' }, 'changed'],
      ['a document that is missing', 1, { kind: 'replace', document: aThing('nowhere'), ifMatch: '"x"' }, 'missing'],
    ])('writes nothing because of %s, and says which write it was', async (_reason, at, culprit, because) => {
      await committed(create(aThing('there')));

      expect(await commit(create(aThing('new')), culprit, upsert(aThing('other')))).toEqual({ kind: 'refused', at, because });
      expect(await idsOf({})).toEqual(['there']);
    });

    it('may have 100 writes and no more', async () => {
      const many = (count: number) => Array.from({ length: count }, (_, index) => create(aThing(`${count}-${index}`)));

      expect(await commit(...many(100))).toMatchObject({ kind: 'committed' });
      expect(await failureOf(commit(...many(101)))).toMatchObject({ kind: 'malformed' });
    });

    it('belongs to one partition', async () => {
      expect(await failureOf(commit(create(aThing('a')), create(aThing('b', { pk: 'two' }))))).toMatchObject({ kind: 'malformed' });
      expect(await found('a')).toBeUndefined();
    });
  });

  describe('sessions', () => {
    const other = () => subject.connect();

    beforeEach(async () => {
      core.lag = { container: 'items', ms: MINUTE };
      await committed(create(aThing('a', { colour: 'red' })));
      now += 2 * MINUTE;
    });

    it('reads its own writes', async () => {
      await committed(upsert(aThing('a', { colour: 'blue' })));

      expect(await found('a')).toMatchObject({ colour: 'blue' });
      expect(await idsOf({ where: "c.colour = 'blue'" })).toEqual(['a']);
    });

    it('lets another process see a write late', async () => {
      await committed(upsert(aThing('a', { colour: 'blue' })));

      const late = other();
      expect(await found('a', late)).toMatchObject({ colour: 'red' });
      now += MINUTE;
      expect(await found('a', late)).toMatchObject({ colour: 'blue' });
    });

    it('shows the write to a reader that brings its token', async () => {
      const { session } = await committed(upsert(aThing('a', { colour: 'blue' })));

      const reader = other();
      expect(await found('a', reader, session)).toMatchObject({ colour: 'blue' });
      expect(await found('a', reader)).toMatchObject({ colour: 'blue' });
      const asked: Scan = { container: 'items', where: "c.colour = 'blue'", parameters: {}, limit: 10 };
      expect((await other().scan(asked)).rows).toHaveLength(0);
      expect((await other().scan({ ...asked, since: session })).rows).toHaveLength(1);
      expect((await other().scan({ ...asked, orderBy: 'c.due ASC', where: 'c.due = 1', since: session })).rows).toHaveLength(0);
    });

    it('never goes back because of an older token', async () => {
      const older = await committed(upsert(aThing('b')));
      const newer = await committed(upsert(aThing('a', { colour: 'blue' })));

      expect(await found('a', database, older.session)).toMatchObject({ colour: 'blue' });
      expect(database.later(older.session, undefined, newer.session)).toBe(newer.session);
      expect(database.later(newer.session, older.session)).toBe(newer.session);
      expect(database.later(undefined)).toBeUndefined();
    });

    it('refuses a write by the newest state, however late its reader is', async () => {
      const process = other();
      const read = await process.read<Thing>('items', 'one', 'a');
      await committed(upsert(aThing('a', { colour: 'blue' })));

      const stale: Write = { kind: 'replace', document: aThing('a'), ifMatch: read.found ? read.etag : '' };
      expect(await process.commit('items', 'one', [stale])).toMatchObject({ because: 'changed' });
      expect(await found('a', process)).toMatchObject({ colour: 'blue' });
    });

    it('is unavailable, not missing, where the replica has not seen a session that the store has', async () => {
      const { session } = await committed(upsert(aThing('a', { colour: 'blue' })));
      fault({ operation: 'read' }, 'before', { kind: 'refuse', status: 404, code: '1002' });

      expect(await failureOf(other().read('items', 'one', 'a', session))).toMatchObject({ kind: 'unavailable' });
    });

    it.each(['0:-1#999', '0:0#99999999', 'rubbish', '0:-1#999,rubbish,7:-1#3', ''])(
      'reads the present without the token %j, which this store never gave, and leaves it out from then on',
      async (token) => {
        const { session } = await committed(upsert(aThing('a', { colour: 'blue' })));
        const process = other();
        // The present is named by a write: this token must not be taken for the reason to read the past.
        const asked: Scan = { container: 'items', where: "c.colour = 'blue'", parameters: {}, limit: 10, since: token };

        expect(await found('a', other(), token)).toMatchObject({ colour: token.includes('#') ? 'blue' : 'red' });
        expect((await process.scan(asked)).rows).toHaveLength(token.includes('#') ? 1 : 0);
        expect(process.later(token)).toBeUndefined();
        expect(process.later(token, session)).toBe(session);
        expect(await found('a', process, session)).toMatchObject({ colour: 'blue' });
      },
    );
  });

  describe('a scan', () => {
    beforeEach(async () => {
      for (const [place, pk] of ['one', 'two', 'three'].entries()) {
        const things = [0, 1, 2, 3].map((index) =>
          aThing(`${pk}${index}`, {
            pk,
            priority: index % 2,
            due: 10 * index + place,
            tags: [`t${index}`],
            ...(index === 3 && { colour: null }),
          }),
        );
        await database.commit('items', pk, things.map(create));
      }
    });

    it('finds by a condition with parameters, arrays among them', async () => {
      expect(await idsOf({ where: 'c.pk = @pk AND c.due >= @from', parameters: { '@pk': 'one', '@from': 20 } })).toEqual(['one2', 'one3']);
      expect(await idsOf({ where: 'ARRAY_CONTAINS(@ids, c.id)', parameters: { '@ids': ['two1', 'one0'] } })).toEqual(['one0', 'two1']);
      expect(await idsOf({ where: 'ARRAY_CONTAINS(c.tags, @tag)', parameters: { '@tag': 't2' } })).toEqual(['one2', 'two2', 'three2']);
    });

    it('knows undefined from null', async () => {
      expect(await idsOf({ where: 'IS_NULL(c.colour)', partition: 'one' })).toEqual(['one3']);
      expect(await idsOf({ where: 'NOT IS_DEFINED(c.colour)', partition: 'one' })).toEqual(['one0', 'one1', 'one2']);
      expect(await idsOf({ where: "c.colour != 'red'", partition: 'one' })).toEqual([]);
    });

    it('keeps to one partition when asked', async () => {
      expect(await idsOf({ partition: 'two' })).toEqual(['two0', 'two1', 'two2', 'two3']);
      expect(await idsOf({ partition: 'nowhere' })).toEqual([]);
    });

    it.each<[string, Partial<Scan>, string]>([
      ['by one member', { orderBy: 'c.due DESC' }, 'three3 two3 one3 three2 two2 one2 three1 two1 one1 three0 two0 one0'],
      ['by two members', { orderBy: 'c.priority ASC, c.due ASC' }, 'one0 two0 three0 one2 two2 three2 one1 two1 three1 one3 two3 three3'],
      [
        'by two members backwards',
        { orderBy: 'c.priority DESC, c.due DESC' },
        'three3 two3 one3 three1 two1 one1 three2 two2 one2 three0 two0 one0',
      ],
      ['in one partition', { orderBy: 'c.priority ASC, c.due ASC', partition: 'two' }, 'two0 two2 two1 two3'],
      ['without an order', {}, 'one0 one1 one2 one3 two0 two1 two2 two3 three0 three1 three2 three3'],
    ])('gives the same rows whole and page by page, %s', async (_order, asked, ids) => {
      const whole = await idsOf(asked);
      const pages = await pagesOf({ ...asked, limit: 5 });

      expect(whole.join(' ')).toBe(ids);
      expect(pages.flat().join(' ')).toBe(ids);
      expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(5);
    });

    it('loses and doubles nothing where many rows are equal in what orders them', async () => {
      const pages = await pagesOf({ orderBy: 'c.priority ASC', limit: 2 });

      expect(pages.flat()).toHaveLength(12);
      expect(new Set(pages.flat()).size).toBe(12);
    });

    it('leaves out rows that lack what orders them', async () => {
      await committed(create(aThing('bare')));

      expect(await idsOf({ orderBy: 'c.due ASC', where: "c.pk = 'one'" })).toEqual(['one0', 'one1', 'one2', 'one3']);
    });

    it('tells etags that a commit accepts', async () => {
      const page = await scan({ where: "c.id = 'one0'" });
      const [row] = page.rows;

      expect(row?.value).not.toHaveProperty('_etag');
      expect(await commit({ kind: 'delete', id: 'one0', ifMatch: row?.etag ?? '' })).toMatchObject({ kind: 'committed' });
    });

    it('tells the different values of a member, over all partitions, without those that are known', async () => {
      const asked = { container: 'items', of: 'c.due', where: "c.type = 'thing' AND c.priority = 1", parameters: {}, most: 10 } as const;
      const sorted = async (more: Partial<Parameters<Database['distinct']>[0]>) => {
        const { values, more: others } = await database.distinct({ ...asked, ...more });
        return [[...values].sort(), others];
      };

      expect(await sorted({ of: 'c.priority' })).toEqual([[1], false]);
      expect(await sorted({})).toEqual([[10, 11, 12, 30, 31, 32], false]);
      expect(await sorted({ of: 'c.colour', where: "c.type = 'thing'" })).toEqual([[], false]);
      expect(await sorted({ where: "c.type = 'nothing'" })).toEqual([[], false]);
      const first = await database.distinct({ ...asked, most: 4 });
      expect([first.values.length, first.more]).toEqual([4, true]);
      const rest = await sorted({ where: `${asked.where} AND NOT ARRAY_CONTAINS(@known, c.due)`, parameters: { '@known': first.values } });
      expect(rest).toEqual([[10, 11, 12, 30, 31, 32].filter((due) => !first.values.includes(due)), false]);
      expect(await failureOf(database.distinct({ ...asked, where: 'c.type = ' }))).toMatchObject({ kind: 'malformed' });
    });

    it('refuses an order over two members that no index serves, and text that is no query', async () => {
      expect(await failureOf(scan({ orderBy: 'c.due ASC, c.priority ASC' }))).toMatchObject({ kind: 'malformed' });
      expect(await failureOf(scan({ orderBy: 'c.due ASC, c.priority ASC', partition: 'one' }))).toMatchObject({ kind: 'malformed' });
      expect(await failureOf(scan({ where: 'c.type = ' }))).toMatchObject({ kind: 'malformed' });
    });

    it.each(['\ufffd\ufffd', 'a\nb', 'ü€', 'nonsense'])(
      'is malformed where its continuation is %j, not an outage',
      async (continuation) => {
        await committed(create(aThing('a')));

        expect(await failureOf(scan({ continuation }))).toMatchObject({ kind: 'malformed' });
        expect(await failureOf(scan({ continuation, orderBy: 'c.id ASC' }))).toMatchObject({ kind: 'malformed' });
      },
    );
  });

  describe('failures', () => {
    it('is throttled until the instant that the store names, and nothing is done', async () => {
      fault({ container: 'items' }, 'before', { kind: 'refuse', status: 429, retryAfter: '7' });

      const throttled = { kind: 'throttled', retryAt: START + 7 * SECOND };
      expect(await failureOf(commit(create(aThing('a'))))).toEqual(throttled);
      expect(await failureOf(commit(create(aThing('a')), create(aThing('b'))))).toEqual(throttled);
      expect(await failureOf(database.read('items', 'one', 'a'))).toEqual(throttled);
      expect(await failureOf(scan({}))).toEqual(throttled);
      faults.clear();
      expect(await idsOf({})).toEqual([]);
    });

    it.each<[string, readonly Write[]]>([
      ['one write', [create(aThing('a'))]],
      ['a batch', [create(aThing('a')), create(aThing('b'))]],
    ])('leaves a commit of %s unanswered when it was done and the answer was lost', async (_size, writes) => {
      fault({}, 'after', { kind: 'never' });
      expect(await failureOf(commit(...writes))).toEqual({ kind: 'unanswered' });
      fault({}, 'after', { kind: 'refuse', status: 503 });
      expect(await failureOf(commit(upsert(aThing('c')), upsert(aThing('d'))))).toEqual({ kind: 'unanswered' });
      fault({}, 'after', { kind: 'refuse', status: 408 });
      expect(await failureOf(commit(upsert(aThing('e'))))).toEqual({ kind: 'unanswered' });

      faults.clear();
      expect(await idsOf({})).toEqual([...writes.map((write) => (write.kind === 'create' ? write.document.id : '')), 'c', 'd', 'e']);
    });

    it.each<[string, Fault['effect']]>([
      ['never answers', { kind: 'never' }],
      ['answers too late', { kind: 'latency', ms: 11_000 }],
      ['is down', { kind: 'refuse', status: 503 }],
      ['lags behind the session', { kind: 'refuse', status: 404, code: '1002' }],
    ])('is unavailable to a reader when the store %s', async (_state, effect) => {
      await committed(create(aThing('a')));
      fault({}, 'before', effect);

      expect(await failureOf(database.read('items', 'one', 'a'))).toEqual({ kind: 'unavailable' });
      expect(await failureOf(scan({}))).toEqual({ kind: 'unavailable' });
      faults.clear();
      expect(await found('a')).toBeDefined();
    });

    it.each([401, 403])('is denied by %d', async (status) => {
      fault({}, 'before', { kind: 'refuse', status });

      expect(await failureOf(database.read('items', 'one', 'a'))).toMatchObject({ kind: 'denied' });
      expect(await failureOf(commit(create(aThing('a'))))).toMatchObject({ kind: 'denied' });
      expect(await failureOf(commit(create(aThing('a')), create(aThing('b'))))).toMatchObject({ kind: 'denied' });
    });

    it('refuses what no repetition will mend', async () => {
      const big = aThing('big', { colour: 'x'.repeat(2 * 1024 * 1024) });

      expect(await failureOf(commit(create(big)))).toMatchObject({ kind: 'malformed' });
      expect(await failureOf(commit(create(big), create(aThing('b'))))).toMatchObject({ kind: 'malformed' });
      expect(await failureOf(commit(create(aThing('a/b'))))).toMatchObject({ kind: 'malformed' });
      expect(await failureOf(commit(create(aThing('a', { ttl: 0 }))))).toMatchObject({ kind: 'malformed' });
    });

    it('works on, slower, where the store is slow', async () => {
      fault({}, 'before', { kind: 'latency', ms: 20 });

      expect(await commit(create(aThing('a')))).toMatchObject({ kind: 'committed' });
    });
  });
});

describe('the wire front and the real client', () => {
  let faults: FaultScript;
  let front: DatabaseFront;

  beforeEach(async () => {
    faults = new FaultScript();
    front = await startDatabase(new DatabaseCore({ now: () => START }, faults), { port: 0 });
  });
  afterEach(() => front.close());

  const at = (endpoint: string, key: string) => cosmosDatabase({ endpoint, key, database: 'instep' }, { now: () => START }, 2_000);
  const failuresOf = async (database: Database) => {
    const writes = [create(aThing('a')), create(aThing('b'))];
    const works = [
      () => database.read('items', 'one', 'a'),
      () => database.commit('items', 'one', writes.slice(1)),
      () => database.commit('items', 'one', writes),
    ];
    const kinds: unknown[] = [];
    for (const work of works) {
      await work().catch((error: unknown) => kinds.push(error instanceof ExternalFailure ? error.failure.kind : error));
    }
    return kinds;
  };

  it('denies a wrong key', async () => {
    const database = at(front.url, Buffer.from('another key').toString('base64'));

    expect(await failuresOf(database)).toEqual(['denied', 'denied', 'denied']);
    await database.close();
  });

  it('is certain that nothing was done where nobody listens', async () => {
    const gone = await startDatabase(new DatabaseCore({ now: () => START }, faults), { port: 0 });
    await gone.close();
    const database = at(gone.url, gone.key);

    expect(await failuresOf(database)).toEqual(['unavailable', 'unavailable', 'unavailable']);
    await database.close();
  });

  it('lets the client repeat a throttled request, briefly', async () => {
    const database = at(front.url, front.key);
    faults.add({
      id: 'once',
      core: 'database',
      match: {},
      when: 'before',
      effect: { kind: 'refuse', status: 429, retryAfter: '60' },
      times: 2,
    });

    expect(await database.commit('items', 'one', [create(aThing('a')), create(aThing('b'))])).toMatchObject({ kind: 'committed' });
    await database.close();
  });

  it('refuses what only a client can put together, and gives the plan for it', async () => {
    const client = new CosmosClient({ endpoint: front.url, key: front.key, connectionPolicy: { enableEndpointDiscovery: false } });
    const { items } = client.database('instep').container('items');
    for (const pk of ['one', 'two']) {
      for (const due of [3, 1, 2]) await items.create(aThing(`${pk}${due}`, { pk, due }));
    }
    const all = async (query: string) => (await items.query<unknown>(query).fetchAll()).resources;

    expect(await all('SELECT VALUE COUNT(1) FROM c')).toEqual([6]);
    expect(await all('SELECT VALUE MAX(c.due) FROM c')).toEqual([3]);
    expect(await all('SELECT DISTINCT VALUE c.due FROM c')).toEqual([3, 1, 2]);
    expect(await all('SELECT TOP 2 VALUE c.id FROM c ORDER BY c.due DESC')).toEqual(['two3', 'one3']);
    expect(await all('SELECT VALUE c.id FROM c WHERE c.due < 3 ORDER BY c.due OFFSET 1 LIMIT 2')).toEqual(['two1', 'one2']);
    client.dispose();
  });

  it('refuses by name what it does not cover', async () => {
    const client = new CosmosClient({ endpoint: front.url, key: front.key, connectionPolicy: { enableEndpointDiscovery: false } });
    const container = client.database('instep').container('items');

    await expect(container.item('a', 'one').patch([{ op: 'add', path: '/x', value: 1 }])).rejects.toMatchObject({ code: 501 });
    await expect(container.scripts.storedProcedure('any').execute('one')).rejects.toMatchObject({ code: 501 });
    await expect(container.items.query('SELECT * FROM c JOIN t IN c.tags').fetchAll()).rejects.toMatchObject({ code: 501 });
    client.dispose();
  });
});
