import type { JsonObject } from '../../../../shared/kernel/json';
import { APP, aTenant, code, rows, textOf } from './support';

const ALL = ['Sites.ReadWrite.All'];
const SELECTED = ['Sites.Selected'];
const INSIST = { prefer: 'HonorNonIndexedQueriesWarningMayFailRandomly' };

function aList(...options: Parameters<typeof aTenant>) {
  const tenant = aTenant(...options);
  const { lists } = tenant.core;
  const site = lists.addSite('assets');
  const list = lists.addList(site, 'Keys', [
    { name: 'Mark', type: 'text', isUnique: true },
    { name: 'Shelf', type: 'text', isIndexed: true },
    { name: 'Copies', type: 'number', isIndexed: true },
    { name: 'Lent', type: 'boolean' },
    { name: 'Due', type: 'dateTime' },
  ]);
  const items = `/sites/${site.id}/lists/${list.id}/items`;
  const send = (method: string, path: string, body?: JsonObject, roles: readonly string[] = ALL, headers: Record<string, string> = {}) =>
    tenant.send(method, path, body, headers, { ...tenant.principal, roles });
  return {
    ...tenant,
    site,
    list,
    items,
    send,
    make: (fields: JsonObject, roles = ALL) => send('POST', items, { fields }, roles),
    fieldsOf: (id: string) => send('GET', `${items}/${id}?$expand=fields`).body['fields'] as JsonObject, // it is expanded
    find: (filter: string, headers: Record<string, string> = {}) =>
      send('GET', `${items}?$expand=fields&$filter=${encodeURIComponent(filter)}`, undefined, ALL, headers),
  };
}

describe('an item of a list', () => {
  it('is made with its fields, and has a number, an etag and what SharePoint adds', () => {
    const { make, core } = aList();

    const answer = make({ Title: 'Front door', Mark: 'k-1', Copies: 2, Lent: false, Due: '2026-03-02T09:00:00+01:00', Shelf: '' });

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      id: '1',
      eTag: answer.headers['etag'],
      createdBy: { application: { id: APP } },
      fields: { id: '1', Title: 'Front door', Mark: 'k-1', Copies: 2, Lent: false, Due: '2026-03-02T08:00:00Z', ContentType: 'Item' },
    });
    expect(answer.body['fields']).not.toHaveProperty('Shelf');
    expect(core.snapshot().lists).toMatchObject([{ site: 'assets', name: 'Keys', items: [{ id: '1', fields: { Mark: 'k-1' } }] }]);
  });

  it('keeps the fields that a change does not name, and loses those that are null', () => {
    const { make, send, items, fieldsOf } = aList();
    make({ Title: 'Front door', Mark: 'k-1', Shelf: 'A' });

    const answer = send('PATCH', `${items}/1/fields`, { Title: 'Back door', Shelf: null });

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ Title: 'Back door', Mark: 'k-1' });
    expect(fieldsOf('1')).toMatchObject({ Title: 'Back door', Mark: 'k-1', '@odata.etag': answer.headers['etag'] });
    expect(fieldsOf('1')).not.toHaveProperty('Shelf');
  });

  it('is gone once deleted', () => {
    const { make, send, items } = aList();
    make({ Title: 'Front door' });

    const answers = [
      send('DELETE', `${items}/1`),
      send('GET', `${items}/1`),
      send('PATCH', `${items}/1/fields`, { Title: 'x' }),
      send('DELETE', `${items}/1`),
    ];

    expect(answers.map((answer) => [answer.status, code(answer)])).toEqual([
      [204, undefined],
      [404, 'itemNotFound'],
      [404, 'itemNotFound'],
      [404, 'itemNotFound'],
    ]);
    expect(make({ Title: 'Another' }).body['id']).toBe('2');
  });

  it('is written only under the etag that the caller names', () => {
    const { make, send, items } = aList();
    const etag = make({ Title: 'Front door' }).headers['etag'] ?? '';
    const write = (method: string, path: string, wanted: string) =>
      send(method, path, method === 'PATCH' ? { Title: 'Back door' } : undefined, ALL, { 'if-match': wanted });

    const answers = [
      write('PATCH', `${items}/1/fields`, etag),
      write('PATCH', `${items}/1/fields`, etag),
      write('DELETE', `${items}/1`, etag),
      write('DELETE', `${items}/1`, '*'),
    ];

    expect(answers.map((answer) => [answer.status, code(answer)])).toEqual([
      [200, undefined],
      [412, 'resourceModified'],
      [412, 'resourceModified'],
      [204, undefined],
    ]);
  });

  it.each<[string, JsonObject]>([
    ['a column that the list has not', { Colour: 'green' }],
    ['what SharePoint keeps', { Created: '2026-01-01T00:00:00Z' }],
    ['a text for a number', { Copies: 'two' }],
    ['a long text', { Title: 'x'.repeat(256) }],
    ['a date that is none', { Due: 'tomorrow' }],
  ])('refuses %s', (_what, fields) => {
    const { make, send, items } = aList();
    make({ Title: 'Front door' });

    const answers = [make(fields), send('PATCH', `${items}/1/fields`, fields)];

    expect(answers.map((answer) => [answer.status, code(answer)])).toEqual(Array(2).fill([400, 'invalidRequest']));
  });

  it.each([
    ['conflict', 409, 'nameAlreadyExists'],
    ['invalid', 400, 'invalidRequest'],
  ] as const)('refuses a second value of a unique column, whatever lists show (%s)', (duplicateValues, status, wanted) => {
    const { make, send, items } = aList({ duplicateValues, listLagMs: 60_000 });
    make({ Mark: 'k-1' });
    make({ Mark: 'k-2' });

    const answers = [make({ Mark: 'K-1' }), send('PATCH', `${items}/2/fields`, { Mark: 'k-1' })];
    const itself = send('PATCH', `${items}/1/fields`, { Mark: 'k-1' });
    send('DELETE', `${items}/1`);

    expect(answers.map((answer) => [answer.status, code(answer)])).toEqual(Array(2).fill([status, wanted]));
    expect([itself.status, make({ Mark: 'k-1' }).status]).toEqual([200, 201]);
  });

  it.each<[string, (items: string) => string, JsonObject | undefined]>([
    ['PATCH', (items) => `${items}/1`, { fields: {} }],
    ['PATCH', (items) => `${items}/1/fields`, {}],
    ['POST', (items) => items, { fields: {}, contentType: { id: '0x01' } }],
    ['POST', (items) => items, { fields: { 'Tags@odata.type': 'Collection(Edm.String)' } }],
    ['GET', (items) => `${items}?$orderby=fields/Title`, undefined],
    ['GET', (items) => `${items}?$filter=startswith(fields/Title,'F')`, undefined],
    ['GET', () => '/sites/root/lists/Keys/items', undefined],
    ['GET', (items) => items.replace('/items', ''), undefined],
  ])('does not cover everything: %s', (method, path, body) => {
    const { make, send, items } = aList();
    make({ Title: 'Front door' });

    expect(send(method, path(items), body).status).toBe(501);
  });
});

describe('items of a list', () => {
  it('are found by an indexed column, texts without case', () => {
    const { make, find } = aList();
    make({ Mark: 'k-1', Copies: 2 });
    make({ Mark: "o'neill", Copies: 2 });

    expect(rows(find("fields/Mark eq 'K-1'")).map(({ id }) => id)).toEqual(['1']);
    expect(rows(find("fields/Mark eq 'o''neill'")).map(({ id }) => id)).toEqual(['2']);
    expect(rows(find('fields/Copies eq 2'))).toHaveLength(2);
    expect(rows(find("fields/Mark eq 'k-3'"))).toEqual([]);
  });

  it('are found by another column only when the caller insists', () => {
    const { make, find } = aList();
    make({ Title: 'Front door' });

    const refused = find("fields/Title eq 'Front door'");

    expect([refused.status, code(refused)]).toEqual([400, 'invalidRequest']);
    expect(rows(find("fields/Title eq 'Front door'", INSIST))).toHaveLength(1);
  });

  it('show the fields that are asked for, and none unless asked', () => {
    const { make, send, items } = aList();
    make({ Title: 'Front door', Mark: 'k-1' });

    expect(rows(send('GET', items))[0]).not.toHaveProperty('fields');
    expect(rows(send('GET', `${items}?$expand=fields($select=Mark,Shelf)`))[0]?.['fields']).toEqual({
      '@odata.etag': expect.any(String),
      Mark: 'k-1',
    });
  });

  it('come in pages that lose nothing when an item goes in between', () => {
    const { make, send, items, core } = aList();
    for (const Title of ['a', 'b', 'c', 'd']) make({ Title });

    const first = send('GET', `${items}?$top=2`);
    send('DELETE', `${items}/1`);
    const second = send('GET', textOf(first, '@odata.nextLink').slice(core.graphUrl.length));

    expect([rows(first), rows(second)].map((page) => page.map(({ id }) => id))).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(second.body).not.toHaveProperty('@odata.nextLink');
  });

  it('show changes late in lists, and at once by id', () => {
    const { make, find, send, items, wait } = aList({ listLagMs: 30_000 });
    make({ Mark: 'k-1' });
    const made = find("fields/Mark eq 'k-1'");
    const byId = send('GET', `${items}/1`).status;
    wait(30_000);
    send('DELETE', `${items}/1`);

    expect([rows(made).length, byId]).toEqual([0, 200]);
    expect(rows(find("fields/Mark eq 'k-1'"))).toHaveLength(1);
    wait(30_000);
    expect(rows(find("fields/Mark eq 'k-1'"))).toHaveLength(0);
  });
});

describe('the permission', () => {
  it('Sites.Selected needs a grant of the site, to write one that says so', () => {
    const { make, send, items, site } = aList();
    make({ Title: 'Front door' });
    const tries = () => [send('GET', `${items}/1`, undefined, SELECTED), make({ Title: 'x' }, SELECTED)];

    const none = tries();
    site.grants.set(APP, 'read');
    const read = tries();
    site.grants.set(APP, 'write');
    const write = tries();

    expect(none.map((answer) => [answer.status, code(answer)])).toEqual(Array(2).fill([403, 'accessDenied']));
    expect(read.map(({ status }) => status)).toEqual([200, 403]);
    expect(write.map(({ status }) => status)).toEqual([200, 201]);
  });

  it('Sites.Read.All reads, and others do not reach a site at all', () => {
    const { make, send, items } = aList();

    expect(send('GET', items, undefined, ['Sites.Read.All']).status).toBe(200);
    expect([make({}, ['Sites.Read.All']).status, send('GET', items, undefined, ['User.ReadWrite.All']).status]).toEqual([403, 403]);
  });
});

describe('a request to a list', () => {
  it('finds no site, list or item that is not there', () => {
    const { send, items, site } = aList();
    const other = '0d000000-0000-4000-8000-000000000001';

    const paths = [
      items.replace(site.id, `example.sharepoint.com,${other},${other}`),
      `/sites/${site.id}/lists/${other}/items`,
      `${items}/7`,
    ];

    expect(paths.map((path) => code(send('GET', path)))).toEqual(Array(3).fill('itemNotFound'));
  });

  it('counts requests for SharePoint, and for no mailbox', () => {
    const { send, items } = aList({ sharePointLimit: { units: 3 }, mailboxLimit: { requests: 0, windowMs: 600_000, concurrent: 0 } });

    const answers = [send('GET', items), send('GET', `${items}/1`), send('GET', items)];

    expect(answers.map(({ status }) => status)).toEqual([200, 404, 429]);
    expect(answers[2]).toMatchObject({ headers: { 'retry-after': expect.any(String) }, body: { error: { code: 'activityLimitReached' } } });
  });

  it('is struck by faults through the mark of an item', () => {
    const { make, faults } = aList();
    faults.add({
      id: 'poison',
      core: 'tenant',
      match: { operation: 'create-list-item', 'fields/Mark': 'k-2' },
      when: 'after',
      effect: { kind: 'refuse', status: 503 },
    });

    const answers = [make({ Mark: 'k-1' }), make({ Mark: 'k-2' })];

    expect(answers.map((answer) => [answer.status, code(answer)])).toEqual([
      [201, undefined],
      [503, 'serviceNotAvailable'],
    ]);
  });
});
