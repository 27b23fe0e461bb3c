import { FaultScript, type Fault } from '../../infra/local/kernel/faults';
import { TenantCore } from '../../infra/local/tenant/core';
import type { Group } from '../../infra/local/tenant/groups/groups';
import { MINUTE, type Clock } from '../../shared/kernel/clock';
import type { GraphAnswer, GraphRequest } from '../../shared/kernel/graph';
import type { Json, JsonObject } from '../../shared/kernel/json';
import { aJpeg } from '../support/builders/jpeg';
import { graphImplementations, type GraphSubject } from '../support/graph-implementations';
import { pathBelowRoot } from '../support/graph-links';

const APP = '6f1d8a52-0000-4000-8000-0000000000b1';
const SECOND = '6f1d8a52-0000-4000-8000-0000000000b2';
const ROLES = ['User.ReadWrite.All', 'GroupMember.ReadWrite.All', 'Sites.Selected'];
const ANN = 'ann@city.example';
const DEADLINE = { deadlineMs: 4_000 };

const bodyOf = (answer: GraphAnswer | undefined): JsonObject => (answer?.kind === 'answered' ? (answer.body as JsonObject) : {}); // Graph's bodies are objects
const rowsOf = (answer: GraphAnswer | undefined): readonly JsonObject[] => bodyOf(answer)['value'] as readonly JsonObject[]; // a list's rows
const outcome = (answer: GraphAnswer | undefined): unknown => {
  if (answer?.kind !== 'answered') return answer?.kind;
  const error = answer.body === undefined ? undefined : (bodyOf(answer)['error'] as JsonObject | undefined); // Graph's error envelope
  return error ? `${String(answer.status)} ${error['code'] as string}` : answer.status; // a code is a text
};

describe.each(graphImplementations)('people, groups and lists: %s', (_name, start) => {
  let offset: number;
  let faults: FaultScript;
  let core: TenantCore;
  let subject: GraphSubject;
  let group: Group;
  let items: string;
  let singers: readonly string[];

  beforeEach(async () => {
    offset = 0;
    faults = new FaultScript(() => 0.5);
    const clock: Clock = { now: () => Date.now() + offset, random: () => 0.5, id: () => '00000000-0000-4000-8000-000000000001' };
    core = new TenantCore({ now: () => clock.now(), random: () => 0.5, faults });
    core.addUser({ address: ANN, displayName: 'Ann Archer', kind: 'user', profile: { department: 'Parks' } });
    singers = Array.from({ length: 25 }, (_, at) => {
      const address = `singer${String(at)}@city.example`;
      return core.addUser({ address, displayName: `Singer ${String(at)}`, kind: 'user' }).id;
    });
    group = core.groups.add({ displayName: 'Choir', kind: 'security' });
    const site = core.lists.addSite('assets');
    site.grants.set(APP, 'write');
    const list = core.lists.addList(site, 'Keys', [{ name: 'Mark', type: 'text', isUnique: true }]);
    items = `/sites/${encodeURIComponent(site.id)}/lists/${list.id}/items`;
    for (const appId of [APP, SECOND]) core.entra.apps.register({ appId, displayName: appId, secret: appId, roles: ROLES });
    subject = await start(core, clock, [
      { appId: APP, secret: () => APP },
      { appId: SECOND, secret: () => SECOND },
    ]);
  });
  afterEach(() => subject.close());

  const send = (requests: readonly GraphRequest[], as = APP): Promise<readonly GraphAnswer[]> => subject.as(as).send(requests, DEADLINE);
  const one = async (request: GraphRequest, as = APP): Promise<GraphAnswer | undefined> => (await send([request], as))[0];
  const get = (path: string): GraphRequest => ({ method: 'GET', path });
  const patch = (path: string, body: Json): GraphRequest => ({ method: 'PATCH', path, body });
  const fault = (more: Partial<Fault>): void => {
    faults.add({ id: JSON.stringify(more), core: 'tenant', match: {}, when: 'before', effect: { kind: 'never' }, times: 1, ...more });
  };
  const memberAddress = (id: string): string => `https://graph.microsoft.com/v1.0/directoryObjects/${id}`;
  const join = (...ids: readonly string[]): GraphRequest => patch(`/groups/${group.id}`, { 'members@odata.bind': ids.map(memberAddress) });
  const ann = `/users/${encodeURIComponent(ANN)}`;

  it('change fields of a person, and say nothing', async () => {
    const changed = await one(patch(ann, { jobTitle: 'Ranger', department: null }));
    const read = await one(get(`${ann}?$select=id,jobTitle,department`));

    expect(changed).toMatchObject({ status: 204 });
    expect(changed).not.toHaveProperty('body');
    expect(bodyOf(read)).toMatchObject({ jobTitle: 'Ranger', department: null });
  });

  it('refuse a change item by item of a batch', async () => {
    core.addUser({ address: 'synced@city.example', displayName: 'Synced', kind: 'user', profile: { onPremisesSyncEnabled: true } });

    const answers = await send([
      patch(ann, { jobTitle: 'Ranger' }),
      patch('/users/synced%40city.example', { jobTitle: 'Ranger' }),
      patch('/users/nobody%40city.example', { jobTitle: 'Ranger' }),
      patch(ann, { colour: 'green' }),
    ]);

    expect(answers.map(outcome)).toEqual([204, '400 Request_BadRequest', '404 Request_ResourceNotFound', '400 Request_BadRequest']);
  });

  it('add twenty members in a request, all or none, and take one out', async () => {
    const twenty = singers.slice(0, 20);
    const [first = '', next = ''] = [twenty[0], singers[20]];

    const answers = [
      await one(join(...singers.slice(0, 21))),
      await one(join(...twenty)),
      await one(join(next, first)),
      await one({ method: 'POST', path: `/groups/${group.id}/members/$ref`, body: { '@odata.id': memberAddress(next) } }),
      await one({ method: 'DELETE', path: `/groups/${group.id}/members/${first}/$ref` }),
      await one({ method: 'DELETE', path: `/groups/${group.id}/members/${first}/$ref` }),
    ];

    expect(answers.map(outcome)).toEqual([
      '400 Request_BadRequest',
      204,
      '400 Request_BadRequest',
      204,
      204,
      '404 Request_ResourceNotFound',
    ]);
    expect(group.members).toEqual([...twenty.slice(1), next]);
  });

  it('list members behind an empty first page', async () => {
    await one(join(...singers.slice(0, 3)));
    fault({ match: { operation: 'list-members' }, effect: { kind: 'empty-page' } });
    const seen: number[] = [];

    for (let path: string | undefined = `/groups/${group.id}/members?$select=id&$top=2`; path !== undefined;) {
      const page = await one(get(path));
      seen.push(rowsOf(page).length);
      const link = bodyOf(page)['@odata.nextLink'];
      path = typeof link === 'string' ? pathBelowRoot(link, core.graphUrl) : undefined;
    }

    expect(seen).toEqual([0, 2, 1]);
    expect(await one(get(`/groups/${group.id}`))).toMatchObject({ status: 200, body: { displayName: 'Choir', groupTypes: [] } });
  });

  it('make, find, change and delete a record by its mark', async () => {
    const filter = encodeURIComponent("fields/Mark eq 'k-1'");
    const find = get(`${items}?$expand=fields($select=Title,Mark)&$filter=${filter}`);

    const made = await one({ method: 'POST', path: items, body: { fields: { Title: 'Front door', Mark: 'k-1' } } });
    const again = await one({ method: 'POST', path: items, body: { fields: { Title: 'Front door', Mark: 'k-1' } } });
    const changed = await one(patch(`${items}/1/fields`, { Title: 'Back door' }));
    const found = await one(find);
    const removed = await one({ method: 'DELETE', path: `${items}/1` });

    expect([made, again, changed, found, removed].map(outcome)).toEqual([201, '409 nameAlreadyExists', 200, 200, 204]);
    expect(rowsOf(found)).toMatchObject([{ id: '1', fields: { Title: 'Back door', Mark: 'k-1' } }]);
    expect(rowsOf(await one(find))).toEqual([]);
  });

  it('know the photo of a person by its etag', async () => {
    const none = await one(get(`${ann}/photo`));
    const put = await one({ method: 'PUT', path: `${ann}/photo/$value`, content: { type: 'image/jpeg', base64: aJpeg() } });
    const known = await one(get(`${ann}/photo`));

    expect([none, put].map(outcome)).toEqual(['404 ImageNotFound', 200]);
    expect(bodyOf(known)).toMatchObject({ width: 648, '@odata.mediaEtag': expect.stringMatching(/^"\w+"$/) as unknown });
    expect(outcome(await one(get(`${ann}/photo/$value`)))).toBe(200);
  });

  it('lose the answer of an operation before its effect, or after it', async () => {
    const [first = '', second = ''] = singers;
    const ref = (id: string): GraphRequest => ({
      method: 'POST',
      path: `/groups/${group.id}/members/$ref`,
      body: { '@odata.id': memberAddress(id) },
    });
    fault({ match: { operation: 'add-member', member: first } });
    fault({ match: { operation: 'add-member', member: second }, when: 'after' });

    const answers = await send([ref(first), ref(second), get(ann)]);

    expect(answers.map(outcome)).toEqual(['unanswered', 'unanswered', 200]);
    expect(group.members).toEqual([second]);
  });

  it.each([
    ['update-user', () => patch(ann, { city: 'Cork' })],
    ['get-group', () => get(`/groups/${group.id}`)],
    ['list-members', () => get(`/groups/${group.id}/members`)],
    ['list-list-items', () => get(items)],
  ])('strike one item of a batch, and say of what stands that it does not (%s)', async (operation, request) => {
    for (const [batchItem, status] of [429, 503, 403, 400, 404, 410].entries())
      fault({ match: { operation, batchItem: String(batchItem + 1) }, effect: { kind: 'refuse', status, retryAfter: '7' } });

    const answers = await send(Array.from({ length: 7 }, request));

    expect(answers.map((answer) => (answer.kind === 'answered' ? answer.status : answer.kind)).slice(0, 6)).toEqual([
      429, 503, 403, 400, 404, 410,
    ]);
    expect(answers[6]).toMatchObject({ status: operation === 'update-user' ? 204 : 200 });
  });

  it('tell two registrations apart', async () => {
    const change = patch(ann, { city: 'Cork' });
    const both = async (request: GraphRequest): Promise<unknown[]> => [outcome(await one(request)), outcome(await one(request, SECOND))];

    const sites = await both(get(items));
    core.throttle(SECOND, MINUTE, '30');
    const throttled = await both(change);
    offset += MINUTE;
    fault({ match: { operation: 'update-user', client: SECOND }, effect: { kind: 'refuse', status: 404 } });
    const struck = await both(change);
    core.entra.apps.revoke(SECOND, 'User.ReadWrite.All');
    core.entra.apps.expireSecret(APP, 0);
    offset += 120 * MINUTE;
    const later = await both(change);

    expect(sites).toEqual([200, '403 accessDenied']);
    expect(throttled).toEqual([204, '429 TooManyRequests']);
    expect(struck).toEqual([204, '404 Request_ResourceNotFound']);
    expect(later).toEqual(['not-sent', '403 Authorization_RequestDenied']);
  });
});
