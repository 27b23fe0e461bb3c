import { DatabaseCore } from '../../../../infra/local/database/core';
import type { Answer, Operation } from '../../../../infra/local/database/answers';
import type { Reply } from '../../../../infra/local/kernel/faults';
import { FaultScript } from '../../../../infra/local/kernel/faults';

const START = 1_700_000_000_500;

describe('the database core', () => {
  let now: number;
  let faults: FaultScript;
  let core: DatabaseCore;

  beforeEach(() => {
    now = START;
    faults = new FaultScript();
    core = new DatabaseCore({ now: () => now }, faults);
  });

  const answerOf = <A extends Answer>(reply: Reply<A>): A => {
    if (reply.kind === 'never') throw new Error('never');
    return reply.answer;
  };
  const document = (id: string, more: Record<string, string | number> = {}) => ({ id, pk: 'p', type: 't', ...more });
  const write = (operation: Exclude<Operation, { kind: 'read' }>) =>
    answerOf(core.write({ container: 'items', partition: 'p', operation }));
  const batch = (...operations: readonly Operation[]) => answerOf(core.batch({ container: 'items', partition: 'p', operations }));
  const read = (id: string, more: { ifNoneMatch?: string; session?: string } = {}) =>
    answerOf(core.read({ container: 'items', partition: 'p', id, ...more }));
  const query = (text: string, more: { continuation?: string; most?: number } = {}) =>
    answerOf(core.query({ container: 'items', text, parameters: {}, ...more }));

  it('answers 201, 200 and 204, and counts every commit in the session', () => {
    expect(write({ kind: 'create', document: document('a') })).toMatchObject({ status: 201, session: '0:-1#1', at: START });
    expect(write({ kind: 'upsert', document: document('a') })).toMatchObject({ status: 200, session: '0:-1#2' });
    expect(write({ kind: 'upsert', document: document('b') })).toMatchObject({ status: 201 });
    expect(write({ kind: 'delete', id: 'a' })).toMatchObject({ status: 204, session: '0:-1#4' });
    expect(write({ kind: 'delete', id: 'a' })).toMatchObject({ status: 404, session: '0:-1#4' });
  });

  it('answers 304 to a reader that has the present version, 412 to a writer that has not', () => {
    const etag = write({ kind: 'create', document: document('a') }).version?.etag ?? '';

    expect(read('a', { ifNoneMatch: etag }).status).toBe(304);
    expect(write({ kind: 'upsert', document: document('a'), ifMatch: '"old"' }).status).toBe(412);
    expect(write({ kind: 'upsert', document: document('z'), ifMatch: '"old"' }).status).toBe(412);
    expect(write({ kind: 'upsert', document: document('a'), ifNoneMatch: '*' }).status).toBe(409);
    expect(write({ kind: 'replace', id: 'a', document: document('a'), ifMatch: '*' }).status).toBe(200);
    expect(read('a', { ifNoneMatch: etag }).status).toBe(200);
  });

  it('keeps a copy: what the caller does later to its document changes nothing', () => {
    const mine = { ...document('a'), list: [1] };
    write({ kind: 'create', document: mine });
    mine.list.push(2);

    expect(read('a').version?.value).toMatchObject({ list: [1] });
  });

  it('gives a document its resource id for life, and a new one to its successor', () => {
    const first = write({ kind: 'create', document: document('a') }).version;
    const second = write({ kind: 'upsert', document: document('a') }).version;
    write({ kind: 'delete', id: 'a' });
    const third = write({ kind: 'create', document: document('a') }).version;

    expect(second?.rid).toBe(first?.rid);
    expect(third?.rid).not.toBe(first?.rid);
    expect(new Set([first?.etag, second?.etag, third?.etag]).size).toBe(3);
  });

  it('answers a refused batch with 207: its own status for the culprit, 424 for the others, and no commit', () => {
    write({ kind: 'create', document: document('a') });

    const answer = batch(
      { kind: 'create', document: document('b') },
      { kind: 'read', id: 'a' },
      { kind: 'create', document: document('a') },
      { kind: 'delete', id: 'a' },
    );

    expect(answer).toMatchObject({ status: 207, session: '0:-1#1' });
    expect(answer.results?.map(({ status }) => status)).toEqual([424, 424, 409, 424]);
    expect(read('b').status).toBe(404);
  });

  it('lets an operation of a batch see those before it', () => {
    const twice = batch({ kind: 'create', document: document('a') }, { kind: 'create', document: document('a') });
    const gone = batch(
      { kind: 'create', document: document('a') },
      { kind: 'delete', id: 'a' },
      { kind: 'create', document: document('a') },
    );

    expect(twice.results?.map(({ status }) => status)).toEqual([424, 409]);
    expect(gone.results?.map(({ status }) => status)).toEqual([201, 204, 201]);
    expect(query('SELECT VALUE COUNT(1) FROM c').page?.rows).toEqual([1]);
  });

  it('counts ttl from the whole second of the last write', () => {
    write({ kind: 'create', document: document('a', { ttl: 2 }) });

    now = 1_700_000_001_999;
    expect(read('a').status).toBe(200);
    now = 1_700_000_002_000;
    expect(read('a').status).toBe(404);
    expect(query('SELECT VALUE COUNT(1) FROM c').page?.rows).toEqual([0]);
    expect(write({ kind: 'replace', id: 'a', document: document('a') }).status).toBe(404);
  });

  it('shows a late reader the past as it was: old values, documents since deleted, none since created', () => {
    core.lag = { ms: 1_000 };
    write({ kind: 'create', document: document('a', { n: 1 }) });
    write({ kind: 'create', document: document('b') });
    now += 2_000;
    const { session } = batch(
      { kind: 'upsert', document: document('a', { n: 2 }) },
      { kind: 'delete', id: 'b' },
      { kind: 'create', document: document('c') },
    );

    expect(read('a')).toMatchObject({ session: '0:-1#2', version: { value: { n: 1 } } });
    expect(query('SELECT VALUE c.id FROM c').page?.rows).toEqual(['a', 'b']);
    expect(read('a', { session })).toMatchObject({ session: '0:-1#3', version: { value: { n: 2 } } });
    now += 1_000;
    expect(query('SELECT VALUE c.id FROM c').page?.rows).toEqual(['a', 'c']);
  });

  it('refuses a session that it has not reached, and one that it cannot read', () => {
    expect(read('a', { session: '0:-1#7' })).toMatchObject({ status: 404, substatus: 1002 });
    expect(read('a', { session: '0:0#0' })).toMatchObject({ status: 404, substatus: 1002 });
    expect(read('a', { session: 'rubbish' })).toMatchObject({ status: 400 });
  });

  it('takes a session of another physical partition for none', () => {
    write({ kind: 'create', document: document('a') });

    expect(read('a', { session: '7:-1#99' })).toMatchObject({ status: 200 });
    expect(read('a', { session: '7:-1#99,0:-1#9' })).toMatchObject({ status: 404, substatus: 1002 });
  });

  it('refuses a continuation that is not of this query', () => {
    batch(...['a', 'b', 'c'].map((id): Operation => ({ kind: 'create', document: document(id) })));
    const { continuation = '' } = query('SELECT * FROM c', { most: 2 });

    expect(query('SELECT * FROM c', { most: 2, continuation }).page?.versions).toHaveLength(1);
    expect(query('SELECT VALUE c.id FROM c', { continuation }).status).toBe(400);
    expect(query('SELECT * FROM c', { continuation: 'rubbish' }).status).toBe(400);
  });

  it.each<[string, Parameters<typeof write>[0], number]>([
    ['no object', { kind: 'create', document: 'text' }, 400],
    ['no id', { kind: 'create', document: { pk: 'p' } }, 400],
    ['an empty id', { kind: 'create', document: document('') }, 400],
    ['a slash in the id', { kind: 'create', document: document('a/b') }, 400],
    ['an id of 1,024 bytes', { kind: 'create', document: document('x'.repeat(1_024)) }, 400],
    ['another partition', { kind: 'create', document: { id: 'a', pk: 'other' } }, 400],
    ['another id', { kind: 'replace', id: 'a', document: document('b') }, 400],
    ['a ttl of nothing', { kind: 'create', document: document('a', { ttl: 0 }) }, 400],
    ['2 MB', { kind: 'create', document: document('a', { big: 'x'.repeat(2 ** 21) }) }, 413],
  ])('does not take %s', (_what, operation, status) => {
    expect(write(operation).status).toBe(status);
    expect(query('SELECT VALUE COUNT(1) FROM c').page?.rows).toEqual([0]);
  });

  it('does not know other containers', () => {
    expect(answerOf(core.read({ container: 'none', partition: 'p', id: 'a' }))).toMatchObject({ status: 404, substatus: 1003 });
  });

  it('is struck by faults before and after the effect, by the traits of the operation', () => {
    const match = { operation: 'create', container: 'items', partition: 'p', id: 'b*' };
    faults.add({ id: '1', core: 'database', match, when: 'before', effect: { kind: 'refuse', status: 429, retryAfter: '0.5' }, times: 1 });
    faults.add({ id: '2', core: 'database', match, when: 'after', effect: { kind: 'never' } });

    expect(write({ kind: 'create', document: document('a') }).status).toBe(201);
    expect(write({ kind: 'create', document: document('b1') })).toMatchObject({ status: 429, retryAfterMs: 500 });
    expect(read('b1').status).toBe(404);
    expect(core.write({ container: 'items', partition: 'p', operation: { kind: 'create', document: document('b1') } }).kind).toBe('never');
    expect(read('b1').status).toBe(200);
  });

  it('answers late by script', () => {
    faults.add({ id: '1', core: 'database', match: {}, when: 'before', effect: { kind: 'latency', ms: 30 } });
    faults.add({ id: '2', core: 'database', match: { operation: 'read' }, when: 'after', effect: { kind: 'latency', ms: 12 } });

    expect(core.read({ container: 'items', partition: 'p', id: 'a' })).toMatchObject({ kind: 'reply', delayMs: 42 });
  });
});
