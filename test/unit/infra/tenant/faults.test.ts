import type { FaultEffect } from '../../../../infra/local/kernel/faults';
import type { JsonObject } from '../../../../shared/kernel/json';
import { anEvent, aTenant, code, OAK, rows, textOf } from './support';

const EVENTS = `/users/${OAK}/events`;

function aBentTenant() {
  const tenant = aTenant();
  const bend = (match: Record<string, string>, effect: FaultEffect, times?: number): void => {
    tenant.faults.add({ id: JSON.stringify(match), core: 'tenant', match, when: 'before', effect, ...(times !== undefined && { times }) });
  };
  return { ...tenant, bend };
}

describe('a list whose first page is empty', () => {
  it.each([
    ['list-events', `${EVENTS}?$top=1`],
    ['users', '/users?$top=1'],
    ['list-rooms', '/places/microsoft.graph.room'],
  ])('shows everything behind its links (%s)', (operation, path) => {
    const { core, send, bend } = aBentTenant();
    send('POST', EVENTS, anEvent());
    send('POST', EVENTS, anEvent({ subject: 'Band' }));
    const read = (): { pages: number[]; ids: unknown[] } => {
      const pages: number[] = [];
      const ids: unknown[] = [];
      for (let next: string | undefined = path; next !== undefined;) {
        const page = send('GET', next);
        pages.push(rows(page).length);
        ids.push(...rows(page).map((row) => row['id']));
        next = page.body['@odata.nextLink'] === undefined ? undefined : textOf(page, '@odata.nextLink').slice(core.graphUrl.length);
      }
      return { pages, ids };
    };
    const plain = read();
    bend({ operation }, { kind: 'empty-page' });

    const bent = read();

    expect(bent.pages).toEqual([0, ...plain.pages]);
    expect(bent.ids).toEqual(plain.ids);
  });

  it('has as many empty pages before it as the fault says', () => {
    const { core, send, bend } = aBentTenant();
    send('POST', EVENTS, anEvent());
    bend({ operation: 'list-events' }, { kind: 'empty-page', pages: 3 }, 1);

    const counts: number[] = [];
    for (let next: string | undefined = EVENTS; next !== undefined;) {
      const page = send('GET', next);
      counts.push(rows(page).length);
      next = page.body['@odata.nextLink'] === undefined ? undefined : textOf(page, '@odata.nextLink').slice(core.graphUrl.length);
    }

    expect(counts).toEqual([0, 0, 0, 1]);
  });

  it('is none where there is no list', () => {
    const { send, bend } = aBentTenant();
    bend({}, { kind: 'empty-page' });

    expect(send('POST', EVENTS, anEvent()).status).toBe(201);
    expect(send('GET', '/users/ann@city.example').status).toBe(200);
  });

  it('still needs the permission', () => {
    const { send, bend, principal } = aBentTenant();
    bend({}, { kind: 'empty-page' });

    expect(send('GET', EVENTS, undefined, {}, { ...principal, roles: [] }).status).toBe(403);
  });
});

describe('an event that loses its mark', () => {
  const marked = anEvent({
    transactionId: 'ours-1',
    singleValueExtendedProperties: [{ id: 'String {9d3c8f0a-6c1e-4b57-9a3e-5f2d1c7b8e40} Name InstepItem', value: 'oak.1' }],
  });
  const events = (core: ReturnType<typeof aTenant>['core']) =>
    core.snapshot().mailboxes.flatMap((box) => box.events.map(({ reservationId, transactionId }) => [reservationId, transactionId]));

  it('is stored with its transaction id and without its property, and answered with 503', () => {
    const { core, send, bend } = aBentTenant();
    bend({ operation: 'create-event' }, { kind: 'lose-mark' }, 1);

    const answer = send('POST', EVENTS, marked);

    expect([answer.status, code(answer)]).toEqual([503, 'ErrorIrresolvableConflict']);
    expect(events(core)).toEqual([[null, 'ours-1']]);
  });

  it('is named to whoever makes it again, and may be given its mark', () => {
    const { core, send, bend } = aBentTenant();
    bend({ operation: 'create-event' }, { kind: 'lose-mark' }, 1);
    send('POST', EVENTS, marked);

    const again = send('POST', EVENTS, marked, { prefer: 'IdType="ImmutableId"' });
    const id = (again.body['error'] as JsonObject)['@event.existingEventId'] as string; // Graph's error envelope
    const { singleValueExtendedProperties } = marked;
    const mended = send('PATCH', `${EVENTS}/${id}`, { singleValueExtendedProperties }, { prefer: 'IdType="ImmutableId"' });

    expect([again.status, code(again), mended.status]).toEqual([409, 'ErrorDuplicateTransactionId', 200]);
    expect(events(core)).toEqual([['oak.1', 'ours-1']]);
  });

  it('is none where nothing is marked', () => {
    const { send, bend } = aBentTenant();
    bend({}, { kind: 'lose-mark' });

    expect(send('POST', EVENTS, anEvent()).status).toBe(201);
  });
});

describe('a fault', () => {
  it('gives a refusal another code, and leaves what is no refusal as it is', () => {
    const { send, bend } = aBentTenant();
    bend({}, { kind: 'recode', code: 'ErrorNobodyHasSeen' });

    const answer = send('GET', `${EVENTS}/none`);

    expect([answer.status, code(answer)]).toEqual([404, 'ErrorNobodyHasSeen']);
    expect(send('GET', EVENTS).status).toBe(200);
  });

  it.each<[string, string, number, string]>([
    ['GET', EVENTS, 404, 'ErrorItemNotFound'],
    ['GET', '/users/ann@city.example', 404, 'Request_ResourceNotFound'],
    ['GET', '/users/ann@city.example', 403, 'Authorization_RequestDenied'],
    ['GET', '/users/ann@city.example', 400, 'Request_BadRequest'],
    ['GET', '/users/ann@city.example', 429, 'TooManyRequests'],
    ['GET', EVENTS, 429, 'ApplicationThrottled'],
    ['GET', EVENTS, 410, 'Gone'],
  ])('refuses %s %s with %i in the words of the part of Microsoft 365 that answers', (method, path, status, wanted) => {
    const { send, bend } = aBentTenant();
    bend({}, { kind: 'refuse', status });

    const answer = send(method, path);

    expect([answer.status, code(answer)]).toEqual([status, wanted]);
  });

  it('is found by the area, by the calling app and by the place in a batch', () => {
    const { send, bend, principal } = aBentTenant();
    const item = (id: string): JsonObject => ({ id, method: 'GET', url: '/users/ann@city.example' });
    bend({ area: 'directory', client: 'another-app' }, { kind: 'refuse', status: 403 });
    bend({ area: 'directory', batchItem: '2' }, { kind: 'refuse', status: 503 });

    const answer = send('POST', '/$batch', { requests: [item('1'), item('2'), item('3')] });
    const other = send('GET', '/users', undefined, {}, { ...principal, appId: 'another-app' });

    const statuses = (answer.body['responses'] as readonly JsonObject[]).map(({ id, status }) => JSON.stringify([id, status])); // a batch's answers
    expect(statuses.sort()).toEqual(['["1",200]', '["2",503]', '["3",200]']);
    expect(other.status).toBe(403);
    expect(send('GET', EVENTS).status).toBe(200);
  });
});
