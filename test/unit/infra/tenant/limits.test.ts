import { anEvent, APP, aTenant, code, OAK } from './support';

const EVENTS = `/users/${OAK}/events`;
const ANN = '/users/ann@city.example/events';

describe('limits', () => {
  it('refuses a fifth request to a mailbox while four are running, and another mailbox not', () => {
    const { send, wait } = aTenant({ latencyMs: 200 });

    const first = Array.from({ length: 5 }, () => send('GET', EVENTS).status);
    const other = send('GET', ANN).status;
    wait(200);

    expect(first).toEqual([200, 200, 200, 200, 429]);
    expect(other).toBe(200);
    expect(send('GET', EVENTS).status).toBe(200);
  });

  it('counts a mailbox by its owner, whether it is addressed by name or by id', () => {
    const { send, core } = aTenant({ latencyMs: 200 });
    const { id = '' } = core.directory.find(OAK) ?? {};

    const statuses = [EVENTS, `/users/${id}/events`, `/users/OAK@CITY.EXAMPLE/events`, EVENTS, `/users/${id}/events`].map(
      (path) => send('GET', path).status,
    );

    expect(statuses).toEqual([200, 200, 200, 200, 429]);
  });

  it('refuses more than the limit in ten minutes, says when, and counts the refused ones too', () => {
    const { send, wait } = aTenant({ mailboxLimit: { requests: 10, windowMs: 600_000, concurrent: 4 } });
    for (let i = 0; i < 10; i += 1) send('GET', EVENTS);

    const over = send('GET', EVENTS);
    wait(300_000);
    for (let i = 0; i < 10; i += 1) send('GET', EVENTS);
    wait(301_000);
    const still = send('GET', EVENTS);
    wait(Number(still.headers['retry-after']) * 1_000);

    expect([over.status, code(over), over.headers['retry-after']]).toEqual([429, 'ApplicationThrottled', '600']);
    expect(still.status).toBe(429);
    expect(send('GET', EVENTS).status).toBe(200);
  });

  it('limits the app over all its requests', () => {
    const { send, wait } = aTenant({ appLimit: { requests: 3, windowMs: 10_000 } });

    const statuses = [EVENTS, ANN, '/users', EVENTS].map((path) => send('GET', path).status);
    wait(11_000);

    expect(statuses).toEqual([200, 200, 200, 429]);
    expect(send('GET', EVENTS).status).toBe(200);
  });

  it('throttles one mailbox on request, with whatever Retry-After the script says', () => {
    const { send, core, wait } = aTenant();
    core.throttle(OAK.toUpperCase(), 60_000, 'Mon, 02 Mar 2026 08:01:00 GMT');
    const dated = send('POST', EVENTS, anEvent());
    core.throttle(OAK, 60_000);
    const bare = send('GET', EVENTS);
    const others = [send('GET', ANN).status, send('GET', `/users/${OAK}`).status];
    wait(60_000);

    expect([dated.status, dated.headers['retry-after']]).toEqual([429, 'Mon, 02 Mar 2026 08:01:00 GMT']);
    expect([bare.status, 'retry-after' in bare.headers]).toEqual([429, false]);
    expect(others).toEqual([200, 200]);
    expect(send('GET', EVENTS).status).toBe(200);
  });
});

describe('permissions', () => {
  const as = (tenant: ReturnType<typeof aTenant>, ...roles: string[]) => ({ ...tenant.principal, roles });

  it.each([
    ['GET', EVENTS, undefined, ['Calendars.Read'], 200],
    ['GET', EVENTS, undefined, ['User.Read.All'], 403],
    ['POST', EVENTS, anEvent(), ['Calendars.Read'], 403],
    ['POST', EVENTS, anEvent(), ['Calendars.ReadWrite'], 201],
    ['GET', '/users', undefined, ['Calendars.ReadWrite'], 403],
    ['GET', '/users', undefined, ['User.ReadBasic.All'], 200],
    ['GET', '/me/events', undefined, ['Calendars.ReadWrite'], 400],
    ['POST', `/users/${OAK}/findMeetingTimes`, {}, ['Calendars.ReadWrite'], 403],
    ['GET', `/users/${OAK}/contacts`, undefined, ['Contacts.Read'], 501],
  ])('%s %s with the body %j and the roles %j is answered with %i', (method, path, body, roles, status) => {
    const tenant = aTenant();

    expect(tenant.send(method, path, body, {}, as(tenant, ...roles)).status).toBe(status);
  });

  it('names the refusal after the service that refuses', () => {
    const tenant = aTenant();

    expect(code(tenant.send('GET', EVENTS, undefined, {}, as(tenant)))).toBe('ErrorAccessDenied');
    expect(code(tenant.send('GET', '/users', undefined, {}, as(tenant)))).toBe('Authorization_RequestDenied');
  });

  it('refuses tokens that are over, of another tenant, or missing', () => {
    const { core, send, principal, wait } = aTenant();
    const strange = send('GET', EVENTS, undefined, {}, { ...principal, tenantId: 'elsewhere' });
    const missing = core.graph({ method: 'GET', path: EVENTS, headers: {} }, undefined);
    wait(101 * 24 * 3_600_000);

    expect([strange.status, code(strange)]).toEqual([401, 'InvalidAuthenticationToken']);
    expect(missing).toMatchObject({ answer: { status: 401 } });
    expect(send('GET', EVENTS).status).toBe(401);
  });

  it('keeps the app inside the mailboxes that Exchange gave it', () => {
    const { core, send } = aTenant();
    core.entra.apps.limitMailboxes(APP, ['ann@city.example']);
    const outside = send('GET', EVENTS);
    core.entra.apps.limitMailboxes(APP, undefined);

    expect([outside.status, code(outside)]).toEqual([403, 'ErrorAccessDenied']);
    expect(send('GET', EVENTS).status).toBe(200);
  });

  it('tells an unknown mailbox from a user without one', () => {
    const { send } = aTenant();

    const unknown = send('GET', '/users/nobody@city.example/events');
    const without = send('GET', '/users/old@city.example/events');

    expect([unknown.status, code(unknown)]).toEqual([404, 'ErrorInvalidUser']);
    expect([without.status, code(without)]).toEqual([404, 'MailboxNotEnabledForRESTAPI']);
  });
});
