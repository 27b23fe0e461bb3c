import type { NewGroup } from '../../../../infra/local/tenant/groups/groups';
import type { JsonObject } from '../../../../shared/kernel/json';
import { aTenant, code, rows, textOf } from './support';

const CHOIR = '0c000000-0000-4000-8000-000000000001';
const NOBODY = '0c000000-0000-4000-8000-0000000000ff';
const ROLES = ['GroupMember.ReadWrite.All', 'User.Read.All'];
const MEMBERS = `/groups/${CHOIR}/members`;

function aChoir(group: Partial<NewGroup> = {}, ...options: Parameters<typeof aTenant>) {
  const tenant = aTenant(...options);
  const { core } = tenant;
  core.groups.add({ id: CHOIR, displayName: 'Choir', kind: 'security', members: ['ann@city.example'], ...group });
  const ids = Array.from({ length: 25 }, (_, at) => {
    const address = `singer${String(at)}@city.example`;
    return core.addUser({ address, displayName: `Singer ${String(at)}`, kind: 'user' }).id;
  });
  const as = (roles: readonly string[]) => ({ ...tenant.principal, roles });
  const send = (method: string, path: string, body?: JsonObject, roles: readonly string[] = ROLES) =>
    tenant.send(method, path, body, {}, as(roles));
  const address = (id: string): string => `https://graph.microsoft.com/v1.0/directoryObjects/${id}`;
  return {
    ...tenant,
    send,
    ids,
    ann: core.directory.find('ann@city.example')?.id ?? '',
    address,
    join: (id: string, roles?: readonly string[]) => send('POST', `${MEMBERS}/$ref`, { '@odata.id': address(id) }, roles),
    bind: (...several: readonly string[]) => send('PATCH', `/groups/${CHOIR}`, { 'members@odata.bind': several.map(address) }),
    leave: (id: string) => send('DELETE', `${MEMBERS}/${id}/$ref`),
    members: () => rows(send('GET', `${MEMBERS}?$select=id`)).map(({ id }) => id),
  };
}

const message = (answer: { readonly body: JsonObject }): unknown => (answer.body['error'] as JsonObject)['message']; // Graph's error envelope

describe('a group', () => {
  it('is read by its id, whole or in part', () => {
    const { send } = aChoir({ kind: 'microsoft365', description: 'We sing', mail: 'choir@city.example' });

    expect(send('GET', `/groups/${CHOIR}`).body).toMatchObject({
      id: CHOIR,
      displayName: 'Choir',
      groupTypes: ['Unified'],
      mailEnabled: true,
      securityEnabled: false,
      mail: 'choir@city.example',
      onPremisesSyncEnabled: null,
    });
    expect(send('GET', `/groups/${CHOIR}?$select=id,displayName`).body).toEqual({
      '@odata.context': expect.any(String),
      id: CHOIR,
      displayName: 'Choir',
    });
  });

  it.each([
    [NOBODY, 404, 'Request_ResourceNotFound'],
    ['choir', 400, 'Request_BadRequest'],
  ])('%s is none', (id, status, wanted) => {
    const answer = aChoir().send('GET', `/groups/${id}`);

    expect([answer.status, code(answer)]).toEqual([status, wanted]);
  });

  it.each<[string, string, JsonObject | undefined]>([
    ['GET', '/groups', undefined],
    ['POST', '/groups', {}],
    ['DELETE', `/groups/${CHOIR}`, undefined],
    ['PATCH', `/groups/${CHOIR}`, { displayName: 'Band' }],
    ['PATCH', `/groups/${CHOIR}`, { 'members@odata.bind': [] }],
    ['GET', `/groups/${CHOIR}/transitiveMembers`, undefined],
    ['GET', `${MEMBERS}?$count=true`, undefined],
    ['DELETE', `${MEMBERS}/${NOBODY}`, undefined],
  ])('does not cover %s %s', (method, path, body) => {
    expect(aChoir().send(method, path, body, ['Group.ReadWrite.All']).status).toBe(501);
  });
});

describe('members', () => {
  it('are listed page by page, with what the app may see of people', () => {
    const { bind, ids, send, core } = aChoir();
    bind(...ids.slice(0, 4));

    const pages: JsonObject[][] = [];
    for (let path: string | undefined = `${MEMBERS}?$top=2&$select=id,displayName`; path !== undefined;) {
      const page = send('GET', path);
      pages.push([...rows(page)]);
      path = page.body['@odata.nextLink'] === undefined ? undefined : textOf(page, '@odata.nextLink').slice(core.graphUrl.length);
    }
    const blind = rows(send('GET', `${MEMBERS}?$select=id,displayName`, undefined, ['GroupMember.Read.All']));

    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages[0]?.[0]).toMatchObject({ '@odata.type': '#microsoft.graph.user', displayName: 'Ann Archer' });
    expect(blind).toHaveLength(5);
    expect(blind[0]).toMatchObject({ id: expect.any(String), displayName: null });
  });

  it('come and go one by one', () => {
    const { join, leave, members, ids, ann, core } = aChoir();
    const [singer = ''] = ids;

    const statuses = [join(singer).status, leave(ann).status];

    expect(statuses).toEqual([204, 204]);
    expect(members()).toEqual([singer]);
    expect(core.snapshot().groups).toEqual([{ id: CHOIR, displayName: 'Choir', members: ['singer0@city.example'] }]);
  });

  it('are refused a second time with 400', () => {
    const { join, ann, members } = aChoir();

    const answer = join(ann);

    expect([answer.status, code(answer)]).toEqual([400, 'Request_BadRequest']);
    expect(message(answer)).toBe("One or more added object references already exist for the following modified properties: 'members'.");
    expect(members()).toEqual([ann]);
  });

  it('who are not in the group leave it with 404', () => {
    const { leave, ids } = aChoir();

    expect([leave(ids[0] ?? ''), leave(NOBODY)].map((answer) => [answer.status, code(answer)])).toEqual(
      Array(2).fill([404, 'Request_ResourceNotFound']),
    );
  });

  it('who left the tenant are no members', () => {
    const { members, core } = aChoir();
    core.removeUser('ann@city.example');

    expect(members()).toEqual([]);
  });

  it('come together, twenty at most', () => {
    const { bind, ids, ann, members } = aChoir();

    const tooMany = bind(...ids.slice(0, 21));
    const twenty = bind(...ids.slice(0, 20));

    expect([tooMany.status, message(tooMany)]).toEqual([400, 'A resource cannot contain more than 20 link changes.']);
    expect(twenty.status).toBe(204);
    expect(members()).toEqual([ann, ...ids.slice(0, 20)]);
  });

  it('come all or not at all', () => {
    const { bind, ids, ann, members } = aChoir();
    const [first = '', second = ''] = ids;

    const answers = [bind(first, ann, second), bind(first, NOBODY), bind(first, second, first)];

    expect(answers.map((answer) => [answer.status, message(answer)])).toEqual([
      [400, expect.stringContaining('already exist')],
      [404, expect.stringContaining(`'${NOBODY}'`)],
      [400, expect.stringContaining('only be present once')],
    ]);
    expect(members()).toEqual([ann]);
  });

  it.each<[string, JsonObject]>([
    ['without an address', {}],
    ['with an address elsewhere', { '@odata.id': `https://evil.example/v1.0/directoryObjects/${NOBODY}` }],
    ['with an address of a group', { '@odata.id': `https://graph.microsoft.com/v1.0/groups/${CHOIR}` }],
    ['with a name for an id', { '@odata.id': 'https://graph.microsoft.com/v1.0/users/ann@city.example' }],
    ['with something else', { '@odata.id': `https://graph.microsoft.com/v1.0/users/${NOBODY}`, role: 'owner' }],
  ])('cannot be named %s', (_what, body) => {
    const answer = aChoir().send('POST', `${MEMBERS}/$ref`, body);

    expect([answer.status, code(answer)]).toEqual([400, 'Request_BadRequest']);
  });

  it('are named by an address of the Graph that is asked, too', () => {
    const { core, send, ids } = aChoir();
    core.graphUrl = 'https://localhost:7073/v1.0';

    expect(send('POST', `${MEMBERS}/$ref`, { '@odata.id': `https://localhost:7073/v1.0/users/${ids[0] ?? ''}` }).status).toBe(204);
  });

  it.each<[string, Partial<NewGroup>, number, string]>([
    ['a dynamic group', { membershipRule: 'user.department -eq "Parks"' }, 403, 'Authorization_RequestDenied'],
    ['a role-assignable group', { isAssignableToRole: true }, 403, 'Authorization_RequestDenied'],
    ['a group of Active Directory', { onPremisesSyncEnabled: true }, 400, 'Request_BadRequest'],
    ['a distribution list', { kind: 'distribution' }, 400, 'Request_BadRequest'],
    ['a mail-enabled security group', { kind: 'mail-security' }, 400, 'Request_BadRequest'],
  ])('of %s cannot be written', (_what, group, status, wanted) => {
    const { join, bind, leave, ids, ann, members } = aChoir(group);
    const [singer = ''] = ids;

    const answers = [join(singer), bind(singer), leave(ann)];

    expect(answers.map((answer) => [answer.status, code(answer)])).toEqual(Array(3).fill([status, wanted]));
    expect(members()).toEqual([ann]);
  });

  it('need GroupMember.ReadWrite.All to be written', () => {
    const { join, ids } = aChoir();
    const roles = [['GroupMember.Read.All'], ['User.ReadWrite.All'], ['GroupMember.ReadWrite.All']];

    expect(roles.map((some) => join(ids[0] ?? '', some).status)).toEqual([403, 403, 204]);
  });

  it('are shown late, and decided about at once', () => {
    const { join, members, wait, ids, ann } = aChoir({}, { directoryLagMs: 60_000 });
    const [singer = ''] = ids;
    join(singer);

    const early = members();
    const again = join(singer);
    wait(60_000);

    expect(early).toEqual([ann]);
    expect(again.status).toBe(400);
    expect(members()).toEqual([ann, singer]);
  });

  it('begin with an empty page when the directory likes it so', () => {
    const { faults, send, ann } = aChoir();
    faults.add({ id: 'e', core: 'tenant', match: { operation: 'list-members' }, when: 'before', effect: { kind: 'empty-page' } });

    const first = send('GET', MEMBERS);
    const second = send('GET', textOf(first, '@odata.nextLink').slice('https://graph.microsoft.com/v1.0'.length));

    expect(rows(first)).toEqual([]);
    expect(rows(second)).toMatchObject([{ id: ann }]);
    expect(second.body).not.toHaveProperty('@odata.nextLink');
  });

  it('are found by a fault through group and member', () => {
    const { faults, join, leave, ids, ann } = aChoir();
    const [first = '', second = ''] = ids;
    const refuse = { kind: 'refuse', status: 503 } as const;
    faults.add({ id: 'a', core: 'tenant', match: { operation: 'add-member', member: first }, when: 'before', effect: refuse });
    faults.add({
      id: 'b',
      core: 'tenant',
      match: { operation: 'remove-member', group: CHOIR, member: ann },
      when: 'before',
      effect: refuse,
    });

    expect([join(first).status, join(second).status, leave(ann).status]).toEqual([503, 204, 503]);
  });
});
