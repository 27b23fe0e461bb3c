import { CosmosClient, type OperationInput } from '@azure/cosmos';
import { DatabaseCore } from '../../infra/local/database/core';
import { documentsOf } from '../../infra/local/database/sql/run';
import { startDatabase } from '../../infra/local/database/wire';
import { FaultScript } from '../../infra/local/kernel/faults';
import type { Json, JsonObject } from '../../shared/kernel/json';

const START = Date.UTC(2026, 2, 2, 9);
const NAME = 'räume-日本';
const FILE = { database: 'instep', containers: { items: { partitionKey: '/pk', defaultTtl: -1 }, [NAME]: { partitionKey: '/pk' } } };

type Create = { readonly operationType: 'Create' | 'Upsert'; readonly resourceBody: JsonObject };

interface Result {
  readonly statusCode: number;
  readonly eTag?: string | undefined;
}

/** What a client sees, by whatever way it asks. */
interface Subject {
  batch(operations: readonly Create[]): Promise<{ readonly status: number; readonly results: readonly Result[] }>;
  read(id: string, container?: string): Promise<{ readonly status: number; readonly etag?: string | undefined }>;
  create(document: JsonObject, container?: string): Promise<number>;
  /** In one partition, or over all. Rows, or the status of the refusal with its words. */
  query(text: string, partition?: string): Promise<readonly Json[] | string>;
  close(): Promise<void>;
}

const answerOf = <A>(reply: { readonly kind: string; readonly answer?: A }): A => {
  if (reply.answer === undefined) throw new Error('it was never answered');
  return reply.answer;
};

const direct = (core: DatabaseCore): Promise<Subject> =>
  Promise.resolve({
    batch: async (operations) => {
      const asked = operations.map(({ operationType, resourceBody: document }) => ({
        kind: operationType === 'Create' ? ('create' as const) : ('upsert' as const),
        document,
      }));
      const answer = answerOf(core.batch({ container: 'items', partition: 'one', operations: asked }));
      const results = 'results' in answer ? (answer.results ?? []) : [];
      return { status: answer.status, results: results.map(({ status, version }) => ({ statusCode: status, eTag: version?.etag })) };
    },
    read: async (id, container = 'items') => {
      const answer = answerOf(core.read({ container, partition: 'one', id }));
      return { status: answer.status, etag: 'version' in answer ? answer.version.etag : undefined };
    },
    create: async (document, container = 'items') =>
      answerOf(core.write({ container, partition: 'one', operation: { kind: 'create', document } })).status,
    query: async (text, partition) => {
      const answer = answerOf(core.query({ container: 'items', text, parameters: {}, ...(partition !== undefined && { partition }) }));
      return 'page' in answer ? documentsOf(answer.page) : `${answer.status} ${answer.message ?? ''}`;
    },
    close: () => Promise.resolve(),
  });

const overTheWire = async (core: DatabaseCore): Promise<Subject> => {
  const front = await startDatabase(core, { port: 0 });
  const client = new CosmosClient({
    ...{ endpoint: front.url, key: front.key },
    connectionPolicy: { enableEndpointDiscovery: false, retryOptions: { maxRetryAttemptCount: 0 } },
  });
  const container = (name = 'items') => client.database('instep').container(name);
  const refused = (error: unknown): { status: number; message: string } => {
    const { code, message } = error as { code: number; message: string }; // the client's own error
    return { status: code, message };
  };
  return {
    batch: (operations) =>
      container()
        .items.batch([...operations] as OperationInput[], 'one')
        .then(
          ({ code = 0, result = [] }) => ({ status: code, results: result }),
          // The client keeps the words of a refused batch, and loses its status.
          (error: unknown) => ({ status: refused(error).message.includes('Request size is too large') ? 413 : 500, results: [] }),
        ),
    read: (id, name) =>
      container(name)
        .item(id, 'one')
        .read()
        .then(
          ({ statusCode, etag }) => ({ status: statusCode, etag }),
          (error: unknown) => ({ status: refused(error).status }),
        ),
    create: (document, name) =>
      container(name)
        .items.create(document)
        .then(
          ({ statusCode }) => statusCode,
          (error: unknown) => refused(error).status,
        ),
    query: (text, partition) =>
      container()
        .items.query<Json>(text, partition === undefined ? {} : { partitionKey: partition })
        .fetchAll()
        .then(
          ({ resources }) => resources,
          (error: unknown) => `${refused(error).status} ${refused(error).message}`,
        ),
    close: async () => {
      client.dispose();
      await front.close();
    },
  };
};

describe.each([
  ['the core', direct],
  ["Microsoft's client over the wire", overTheWire],
])('the simulated database, asked by %s', (_name, start) => {
  let core: DatabaseCore;
  let subject: Subject;

  beforeEach(async () => {
    core = new DatabaseCore({ now: () => START }, new FaultScript(), FILE);
    subject = await start(core);
  });
  afterEach(() => subject.close());

  const aDocument = (id: string, more: JsonObject = {}): JsonObject => ({ id, pk: 'one', ...more });
  const create = (document: JsonObject): Create => ({ operationType: 'Create', resourceBody: document });
  const MIB = 1024 * 1024;

  it('refuses a batch whose documents are larger than 2 MB together, and commits nothing of it', async () => {
    const heavy = ['a', 'b', 'c'].map((id) => create(aDocument(id, { text: 'x'.repeat(MIB) })));
    const justRight = ['d', 'e'].map((id) => create(aDocument(id, { text: 'x'.repeat(MIB - 100) })));

    expect(await subject.batch(heavy)).toEqual({ status: 413, results: [] });
    expect((await subject.read('a')).status).toBe(404);
    expect((await subject.batch(justRight)).results.map(({ statusCode }) => statusCode)).toEqual([201, 201]);
  });

  it('measures bytes, not characters', async () => {
    const wide = ['a', 'b'].map((id) => create(aDocument(id, { text: 'ü'.repeat(0.6 * MIB) })));

    expect((await subject.batch(wide)).status).toBe(413);
  });

  it('gives two writes of one document in a batch an etag each, and the document the later', async () => {
    const twice = (colour: string): Create => ({ operationType: 'Upsert', resourceBody: aDocument('a', { colour }) });

    const { results } = await subject.batch([twice('red'), create(aDocument('b')), twice('blue')]);
    const etags = results.map(({ eTag }) => eTag);

    expect(results.map(({ statusCode }) => statusCode)).toEqual([201, 201, 200]);
    expect(new Set(etags).size).toBe(3);
    expect((await subject.read('a')).etag).toBe(etags[2]);
    expect(await subject.query('SELECT c.colour FROM c WHERE c.id = "a"', 'one')).toEqual([{ colour: 'blue' }]);
  });

  it('serves a container whose name is beyond ASCII', async () => {
    expect(await subject.create(aDocument('ä'), NAME)).toBe(201);
    expect((await subject.read('ä', NAME)).status).toBe(200);
    expect((await subject.read('ö', NAME)).status).toBe(404);
  });

  it.each<[string, string | undefined, readonly Json[]]>([
    ['SELECT TOP 2 VALUE c.id FROM c', 'one', ['a', 'b']],
    ['SELECT TOP 2 c.id FROM c', undefined, [{ id: 'a' }, { id: 'b' }]],
    ['SELECT COUNT(1) FROM c', 'one', [{ $1: 3 }]],
    [
      'SELECT COUNT(1) AS many, MAX(c.n) AS most, MIN(c.n) AS least, SUM(c.n) AS all FROM c',
      'one',
      [{ many: 3, most: 3, least: 1, all: 6 }],
    ],
    ['SELECT COUNT(1) AS many, MAX(c.n) AS most FROM c WHERE c.n > 9', 'one', [{ many: 0 }]],
    ['SELECT VALUE COUNT(1) FROM c', undefined, [3]],
  ])('serves %s (partition: %s)', async (text, partition, rows) => {
    for (const [at, id] of ['a', 'b', 'c'].entries()) await subject.create(aDocument(id, { n: at + 1 }));

    expect(await subject.query(text, partition)).toEqual(rows);
  });

  it.each(['one', undefined])('gives whole documents for a star behind TOP (partition: %s)', async (partition) => {
    for (const id of ['a', 'b', 'c']) await subject.create(aDocument(id));

    expect(await subject.query('SELECT TOP 2 * FROM c', partition)).toMatchObject([{ id: 'a' }, { id: 'b' }]);
  });

  it.each([
    ['SELECT t FROM c JOIN t IN c.tags', '501', 'JOIN'],
    ['SELECT VALUE t.name FROM c AS d JOIN t IN d.tags', '501', 'JOIN'],
    ['SELECT d.n FROM c d GROUP BY d.n', '501', 'GROUP BY'],
    ['SELECT c.id, COUNT(1) FROM c', '501', 'list of aggregates'],
    ['SELECT * FROM c WHERE (c.n & 1) = 1', '501', 'bitwise operator &'],
    ['SELECT VALUE c.n << 2 FROM c', '501', 'bitwise operator <<'],
    ['SELECT VALUE ~c.n FROM c', '501', 'bitwise operator ~'],
    ['SELECT VALUE d.n FROM c', '400', "Identifier 'd'"],
    ['SELECT VALUE 1', '501', 'without FROM'],
    ['SELECT c.id, c.n AS id FROM c', '400', "'id' specified more than once"],
    ['SELECT * FROM c ORDER BY VectorDistance(c.v, [1])', '501', 'VECTORDISTANCE'],
  ])('refuses %s in one partition with %s, by its name', async (text, status, name) => {
    const answer = await subject.query(text, 'one');

    expect(answer).toMatch(new RegExp(`^${status} `));
    expect(answer).toContain(name);
  });

  it('refuses a list of aggregates over all partitions as Cosmos DB does', async () => {
    expect(await subject.query('SELECT COUNT(1) FROM c')).toMatch(/^400 .*Cross partition query only supports/s);
  });

  it('takes a member for a member, whatever its name', async () => {
    await subject.create(aDocument('a', { join: 1, group: 2 }));

    expect(await subject.query('SELECT c["join"], c["group"] AS grouped, {"join": 1} AS made FROM c', 'one')).toEqual([
      { join: 1, grouped: 2, made: { join: 1 } },
    ]);
  });
});
