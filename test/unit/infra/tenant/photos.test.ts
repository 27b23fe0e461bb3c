import type { Content, TenantAnswer } from '../../../../infra/local/tenant/model';
import type { JsonObject } from '../../../../shared/kernel/json';
import { aJpeg } from '../../../support/builders/jpeg';
import { aTenant, code } from './support';

const ANN = '/users/ann@city.example';
const VALUE = `${ANN}/photo/$value`;
const MIB = 1024 * 1024;

function aStudio(...options: Parameters<typeof aTenant>) {
  const tenant = aTenant(...options);
  const as = (roles: readonly string[]) => ({ ...tenant.principal, roles });
  const carry = (path: string, content: Content, roles: readonly string[], method = 'PUT'): TenantAnswer & { body: JsonObject } => {
    const reply = tenant.core.graph({ method, path, headers: { 'content-type': content.type }, content }, as(roles));
    if (reply.kind === 'never') throw new Error('it was never answered');
    return { ...reply.answer, body: (reply.answer.body ?? {}) as JsonObject }; // Graph's error envelope, if anything
  };
  const jpeg = (base64: string): Content => ({ type: 'image/jpeg', base64 });
  return {
    ...tenant,
    jpeg,
    put: (base64: string, path = VALUE, roles = ['User.ReadWrite.All']) => carry(path, jpeg(base64), roles),
    carry,
    get: (path: string, roles: readonly string[] = ['User.Read.All']) => tenant.send('GET', path, undefined, {}, as(roles)),
    batch: (...requests: JsonObject[]) => {
      const answer = tenant.send('POST', '/$batch', { requests }, {}, as(['User.ReadWrite.All']));
      return { ...answer, items: (answer.body['responses'] ?? []) as readonly JsonObject[] }; // a batch's answers
    },
  };
}

describe('the photo of a person', () => {
  it('is told by its size and an etag that each write changes', () => {
    const { put, get } = aStudio();

    const answer = put(aJpeg({ width: 240, height: 360 }));
    const first = get(`${ANN}/photo`);
    put(aJpeg());
    const second = get(`${ANN}/photo`);

    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect(first.body).toMatchObject({ id: '240X360', width: 240, height: 360, '@odata.mediaContentType': 'image/jpeg' });
    expect(first.body['@odata.mediaEtag']).toMatch(/^"[0-9A-F]{8}"$/);
    expect(second.body['@odata.mediaEtag']).not.toBe(first.body['@odata.mediaEtag']);
  });

  it('comes back as the bytes that were sent', () => {
    const { put, get } = aStudio();
    put(aJpeg());

    const answer = get(VALUE);

    expect(answer.content).toEqual({ type: 'image/jpeg', base64: aJpeg() });
    expect(answer.headers).toMatchObject({ 'content-type': 'image/jpeg', etag: get(`${ANN}/photo`).body['@odata.mediaEtag'] });
  });

  it('stands in the snapshot', () => {
    const { put, core } = aStudio();
    const before = core.snapshot();
    put(aJpeg());

    expect(before.users[2]).not.toHaveProperty('photo');
    expect(core.snapshot().users[2]).toMatchObject({ photo: { width: 648, height: 648 } });
  });

  it.each(['ImageNotFound', 'ErrorItemNotFound'])('that is none is 404, with whatever code (%s)', (noPhotoCode) => {
    const { get } = aStudio({ noPhotoCode });

    expect([`${ANN}/photo`, VALUE].map((path) => [get(path).status, code(get(path))])).toEqual(Array(2).fill([404, noPhotoCode]));
  });

  it('of nobody, and of somebody without a mailbox, cannot be written', () => {
    const { put } = aStudio();

    const answers = ['nobody@city.example', 'old@city.example'].map((user) => put(aJpeg(), `/users/${user}/photo/$value`));

    expect(answers.map((answer) => [answer.status, code(answer)])).toEqual([
      [404, 'ErrorInvalidUser'],
      [404, 'MailboxNotEnabledForRESTAPI'],
    ]);
  });

  it('must be smaller than 4 MiB', () => {
    const { put } = aStudio();

    expect([put(aJpeg({ padding: 4 * MIB - 200 })).status, put(aJpeg({ padding: 4 * MIB })).status]).toEqual([200, 413]);
  });

  it.each<[string, (jpeg: string) => Content]>([
    ['a PNG', (base64) => ({ type: 'image/png', base64 })],
    ['text that calls itself a JPEG', () => ({ type: 'image/jpeg', base64: Buffer.from('no picture').toString('base64') })],
  ])('is not covered as %s', (_what, content) => {
    const { carry } = aStudio();

    expect(carry(VALUE, content(aJpeg()), ['User.ReadWrite.All']).status).toBe(501);
  });

  it('needs a permission of its own or of people', () => {
    const { put, get } = aStudio();
    const writers = [['User.Read.All'], ['ProfilePhoto.Read.All'], ['ProfilePhoto.ReadWrite.All'], ['User.ReadWrite.All']];

    expect(writers.map((roles) => put(aJpeg(), VALUE, roles).status)).toEqual([403, 403, 200, 200]);
    expect(['ProfilePhoto.Read.All', 'User.ReadBasic.All'].map((role) => get(`${ANN}/photo`, [role]).status)).toEqual([200, 403]);
  });

  it('counts for the mailbox of its owner', () => {
    const { get, send } = aStudio({ mailboxLimit: { requests: 1, windowMs: 600_000, concurrent: 4 } });
    get(`${ANN}/photo`);

    expect(send('GET', `${ANN}/events`).status).toBe(429);
  });

  it('is shown late', () => {
    const { put, get, wait } = aStudio({ photoLagMs: 60_000 });
    put(aJpeg());

    const early = get(`${ANN}/photo`).status;
    wait(60_000);

    expect([early, get(`${ANN}/photo`).status]).toEqual([404, 200]);
  });
});

describe('bytes', () => {
  const item = (body: string, id = '1'): JsonObject => ({
    id,
    method: 'PUT',
    url: VALUE,
    headers: { 'Content-Type': 'image/jpeg' },
    body,
  });

  it('stand in a batch as base64 text, of either alphabet', () => {
    const { batch, get } = aStudio();
    const jpeg = aJpeg();

    const first = batch(item(jpeg));
    const second = batch(item(jpeg.replaceAll('+', '-').replaceAll('/', '_')));

    expect([first, second].map(({ items }) => items[0])).toEqual(Array(2).fill({ id: '1', status: 200, headers: {}, body: null }));
    expect(get(VALUE).content?.base64).toBe(jpeg);
  });

  it('come back from a batch as base64 text', () => {
    const { batch, put } = aStudio();
    put(aJpeg());

    const [answered] = batch({ id: '1', method: 'GET', url: VALUE }).items;

    expect(answered).toMatchObject({ status: 200, headers: { 'Content-Type': 'image/jpeg' }, body: aJpeg() });
  });

  it.each(['no base64!', 'AAAA='])('that are no base64 text refuse the whole batch (%s)', (body) => {
    const { batch } = aStudio();

    const answer = batch(item(aJpeg()), item(body, '2'));

    expect([answer.status, code(answer)]).toEqual([400, 'BadRequest']);
  });

  it('of several items may not be too many together', () => {
    const { batch } = aStudio();
    const large = aJpeg({ padding: 2 * MIB });

    expect([batch(item(large)).status, batch(item(large), item(large, '2')).status]).toEqual([200, 413]);
  });

  it('are refused by name where JSON belongs', () => {
    const { carry, jpeg } = aStudio();

    expect(carry(ANN, jpeg(aJpeg()), ['User.ReadWrite.All'], 'PATCH').status).toBe(501);
  });
});
