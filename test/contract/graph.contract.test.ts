import { FaultScript } from '../../infra/local/kernel/faults';
import type { Fault } from '../../infra/local/kernel/faults';
import { TenantCore } from '../../infra/local/tenant/core';
import { aJpeg } from '../support/builders/jpeg';
import { graphImplementations, type GraphSubject } from '../support/graph-implementations';
import { pathBelowRoot } from '../support/graph-links';
import { MINUTE } from '../../shared/kernel/clock';
import type { Clock } from '../../shared/kernel/clock';
import type { Graph, GraphAnswer, GraphRequest } from '../../shared/kernel/graph';
import type { JsonObject } from '../../shared/kernel/json';

const APP = '6f1d8a52-0000-4000-8000-0000000000a1';
const OAK = 'oak@city.example';
const ROLES = ['Calendars.ReadWrite', 'User.Read.All', 'ProfilePhoto.ReadWrite.All'];
const DEADLINE = { deadlineMs: 4_000 };
/** Long enough for a prompt answer, short enough to wait for one that never comes. */
const SHORT = { deadlineMs: 400 };

const events = `/users/${encodeURIComponent(OAK)}/events`;
const anEvent = (subject: string): GraphRequest => ({
  method: 'POST',
  path: events,
  body: {
    subject,
    start: { dateTime: '2026-03-02T09:00:00', timeZone: 'UTC' },
    end: { dateTime: '2026-03-02T10:00:00', timeZone: 'UTC' },
  },
});
const users: GraphRequest = { method: 'GET', path: '/users' };
const nobody: GraphRequest = { method: 'GET', path: '/users/nobody%40city.example' };
const outcomes = (answers: readonly GraphAnswer[]): unknown[] =>
  answers.map((answer) => (answer.kind === 'answered' ? answer.status : answer.kind));
const bodyOf = (answer: GraphAnswer | undefined): JsonObject => (answer?.kind === 'answered' ? (answer.body as JsonObject) : {}); // Graph's bodies are objects

const textOf = (answer: GraphAnswer | undefined, name: string): string => bodyOf(answer)[name] as string; // the caller knows the field

describe.each(graphImplementations)('the Graph: %s', (_name, start) => {
  let offset: number;
  let faults: FaultScript;
  let core: TenantCore;
  let secret: string;
  let subject: GraphSubject;
  let graph: Graph;
  let clock: Clock;

  beforeEach(async () => {
    offset = 0;
    faults = new FaultScript();
    let serial = 0;
    clock = {
      now: () => Date.now() + offset,
      random: () => 0.5,
      id: () => `00000000-0000-4000-8000-${String((serial += 1)).padStart(12, '0')}`,
    };
    core = new TenantCore({ now: () => clock.now(), random: () => 0.5, faults });
    core.addUser({ address: OAK, displayName: 'Oak room', kind: 'room' });
    core.entra.apps.register({ appId: APP, displayName: 'Instep', secret: 'first', roles: ROLES });
    secret = 'first';
    subject = await start(core, clock, [{ appId: APP, secret: () => secret }]);
    graph = subject.as(APP);
  });
  afterEach(() => subject.close());

  const fault = (match: Fault['match'], when: Fault['when'], effect: Fault['effect'], times = 1): void => {
    faults.add({ id: JSON.stringify(match), core: 'tenant', match, when, effect, times });
  };
  const kept = (): readonly string[] =>
    core
      .snapshot()
      .mailboxes.flatMap((box) => box.events.map((event) => event.subject))
      .sort();

  it("answers one request with status, headers in lower case, parsed body and Microsoft's request id", async () => {
    const [answer] = await graph.send([anEvent('Choir')], DEADLINE);

    expect(answer).toMatchObject({
      kind: 'answered',
      status: 201,
      body: { subject: 'Choir' },
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(answer?.kind === 'answered' && Object.keys(answer.headers).every((name) => name === name.toLowerCase())).toBe(true);
    expect(kept()).toEqual(['Choir']);
  });

  it('answers several in their order, each by itself', async () => {
    const answers = await graph.send([anEvent('One'), nobody, users, anEvent('Two')], DEADLINE);

    expect(outcomes(answers)).toEqual([201, 404, 200, 201]);
    expect(bodyOf(answers[0])['subject']).toBe('One');
    expect(bodyOf(answers[3])['subject']).toBe('Two');
  });

  it.each(['W. Europe Standard Time', 'w. europe standard time', 'W. EUROPE STANDARD TIME', 'Europe/Berlin', 'europe/berlin'])(
    'reads times in the zone %s, as Outlook or anybody writes it',
    async (timeZone) => {
      const at = (hour: number) => ({ dateTime: `2026-07-02T${hour}:00:00`, timeZone });
      const asked = { ...anEvent('Choir'), headers: { Prefer: `outlook.timezone="${timeZone}"` } };

      const [made, plain] = await graph.send(
        [
          { ...asked, body: { subject: 'Choir', start: at(10), end: at(11) } },
          { ...anEvent('Two'), body: { subject: 'Two', start: at(12), end: at(13) } },
        ],
        DEADLINE,
      );

      expect(bodyOf(made)['start']).toEqual({ dateTime: '2026-07-02T10:00:00.0000000', timeZone });
      expect(bodyOf(plain)['start']).toEqual({ dateTime: '2026-07-02T10:00:00.0000000', timeZone: 'UTC' });
    },
  );

  it('says nothing where there is nothing: a deleted event has no body', async () => {
    const [made] = await graph.send([anEvent('Choir')], DEADLINE);
    const path = `${events}/${encodeURIComponent(textOf(made, 'id'))}`;

    const [alone] = await graph.send([{ method: 'DELETE', path }], DEADLINE);
    const again = await graph.send([{ method: 'DELETE', path }, users], DEADLINE);

    expect(alone).toMatchObject({ kind: 'answered', status: 204 });
    expect(alone).not.toHaveProperty('body');
    expect(outcomes(again)).toEqual([404, 200]);
  });

  it('carries headers of single requests and of items', async () => {
    const wanted = { ...anEvent('Choir'), headers: { Prefer: 'IdType="ImmutableId"' } };
    const [alone] = await graph.send([wanted], DEADLINE);
    const [plain, immutable] = await graph.send(
      [
        { method: 'GET', path: events },
        { method: 'GET', path: events, headers: wanted.headers },
      ],
      DEADLINE,
    );
    const ids = (answer: GraphAnswer | undefined) => (bodyOf(answer)['value'] as readonly JsonObject[]).map((event) => event['id']); // a list's rows

    expect(ids(immutable)).toEqual([bodyOf(alone)['id']]);
    expect(ids(plain)).not.toEqual(ids(immutable));
  });

  it('follows a link to the next page, its query untouched', async () => {
    await graph.send([anEvent('One'), anEvent('Two'), anEvent('Three')], DEADLINE);
    const [first] = await graph.send([{ method: 'GET', path: `${events}?$top=2` }], DEADLINE);
    const path = pathBelowRoot(textOf(first, '@odata.nextLink'), core.graphUrl);

    const [second] = await graph.send([{ method: 'GET', path }], DEADLINE);

    expect((bodyOf(second)['value'] as readonly unknown[]).length).toBe(1); // a list's rows
  });

  const photo = `/users/${encodeURIComponent(OAK)}/photo/$value`;
  const put = (base64: string): GraphRequest => ({ method: 'PUT', path: photo, content: { type: 'image/jpeg', base64 } });
  /** Bytes come back from a batch only. */
  const photoKept = async (): Promise<unknown> => {
    const [answer] = await graph.send([{ method: 'GET', path: photo }, users], DEADLINE);
    return answer?.kind === 'answered' ? answer.body : answer;
  };

  it('sends bytes as they are, and among others as base64 text', async () => {
    const [first, second] = [aJpeg({ width: 48 }), aJpeg({ width: 64 })];

    const alone = await graph.send([put(first)], DEADLINE);
    const keptAlone = await photoKept();
    const batch = await graph.send([put(second), users], DEADLINE);
    const keptOfBatch = await photoKept();

    expect([outcomes(alone), outcomes(batch)]).toEqual([[200], [200, 200]]);
    expect([keptAlone, keptOfBatch]).toEqual([first, second]);
  });

  it('sends bytes again under a fresh token', async () => {
    fault({ operation: 'put-photo' }, 'before', { kind: 'refuse', status: 401, code: 'InvalidAuthenticationToken' });

    expect(outcomes(await graph.send([put(aJpeg())], DEADLINE))).toEqual([200]);
    expect(await photoKept()).toBe(aJpeg());
  });

  it('hands on what is too large for one request, and takes a batch that is too large as not sent', async () => {
    const large = aJpeg({ padding: 4 * 1024 * 1024 });

    const alone = await graph.send([put(large)], DEADLINE);
    const batch = await graph.send([put(large), users], DEADLINE);

    expect(outcomes(alone)).toEqual([413]);
    expect(batch).toEqual(
      Array(2).fill({ kind: 'not-sent', failure: { kind: 'malformed', reason: expect.stringContaining('413') as unknown } }),
    );
  });

  it('hands on a 429 of one mailbox, and takes a throttled app as not sent', async () => {
    core.throttle(OAK, MINUTE, '17');
    const items = await graph.send([anEvent('One'), users], DEADLINE);
    core.throttle('app', MINUTE, '30');
    const before = clock.now();
    const all = await graph.send([anEvent('Two'), users], DEADLINE);

    expect(outcomes(items)).toEqual([429, 200]);
    expect(items[0]).toMatchObject({ headers: { 'retry-after': '17' } });
    expect(outcomes(all)).toEqual(['not-sent', 'not-sent']);
    const retryAt = all[0]?.kind === 'not-sent' && all[0].failure.kind === 'throttled' ? (all[0].failure.retryAt ?? 0) : 0;
    expect(retryAt - before).toBeGreaterThanOrEqual(30_000);
    expect(retryAt - before).toBeLessThan(35_000);
  });

  it('leaves unanswered what never was answered, and it may have taken effect', async () => {
    await graph.send([users], DEADLINE);
    fault({ operation: 'create-event' }, 'after', { kind: 'never' }, 2);

    const single = await graph.send([anEvent('One')], SHORT);
    const batch = await graph.send([anEvent('Two'), users], DEADLINE);

    expect(outcomes(single)).toEqual(['unanswered']);
    expect(outcomes(batch)).toEqual(['unanswered', 200]);
    expect(kept()).toEqual(['One', 'Two']);
  });

  it('leaves the whole batch unanswered when a gateway loses its answer', async () => {
    fault({ operation: 'batch' }, 'after', { kind: 'refuse', status: 504 });

    expect(outcomes(await graph.send([anEvent('One'), users], DEADLINE))).toEqual(['unanswered', 'unanswered']);
    expect(kept()).toEqual(['One']);
  });

  it('has sent nothing when Graph refuses the batch and says how long', async () => {
    fault({ operation: 'batch' }, 'before', { kind: 'refuse', status: 503, retryAfter: '5' });

    const answers = await graph.send([anEvent('One'), users], DEADLINE);

    expect(answers).toEqual(Array(2).fill({ kind: 'not-sent', failure: { kind: 'unavailable', retryAt: expect.any(Number) } }));
    expect(kept()).toEqual([]);
  });

  it('repeats what got a 401 once, under a fresh token, and nothing else', async () => {
    fault({ operation: 'create-event' }, 'before', { kind: 'refuse', status: 401, code: 'InvalidAuthenticationToken' });

    expect(outcomes(await graph.send([anEvent('One'), anEvent('Two'), users], DEADLINE))).toEqual([201, 201, 200]);
    expect(kept()).toEqual(['One', 'Two']);
  });

  it('gives up after the second 401', async () => {
    fault({ operation: 'create-event' }, 'before', { kind: 'refuse', status: 401, code: 'InvalidAuthenticationToken' }, 4);

    const single = await graph.send([anEvent('One')], DEADLINE);
    const batch = await graph.send([anEvent('Two'), users], DEADLINE);

    const denied = { kind: 'not-sent', failure: { kind: 'denied', reason: expect.stringContaining('401') } };
    expect(single).toEqual([denied]);
    expect(batch).toEqual([denied, expect.objectContaining({ status: 200 })]);
  });

  it('sees new consent at the first refusal when its token is older than ten seconds, and not before', async () => {
    core.entra.apps.revoke(APP, 'Calendars.ReadWrite');
    const refused = await graph.send([anEvent('One')], DEADLINE);
    core.entra.apps.grant(APP, 'Calendars.ReadWrite');
    const young = await graph.send([anEvent('Two'), users], DEADLINE);
    offset += 11_000;
    const old = await graph.send([anEvent('Three'), users], DEADLINE);

    expect([outcomes(refused), outcomes(young), outcomes(old)]).toEqual([[403], [403, 200], [201, 200]]);
  });

  it.each([
    ['a wrong secret', 'AADSTS7000215', () => (secret = 'wrong')],
    ['an expired secret', 'AADSTS7000222', () => core.entra.apps.expireSecret(APP, clock.now() - 1)],
  ])('sends nothing with %s, names the reason, and heals when it is replaced', async (_, reason, breakIt) => {
    breakIt();
    const denied = await graph.send([anEvent('One'), users], DEADLINE);
    core.entra.apps.addSecret(APP, 'second');
    secret = 'second';
    const healed = await graph.send([anEvent('Two'), users], DEADLINE);

    expect(denied).toMatchObject(Array(2).fill({ kind: 'not-sent', failure: { kind: 'denied', reason: expect.stringContaining(reason) } }));
    expect(outcomes(healed)).toEqual([201, 200]);
    expect(kept()).toEqual(['Two']);
  });

  it('sends nothing while Entra is out of order, and does not call that a denial', async () => {
    fault({ surface: 'entra' }, 'before', { kind: 'refuse', status: 503 });

    const answers = await graph.send([anEvent('One'), users], DEADLINE);

    const what = 'Microsoft Entra ID (MICROSOFT_AUTHORITY_HOST)';
    expect(answers).toEqual(Array(2).fill({ kind: 'not-sent', failure: { kind: 'unavailable', what } }));
    expect(outcomes(await graph.send([anEvent('Two')], DEADLINE))).toEqual([201]);
  });
});
