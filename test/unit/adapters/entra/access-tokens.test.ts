import { FaultScript } from '../../../../infra/local/kernel/faults';
import { TenantCore } from '../../../../infra/local/tenant/core';
import { STAFF_CLIENT, type StaffToken } from '../../../../infra/local/tenant/staff-token';
import { accessTokens } from '../../../../shared/adapters/entra/access-tokens';
import { StillClock } from '../../../support/entra/clock';

const api = '6f1d8a52-0000-4000-8000-0000000000a1';
const oid = '6f1d8a52-0000-4000-8000-0000000000b2';
const authorityHost = 'https://login.microsoftonline.com';
const MINUTE = 60_000;

/** Checks tokens against the simulated tenant's own keys; `down` makes the authority unreachable. */
function aCheck() {
  // The key set of the library remembers by the real clock; tokens are judged by this one.
  const clock = new StillClock();
  const core = new TenantCore({ now: () => clock.now(), random: () => clock.random(), faults: new FaultScript() });
  const fetched: string[] = [];
  const state = { down: false };
  const check = accessTokens({
    tenantId: core.entra.tenantId,
    authorityHost,
    audiences: [api, `api://${api}`],
    clock,
    fetch: (url) => {
      fetched.push(new URL(url).pathname.replace(core.entra.tenantId, '{tenant}'));
      if (state.down) return Promise.reject(new TypeError('fetch failed'));
      const issuer = core.entra.issuer(2);
      const metadata = { issuer, jwks_uri: `${authorityHost}/${core.entra.tenantId}/discovery/v2.0/keys` };
      return Promise.resolve(Response.json(url.endsWith('/keys') ? core.entra.keys.jwks(issuer) : metadata));
    },
  });
  const token = (more: Partial<StaffToken> = {}): string =>
    `Bearer ${core.staffToken({ audience: api, oid, name: 'Ada', roles: ['Reservations.Approve'], ...more })}`;
  return { check, token, core, clock, fetched, state };
}

const refused = (reason: string) => ({ kind: 'refused', reason });

describe('an access token', () => {
  it.each([
    { version: 2, audience: api },
    { version: 1, audience: api },
    { version: 1, audience: `api://${api}` },
  ] as const)('of version $version for $audience names the person and the roles', async (wanted) => {
    const { check, token, core } = aCheck();

    expect(await check(token(wanted))).toEqual({
      kind: 'person',
      tenantId: core.entra.tenantId,
      objectId: oid,
      roles: ['Reservations.Approve'],
    });
  });

  it('without roles is a person who may do nothing', async () => {
    const { check, token } = aCheck();

    expect(await check(token({ roles: [] }))).toMatchObject({ kind: 'person', roles: [] });
  });

  it.each<[string, Partial<StaffToken>]>([
    ['of version 2', {}],
    ['of version 1', { version: 1, audience: `api://${api}` }],
    ['of version 2 that does not say what it is', { claims: { idtyp: undefined } }],
    ['of version 1 that does not say what it is', { version: 1, claims: { idtyp: undefined } }],
  ])('of an application, %s, names the application and its roles', async (_, wanted) => {
    const { check, token, core } = aCheck();

    expect(await check(token({ appOnly: true, ...wanted }))).toEqual({
      kind: 'application',
      tenantId: core.entra.tenantId,
      appId: STAFF_CLIENT,
      objectId: oid,
      roles: ['Reservations.Approve'],
    });
  });

  it('of an application without roles is an application that may do nothing', async () => {
    const { check, token } = aCheck();

    expect(await check(token({ appOnly: true, roles: [] }))).toMatchObject({ kind: 'application', roles: [] });
  });

  it('is refused when it is missing or no token at all', async () => {
    const { check, fetched } = aCheck();

    expect(await check(undefined)).toEqual(refused('no-token'));
    for (const header of ['Bearer', 'Basic abc', 'Bearer a.b', 'Bearer a.b.c', `Bearer ${'a'.repeat(20_000)}.b.c`]) {
      expect(await check(header)).toEqual(refused('malformed'));
    }
    expect(fetched).toEqual([]);
  });

  it.each<[string, string, Partial<StaffToken>]>([
    ['made for another API', 'audience', { audience: 'https://graph.microsoft.com' }],
    ['of an application that claims a scope', 'app-with-scope', { appOnly: true, claims: { scp: 'access_as_user' } }],
    ['of an application of another tenant', 'tenant', { appOnly: true, claims: { tid: '6f1d8a52-0000-4000-8000-0000000000ff' } }],
    ['of an application without a client id', 'no-identity', { appOnly: true, claims: { azp: undefined } }],
    ['of an application that proved nothing', 'no-scope', { appOnly: true, claims: { idtyp: undefined, azpacr: '0' } }],
    ['of an application whose subject is another', 'no-scope', { appOnly: true, claims: { idtyp: undefined, sub: 'another' } }],
    ['of a person, without a scope', 'no-scope', { claims: { idtyp: 'user', scp: undefined } }],
    ['of a person with an empty scope', 'no-scope', { claims: { scp: ' ' } }],
    ['without a scope, as an id token is', 'no-scope', { claims: { scp: undefined } }],
    ['without a person', 'no-identity', { claims: { oid: undefined } }],
    ['of another tenant', 'tenant', { claims: { tid: '6f1d8a52-0000-4000-8000-0000000000ff' } }],
    ['with the issuer of another tenant', 'issuer', { claims: { iss: `${authorityHost}/6f1d8a52-0000-4000-8000-0000000000ff/v2.0` } }],
    ['without an end', 'malformed', { claims: { exp: undefined } }],
    ['without a beginning', 'not-yet-valid', { claims: { nbf: undefined } }],
    ['of no known version', 'issuer', { claims: { ver: '3.0' } }],
    ['of version 1 under the issuer of version 2', 'issuer', { claims: { ver: '1.0' } }],
  ])('%s is refused (%s)', async (_, reason, wanted) => {
    const { check, token } = aCheck();

    expect(await check(token(wanted))).toEqual(refused(reason));
  });

  it('is refused before its time and after it, with a minute of patience', async () => {
    const { check, token, clock } = aCheck();
    const at = (beginsIn: number, endsIn: number) => check(token({ notBefore: clock.now() + beginsIn, expiresAt: clock.now() + endsIn }));

    expect(await at(0.9 * MINUTE, 60 * MINUTE)).toMatchObject({ kind: 'person' });
    expect(await at(1.1 * MINUTE, 60 * MINUTE)).toEqual(refused('not-yet-valid'));
    expect(await at(-60 * MINUTE, -0.9 * MINUTE)).toMatchObject({ kind: 'person' });
    expect(await at(-60 * MINUTE, -1.1 * MINUTE)).toEqual(refused('expired'));
  });

  it('is refused when a part of it was changed', async () => {
    const { check, token } = aCheck();
    const [header = '', , signature = ''] = token().slice('Bearer '.length).split('.');
    const [, payload = ''] = token({ roles: ['Instep.Admin'] }).split('.');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', kid: 'x' })).toString('base64url');
    const symmetric = Buffer.from(JSON.stringify({ alg: 'HS256', kid: 'x' })).toString('base64url');
    const nameless = Buffer.from(JSON.stringify({ alg: 'RS256' })).toString('base64url');

    expect(await check(`Bearer ${header}.${payload}.${signature}`)).toEqual(refused('signature'));
    expect(await check(`Bearer ${unsigned}.${payload}.${signature}`)).toEqual(refused('algorithm'));
    expect(await check(`Bearer ${symmetric}.${payload}.${signature}`)).toEqual(refused('algorithm'));
    expect(await check(`Bearer ${nameless}.${payload}.${signature}`)).toEqual(refused('unknown-key'));
  });

  it('is refused when its key is unknown, after one more look at the keys at most', async () => {
    const { check, token, core, fetched } = aCheck();
    await check(token());
    core.entra.keys.roll(true);

    expect(await check(token())).toEqual(refused('unknown-key'));
    expect(await check(token())).toEqual(refused('unknown-key'));
    expect(fetched).toEqual(['/{tenant}/v2.0/.well-known/openid-configuration', '/{tenant}/discovery/v2.0/keys']);
  });

  it('stays undecided while the keys cannot be had, and the authority is left alone for a few seconds', async () => {
    const { check, token, clock, fetched, state } = aCheck();
    state.down = true;

    expect(await check(token())).toEqual({ kind: 'unavailable' });
    state.down = false;
    expect(await check(token())).toEqual({ kind: 'unavailable' });
    expect(fetched).toHaveLength(1);
    clock.pass(5_000);
    expect(await check(token())).toMatchObject({ kind: 'person' });
  });
});
