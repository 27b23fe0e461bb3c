import type { JsonObject } from '../../../../shared/kernel/json';
import { anEvent, aTenant, code, OAK } from './support';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const read = (id: string): JsonObject => ({ id, method: 'GET', url: `/users/${OAK}/events` });
const create = (id: string, mailbox = OAK): JsonObject => ({
  id,
  method: 'POST',
  url: `/users/${mailbox}/events`,
  headers: JSON_TYPE,
  body: anEvent(),
});

function aBatch(...options: Parameters<typeof aTenant>) {
  const tenant = aTenant(...options);
  const batch = (...requests: JsonObject[]) => tenant.send('POST', '/$batch', { requests });
  const entries = (answer: ReturnType<typeof batch>): JsonObject[] => [...(answer.body['responses'] as readonly JsonObject[])]; // a batch answer's items
  return {
    ...tenant,
    batch,
    statuses: (answer: ReturnType<typeof batch>) =>
      Object.fromEntries(entries(answer).map((entry) => [entry['id'], entry['status']])) as Record<string, unknown>, // ids are texts
    entries,
  };
}

describe('$batch', () => {
  it('answers every item for itself, in an order that cannot be foreseen', () => {
    const { batch, entries, statuses } = aBatch();
    const ids = Array.from({ length: 20 }, (_, index) => String(index + 1));

    const answer = batch(...ids.map((id) => (id === '3' ? create(id, 'nobody@city.example') : create(id))));

    expect(entries(answer).map((entry) => entry['id'])).not.toEqual(ids);
    expect(statuses(answer)).toEqual(Object.fromEntries(ids.map((id) => [id, id === '3' ? 404 : 201])));
  });

  it('has no body where the item has none', () => {
    const { batch, entries, core } = aBatch();
    const id = core.outlook.create(OAK, { subject: 'x', start: 0, end: 1 });

    const answer = batch({ id: '1', method: 'DELETE', url: `/users/${OAK}/events/${id}`, headers: { Prefer: 'IdType="ImmutableId"' } });

    expect(entries(answer)).toEqual([{ id: '1', status: 204, headers: {}, body: null }]);
  });

  it.each([
    ['more than 20 items', Array.from({ length: 21 }, (_, index) => read(String(index))), 400],
    ['no items', [], 400],
    ['ids that differ in case only', [read('a'), read('A')], 400],
    ['a body without its content type', [{ ...create('1'), headers: {} }], 400],
    ['a url with the version root', [{ ...read('1'), url: '/v1.0/users' }], 400],
    ['a batch in a batch', [{ ...create('1'), url: '/$batch' }], 400],
    ['dependsOn', [read('1'), { ...read('2'), dependsOn: ['1'] }], 501],
  ])('refuses the whole for %s and does nothing', (_, requests, status) => {
    const { batch, core } = aBatch();

    const answer = batch(...requests, ...(requests.length > 0 && requests.length < 21 ? [create('last')] : []));

    expect(answer.status).toBe(status);
    expect(core.snapshot().mailboxes[0]?.events).toEqual([]);
  });

  it('strikes items and the whole with their own faults', () => {
    const { batch, faults, statuses, core } = aBatch();
    faults.add({ id: 'a', core: 'tenant', match: { operation: 'create-event' }, when: 'after', effect: { kind: 'never' }, times: 1 });
    faults.add({
      id: 'b',
      core: 'tenant',
      match: { operation: 'list-events' },
      when: 'before',
      effect: { kind: 'refuse', status: 503 },
      times: 1,
    });
    const items = statuses(batch(create('1'), read('2'), create('3')));
    faults.add({
      id: 'c',
      core: 'tenant',
      match: { operation: 'batch' },
      when: 'after',
      effect: { kind: 'refuse', status: 504 },
      times: 1,
    });
    const whole = batch(create('1'));

    expect(items).toEqual({ '2': 503, '3': 201 });
    expect([whole.status, code(whole)]).toEqual([504, 'GatewayTimeout']);
    expect(core.snapshot().mailboxes[0]?.events).toHaveLength(3);
  });

  it('finds a fault by the transaction id of a create', () => {
    const { batch, faults, statuses } = aBatch();
    faults.add({
      id: 'a',
      core: 'tenant',
      match: { transactionId: 'instep-2', mailbox: OAK },
      when: 'before',
      effect: { kind: 'refuse', status: 500 },
    });

    const answer = batch(
      { ...create('1'), body: anEvent({ transactionId: 'instep-1' }) },
      { ...create('2'), body: anEvent({ transactionId: 'instep-2' }) },
    );

    expect(statuses(answer)).toEqual({ '1': 201, '2': 500 });
  });

  it('takes four items at a time, so that one batch alone is never over the concurrency of a mailbox', () => {
    const { reply } = aBatch({ latencyMs: 100 });
    const requests = Array.from({ length: 10 }, (_, index) => create(String(index)));

    const came = reply('POST', '/$batch', { requests });

    expect(came.kind === 'reply' && came.delayMs).toBe(300);
    expect(JSON.stringify(came).match(/"status":201/g)).toHaveLength(10);
  });

  it('throttles single items of a second batch that arrives while the first still runs', () => {
    const { batch, entries, wait } = aBatch({ latencyMs: 100 });
    batch(create('1'), create('2'), create('3'));
    wait(50);

    const second = entries(batch(create('1'), create('2'))).sort((a, b) => Number(a['id']) - Number(b['id']));

    expect(second.map((entry) => entry['status'])).toEqual([201, 429]);
    expect(second[1]).toMatchObject({ headers: { 'Retry-After': '1' }, body: { error: { code: 'ApplicationThrottled' } } });
  });
});
