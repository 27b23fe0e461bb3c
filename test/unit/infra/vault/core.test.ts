import { FaultScript } from '../../../../infra/local/kernel/faults';
import { VaultCore } from '../../../../infra/local/vault/core';
import type { Json, JsonObject } from '../../../../shared/kernel/json';

const TENANT = '5a1e0000-0000-4000-8000-00000c17e001';
const NOW = Date.parse('2026-03-02T08:00:00Z');
const claims = { aud: 'https://vault.azure.net', tid: TENANT, appid: 'app', exp: NOW / 1_000 + 60 };

function aVault(allowedApps?: readonly string[]) {
  const faults = new FaultScript();
  const vault = new VaultCore({
    now: () => NOW,
    random: () => 0.5,
    faults,
    tenantId: TENANT,
    authorityHost: () => 'https://login.test',
    ...(allowedApps && { allowedApps }),
  });
  const send = (method: string, path: string, body?: Json, as: JsonObject | undefined = claims) => {
    const reply = vault.serve(
      { method, path: `${path}${path.includes('?') ? '&' : '?'}api-version=7.6`, ...(body !== undefined && { body }) },
      as,
    );
    if (reply.kind === 'never') throw new Error('it was never answered');
    return reply.answer;
  };
  const code = (answer: ReturnType<typeof send>): unknown => (answer.body?.['error'] as JsonObject | undefined)?.['code']; // Key Vault's error body
  return { vault, faults, send, code };
}

describe('a Key Vault', () => {
  it('keeps versions, the newest under the bare name', () => {
    const { vault, send } = aVault();
    const first = vault.put('client-secret', 'one');

    const set = send('PUT', '/secrets/client-secret', { value: 'two', attributes: { exp: 1_900_000_000 }, tags: { owner: 'it' } });
    const newest = send('GET', '/secrets/client-secret/');
    const old = send('GET', `/secrets/CLIENT-SECRET/${first}`);

    expect([set.status, newest.status]).toEqual([200, 200]);
    expect(newest.body).toMatchObject({
      value: 'two',
      tags: { owner: 'it' },
      attributes: { enabled: true, exp: 1_900_000_000, created: NOW / 1_000 },
    });
    expect(old.body).toMatchObject({ value: 'one', id: `https://instep.vault.azure.net/secrets/CLIENT-SECRET/${first}` });
  });

  it('lists no versions of a secret that nobody knows, and refuses to give it', () => {
    const { send } = aVault();

    const versions = send('GET', '/secrets/nobody/versions');

    expect([versions.status, versions.body]).toEqual([200, { value: [], nextLink: null }]);
    expect(send('GET', '/secrets/nobody').status).toBe(404);
  });

  it.each(['0', '26', '1000', '-1', 'many', ''])('refuses a page of %s entries instead of giving another', (most) => {
    const { vault, send, code } = aVault();
    vault.put('client-secret', 'one');

    const refused = [`/secrets?maxresults=${most}`, `/secrets/client-secret/versions?maxresults=${most}`].map((path) => send('GET', path));

    expect(refused.map((answer) => [answer.status, code(answer)])).toEqual([400, 400].map((status) => [status, 'BadParameter']));
    expect(send('GET', '/secrets?maxresults=25').status).toBe(200);
  });

  it('gives an expired secret, and refuses a disabled one', () => {
    const { vault, send, code } = aVault();
    vault.put('expired', 'still', { expiresAt: NOW - 1 });
    vault.put('disabled', 'no', { enabled: false });

    const refused = send('GET', '/secrets/disabled');

    expect(send('GET', '/secrets/expired').status).toBe(200);
    expect([refused.status, code(refused), (refused.body?.['error'] as JsonObject)['innererror']]).toEqual([
      403,
      'Forbidden',
      { code: 'SecretDisabled' },
    ]);
  });

  it.each([
    ['no token', undefined],
    ['a token for Graph', { ...claims, aud: 'https://graph.microsoft.com' }],
    ['a token of another tenant', { ...claims, tid: 'elsewhere' }],
    ['a token that is over', { ...claims, exp: NOW / 1_000 }],
  ])('challenges %s', (_, as) => {
    const { vault } = aVault();

    expect(vault.serve({ method: 'GET', path: '/secrets/x?api-version=7.6' }, as)).toMatchObject({
      answer: {
        status: 401,
        headers: { 'www-authenticate': `Bearer authorization="https://login.test/${TENANT}", resource="https://vault.azure.net"` },
        body: { error: { code: 'Unauthorized' } },
      },
    });
  });

  it('lets in the apps that may use it', () => {
    const { vault, send, code } = aVault(['app']);
    vault.put('x', 'y');
    const other = send('GET', '/secrets/x', undefined, { ...claims, appid: 'other' });

    expect(send('GET', '/secrets/x').status).toBe(200);
    expect([other.status, code(other)]).toEqual([403, 'Forbidden']);
  });

  it.each([
    ['GET', '/secrets/nothing', undefined, 404, 'SecretNotFound'],
    ['GET', '/secrets/no_underscores', undefined, 400, 'BadParameter'],
    ['PUT', '/secrets/x', { value: 7 }, 400, 'BadParameter'],
    ['PUT', '/secrets/x', { value: 'v'.repeat(25 * 1024 + 1) }, 400, 'BadParameter'],
    ['PUT', '/secrets/x', 'rubbish', 400, 'BadParameter'],
    ['DELETE', '/secrets/x', undefined, 501, 'NotImplemented'],
    ['GET', '/keys/x', undefined, 501, 'NotImplemented'],
  ])('refuses %s %s with %j', (method, path, body, status, errorCode) => {
    const { send, code } = aVault();

    const refused = send(method, path, body);

    expect([refused.status, code(refused)]).toEqual([status, errorCode]);
  });

  it('wants the version of its interface named', () => {
    const { vault } = aVault();

    expect(vault.serve({ method: 'GET', path: '/secrets' }, claims)).toMatchObject({ answer: { status: 400 } });
  });

  it('is struck by faults, before and after', () => {
    const { vault, faults, send } = aVault();
    faults.add({
      id: 'a',
      core: 'vault',
      match: { operation: 'set-secret' },
      when: 'after',
      effect: { kind: 'refuse', status: 503, retryAfter: '2' },
    });
    faults.add({ id: 'b', core: 'vault', match: { operation: 'get-secret', name: 'gone' }, when: 'before', effect: { kind: 'never' } });

    const set = send('PUT', '/secrets/x', { value: 'kept' });

    expect([set.status, set.headers['retry-after']]).toEqual([503, '2']);
    expect(send('GET', '/secrets/x').body).toMatchObject({ value: 'kept' });
    expect(vault.serve({ method: 'GET', path: '/secrets/gone' }, claims)).toEqual({ kind: 'never' });
  });
});
