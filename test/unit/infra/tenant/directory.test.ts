import { aTenant, code, OAK, rows, textOf } from './support';

describe('users', () => {
  it('shows the default properties, and others only when they are selected', () => {
    const { send } = aTenant();

    const plain = send('GET', '/users/ann@city.example');
    const chosen = send('GET', '/users/ann@city.example?$select=id,department,accountEnabled');

    expect(plain.body).toMatchObject({ displayName: 'Ann Archer', mail: 'ann@city.example', userPrincipalName: 'ann@city.example' });
    expect(plain.body).not.toHaveProperty('department');
    expect(chosen.body).toMatchObject({ department: 'Parks', accountEnabled: true });
    expect(chosen.body).not.toHaveProperty('displayName');
  });

  it('finds a user by id and by principal name without case, a room like anybody else', () => {
    const { send } = aTenant();
    const byName = send('GET', `/users/${OAK.toUpperCase()}`);

    expect(send('GET', `/users/${textOf(byName, 'id')}`).body).toEqual(byName.body);
    expect(code(send('GET', '/users/nobody@city.example'))).toBe('Request_ResourceNotFound');
  });

  it('lists page by page and refuses pages that are too large', () => {
    const { send, core } = aTenant();
    const seen: unknown[] = [];
    let path: string | undefined = '/users?$top=2&$select=id';
    for (let pages = 0; path !== undefined && pages < 5; pages += 1) {
      const page = send('GET', path);
      seen.push(...rows(page).map((row) => row['id']));
      path = page.body['@odata.nextLink'] === undefined ? undefined : textOf(page, '@odata.nextLink').slice(core.graphUrl.length);
    }

    expect(seen).toEqual(core.directory.all().map(({ id }) => id));
    expect(send('GET', '/users?$top=1000').status).toBe(400);
    expect(send('GET', '/users?$filter=startswith(displayName,%27A%27)').status).toBe(501);
  });

  it('shows basic properties only to an app that may read no more', () => {
    const { send, principal } = aTenant();

    const basic = send(
      'GET',
      '/users/ann@city.example?$select=displayName,department',
      undefined,
      {},
      { ...principal, roles: ['User.ReadBasic.All'] },
    );

    expect(basic.body).toMatchObject({ displayName: 'Ann Archer' });
    expect(basic.body).not.toHaveProperty('department');
  });
});

describe('a tenant', () => {
  it('answers the same for the same seed and the same requests', () => {
    const run = (): string => {
      const { core, reply } = aTenant({ latencyMs: [5, 50], listLagMs: [0, 3_000] });
      const batch = { requests: [1, 2, 3].map((id) => ({ id: String(id), method: 'GET', url: '/users' })) };
      const token = core.grant(core.entra.tenantId, { client_id: 'nobody', grant_type: 'client_credentials' });
      return JSON.stringify([reply('POST', '/$batch', batch), reply('GET', `/users/${OAK}/events`), token, core.snapshot()]);
    };

    expect(run()).toBe(run());
  });

  it('gives one snapshot until something changes', () => {
    const { core } = aTenant();
    const before = core.snapshot();
    const same = core.snapshot();
    const id = core.outlook.create(OAK, { subject: 'x', start: 0, end: 1 });
    const after = core.snapshot();
    core.outlook.delete(OAK, id);

    expect(same).toBe(before);
    expect(after.mailboxes[0]?.events).toHaveLength(1);
    expect(core.snapshot().mailboxes[0]?.events).toHaveLength(0);
  });
});
