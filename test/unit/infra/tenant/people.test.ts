import type { JsonObject } from '../../../../shared/kernel/json';
import { aTenant, code, rows } from './support';

const ANN = '/users/ann@city.example';
const ROLES = ['User.ReadWrite.All'];

function aDirectory(...options: Parameters<typeof aTenant>) {
  const tenant = aTenant(...options);
  const as = { ...tenant.principal, roles: ROLES };
  tenant.core.addUser({
    address: 'synced@city.example',
    displayName: 'From the forest',
    kind: 'user',
    profile: { onPremisesSyncEnabled: true, department: 'Parks' },
  });
  tenant.core.addUser({ address: 'admin@city.example', displayName: 'An administrator', kind: 'user', isPrivileged: true });
  return {
    ...tenant,
    as,
    patch: (path: string, body: JsonObject, roles = ROLES) => tenant.send('PATCH', path, body, {}, { ...as, roles }),
    read: (path: string, ...names: string[]) => tenant.send('GET', `${path}?$select=${names.join(',')}`, undefined, {}, as).body,
  };
}

describe('PATCH user', () => {
  it('changes what it names, keeps the rest, and says nothing', () => {
    const { patch, read, core } = aDirectory();

    const answer = patch(ANN, { jobTitle: 'Ranger', businessPhones: ['+353 1 555'], usageLocation: 'IE', displayName: 'Ann Ash' });

    expect([answer.status, answer.body]).toEqual([204, {}]);
    expect(read(ANN, 'jobTitle', 'businessPhones', 'usageLocation', 'displayName', 'department')).toMatchObject({
      jobTitle: 'Ranger',
      businessPhones: ['+353 1 555'],
      usageLocation: 'IE',
      displayName: 'Ann Ash',
      department: 'Parks',
    });
    expect(core.snapshot().users[2]).toMatchObject({ displayName: 'Ann Ash', profile: { jobTitle: 'Ranger' } });
  });

  it('clears a text with null and the phones with an empty list', () => {
    const { patch, read } = aDirectory();
    patch(ANN, { businessPhones: ['+353 1 555'] });

    expect(patch(ANN, { department: null, businessPhones: [] }).status).toBe(204);
    expect(read(ANN, 'department', 'businessPhones')).toMatchObject({ department: null, businessPhones: [] });
  });

  it.each<[string, JsonObject, string]>([
    ['an empty text', { jobTitle: '' }, "Invalid value specified for property 'jobTitle' of resource 'User'."],
    ['a text that is too long', { employeeId: 'x'.repeat(17) }, "property 'employeeId'"],
    ['a number for a text', { department: 7 }, "property 'department'"],
    ['two phones', { businessPhones: ['1', '2'] }, "property 'businessPhones'"],
    ['no display name', { displayName: null }, "A value is required for property 'displayName' of resource 'User'."],
    ['a country of three letters', { usageLocation: 'IRL' }, "property 'usageLocation'"],
    ['no country', { usageLocation: null }, "property 'usageLocation'"],
    ['more than 250 addresses', { otherMails: Array.from({ length: 251 }, () => 'a@b.example') }, "property 'otherMails'"],
    ['the id', { id: '1' }, "Property 'id' is read-only and cannot be set."],
    ['what no user has', { colour: 'green' }, "Invalid property 'colour'."],
    ['a name that every object has', { constructor: 'x' }, "Invalid property 'constructor'."],
  ])('refuses %s, and changes nothing beside it', (_what, body, message) => {
    const { patch, read } = aDirectory();

    const answer = patch(ANN, { city: 'Cork', ...body });

    expect([answer.status, code(answer)]).toEqual([400, 'Request_BadRequest']);
    expect(answer.body['error']).toMatchObject({ message: expect.stringContaining(message) });
    expect(read(ANN, 'city')).toMatchObject({ city: null });
  });

  it.each(['userPrincipalName', 'passwordProfile', 'aboutMe', 'extension_0123_colour'])('does not cover %s, and says so', (name) => {
    const { patch } = aDirectory();

    const answer = patch(ANN, { [name]: 'x' });

    expect(answer.status).toBe(501);
    expect(answer.body['error']).toMatchObject({ message: expect.stringContaining(name) });
  });

  it('does not cover an empty change', () => {
    expect(aDirectory().patch(ANN, {}).status).toBe(501);
  });

  it('refuses to change people who come from Active Directory, but for the country they use', () => {
    const { patch, read } = aDirectory();
    const synced = '/users/synced@city.example';

    const answer = patch(synced, { department: 'Culture' });

    expect([answer.status, code(answer)]).toEqual([400, 'Request_BadRequest']);
    expect(answer.body['error']).toMatchObject({ message: expect.stringContaining('on-premises mastered') });
    expect(read(synced, 'department')).toMatchObject({ department: 'Parks' });
    expect(patch(synced, { usageLocation: 'IE' }).status).toBe(204);
  });

  it("refuses an administrator's phone, and with it the whole change", () => {
    const { patch, read } = aDirectory();
    const admin = '/users/admin@city.example';

    const answer = patch(admin, { mobilePhone: '+353 86 555', department: 'Parks' });

    expect([answer.status, code(answer)]).toEqual([403, 'Authorization_RequestDenied']);
    expect(read(admin, 'department')).toMatchObject({ department: null });
    expect(patch(admin, { department: 'Parks' }).status).toBe(204);
  });

  it('finds nobody who never was, or who has left', () => {
    const { patch, core, as, send } = aDirectory();
    core.removeUser('ann@city.example');

    const answers = [patch('/users/nobody@city.example', { city: 'Cork' }), patch(ANN, { city: 'Cork' })];

    expect(answers.map((answer) => [answer.status, code(answer)])).toEqual(Array(2).fill([404, 'Request_ResourceNotFound']));
    expect(rows(send('GET', '/users', undefined, {}, as)).map(({ mail }) => mail)).not.toContain('ann@city.example');
    expect(core.snapshot().mailboxes.map(({ address }) => address)).not.toContain('ann@city.example');
  });

  it.each(['User.Read.All', 'Calendars.ReadWrite'])('needs more than %s', (role) => {
    const answer = aDirectory().patch(ANN, { city: 'Cork' }, [role]);

    expect([answer.status, code(answer)]).toEqual([403, 'Authorization_RequestDenied']);
  });

  it('is seen late by readers, never an older state after a newer one', () => {
    const { patch, read, wait, core } = aDirectory({ directoryLagMs: 30_000 });
    patch(ANN, { city: 'Cork' });
    wait(10_000);
    core.options.directoryLagMs = 0;
    patch(ANN, { city: 'Galway' });

    const early = read(ANN, 'city');
    wait(20_000);

    expect([early, read(ANN, 'city')]).toEqual([expect.objectContaining({ city: null }), expect.objectContaining({ city: 'Galway' })]);
  });
});

describe("the directory's limits", () => {
  const limit = { units: 3_500, writes: 3, tenantWrites: 5 };

  it('count writes by app, whoever they are about, and leave mailboxes alone', () => {
    const { patch, send, wait, as } = aDirectory({
      directoryLimit: limit,
      mailboxLimit: { requests: 1, windowMs: 600_000, concurrent: 1 },
    });
    const write = (address: string) => patch(`/users/${address}`, { city: 'Cork' });

    const inTime = ['ann@city.example', 'admin@city.example', 'office@city.example'].map((address) => write(address).status);
    const over = write('ann@city.example');
    const reading = send('GET', ANN, undefined, {}, as).status;
    const calendar = send('GET', '/users/ann@city.example/events').status;
    wait(Number(over.headers['retry-after']) * 1_000);

    expect(inTime).toEqual([204, 204, 204]);
    expect([over.status, code(over), over.headers['x-ms-throttle-information']]).toEqual([429, 'TooManyRequests', 'WriteLimitExceeded']);
    expect([reading, calendar]).toEqual([200, 200]);
    expect(write('ann@city.example').status).toBe(204);
  });

  it('count the writes of all apps together, too', () => {
    const { send, as } = aDirectory({ directoryLimit: limit });
    const write = (appId: string) => send('PATCH', ANN, { city: 'Cork' }, {}, { ...as, appId }).status;

    expect(['a', 'a', 'a', 'b', 'b', 'b'].map(write)).toEqual([204, 204, 204, 204, 204, 429]);
  });

  it('count reads in resource units: fewer with $select and small pages', () => {
    const { send, as } = aDirectory({ directoryLimit: { ...limit, units: 5 } });
    const get = (path: string) => send('GET', path, undefined, {}, as);

    const costs = ['/users', '/users?$top=5', '/users?$select=id&$top=5'].map((path) => get(path).headers['x-ms-resource-unit']);

    expect(costs).toEqual(['2', '1', '1']);
    expect([get(ANN).status, get(ANN).status]).toEqual([200, 429]);
  });
});
