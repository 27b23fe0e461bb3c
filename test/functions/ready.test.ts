import { InvocationContext } from '@azure/functions';
import { DatabaseCore } from '../../infra/local/database/core';
import { databasePort } from '../../infra/local/database/port';
import { FaultScript } from '../../infra/local/kernel/faults';
import { promptTravel } from '../../infra/local/kernel/travel';
import type { Reason } from '../../shared/sync/item/reasons';
import { NOW } from '../support/builders/instants';
import { aGate } from '../support/builders/lane';
import { ExternalFailure, type Failure } from '../../shared/kernel/failure';
import { MINUTE, SECOND } from '../../shared/kernel/clock';
import { exceptStarting } from '../../functions/health/starting';
import type { Outside, Probes } from '../../functions/host/outside';
import { Api, anApi } from './support/api';

const READY = '/api/v1/health/ready';
const failing = (failure: Failure) => () => Promise.reject(new ExternalFailure('test', failure));
const well = () => Promise.resolve();

const sweep = async (api: Api): Promise<void> => {
  const [timer] = api.timers;
  await timer?.handler({ isPastDue: false }, new InvocationContext({ functionName: 'sweep', logHandler: () => undefined }));
};
const said = (api: Api, event: string) => api.lines.filter((line) => line.event === event).map(({ fields }) => fields);
const withProbes = (probes: Probes): ConstructorParameters<typeof Api>[0] => ({ outside: { probes } satisfies Partial<Outside> });

describe('ready', () => {
  it('means that everything which the main job needs has answered', async () => {
    const api = await anApi(withProbes({ bus: well, signing: well, vault: well, signInKeys: well, microsoftToken: well, graph: well }));
    await api.queues[0]?.handler({ lane: 'mailbox:oak@city.example', cause: 'commit' }, new InvocationContext());
    await sweep(api);
    api.clock.pass(6 * SECOND);

    expect(await api.send('GET', READY)).toMatchObject({
      status: 200,
      body: {
        status: 'ready',
        problems: [],
        bus: { state: 'reachable' },
        queue: { state: 'read' },
        sweep: { state: 'on-time' },
        signingKey: { state: 'readable' },
        vault: { state: 'reachable' },
        microsoft: { state: 'enabled' },
        staffSignIn: { state: 'enabled' },
      },
    });
  });

  const denied = (code: string): Failure => ({ kind: 'denied', code, reason: 'the vault holds no secret hush' });
  it.each<[keyof Probes, Failure, object]>([
    ['bus', denied('queue-missing'), { part: 'bus', who: 'azure-admin', sentence: expect.stringContaining('no queue nudges') }],
    ['bus', denied('bus-refused'), { part: 'bus', who: 'azure-admin', sentence: expect.stringContaining('Data Sender') }],
    ['signing', denied('secret-missing'), { part: 'signing-key', who: 'azure-admin', sentence: expect.stringContaining('KEY_VAULT_URL') }],
    ['signing', denied('key-unusable'), { part: 'signing-key', who: 'azure-admin', sentence: expect.stringContaining('32 bytes') }],
    ['vault', denied('secret-refused'), { part: 'vault', who: 'azure-admin', sentence: expect.stringContaining('Key Vault Secrets User') }],
    ['vault', denied('identity-missing'), { part: 'vault', who: 'azure-admin', sentence: expect.stringContaining('CLIENT_ID') }],
    ['vault', { kind: 'unavailable', what: 'Key Vault (KEY_VAULT_URL)' }, { part: 'vault', who: 'operator', code: 'unreachable' }],
    [
      'signInKeys',
      denied('AADSTS90002'),
      { part: 'staff-sign-in', who: 'operator', sentence: expect.stringMatching(/MICROSOFT_TENANT_ID.*AADSTS90002/) },
    ],
    ['signInKeys', { kind: 'unavailable' }, { part: 'staff-sign-in', sentence: expect.stringContaining('MICROSOFT_AUTHORITY_HOST') }],
    ['microsoftToken', denied('AADSTS7000222'), { part: 'microsoft', who: 'directory-admin', code: 'AADSTS7000222' }],
    ['graph', denied('not-graph'), { part: 'microsoft', who: 'operator', sentence: expect.stringContaining('MICROSOFT_GRAPH_URL') }],
    ['graph', { kind: 'unavailable', what: 'Microsoft Graph (MICROSOFT_GRAPH_URL)' }, { part: 'microsoft', who: 'operator' }],
  ])(
    'is not said when %s answers %j; the sentence says who must act, and nothing of what a setting holds',
    async (probe, failure, problem) => {
      const api = new Api(withProbes({ [probe]: failing(failure) }));

      const got = await api.send('GET', READY);

      expect(got).toMatchObject({ status: 503, body: { status: 'not-ready', problems: [problem] } });
      expect(got.text).not.toContain('hush');
    },
  );

  it('is said although the key before the present one cannot be read: its links wait, nothing else', async () => {
    const api = new Api(withProbes({ previousSigning: failing({ kind: 'denied', code: 'secret-missing', reason: 'hush' }) }));

    expect(await api.send('GET', READY)).toMatchObject({
      status: 200,
      body: { status: 'ready', problems: [{ part: 'previous-signing-key', stops: false }] },
    });
  });

  it('names one cause once', async () => {
    const failure: Failure = { kind: 'unavailable', what: 'Key Vault (KEY_VAULT_URL)' };
    const api = new Api(withProbes({ vault: failing(failure), signing: failing(failure), microsoftToken: failing(failure) }));

    expect((await api.send('GET', READY)).body).toMatchObject({
      problems: [{ part: 'vault' }],
      signingKey: { state: 'failing' },
      microsoft: { state: 'failing' },
    });
  });

  it('names each cause of one part, and each once', async () => {
    const api = new Api(withProbes({ microsoftToken: failing(denied('AADSTS7000222')), graph: failing(denied('not-graph')) }));

    expect((await api.send('GET', READY)).body['problems']).toMatchObject([
      { part: 'microsoft', code: 'AADSTS7000222' },
      { part: 'microsoft', code: 'not-graph' },
    ]);
  });

  it('has one sentence for two secrets that are missing, and the log names both', async () => {
    const missing = (name: string) => failing({ kind: 'denied', code: 'secret-missing', reason: `the vault holds no secret ${name}` });
    const api = new Api(withProbes({ signing: missing('one'), previousSigning: missing('one'), microsoftToken: missing('two') }));

    expect((await api.send('GET', READY)).body['problems']).toMatchObject([{ part: 'signing-key', code: 'secret-missing' }]);
    expect(said(api, 'attention.begun').map((fields) => [fields?.['state'], fields?.['reason']])).toEqual([
      ['part signing-key secret-missing', 'the vault holds no secret one'],
      ['part microsoft secret-missing', 'the vault holds no secret two'],
    ]);
  });

  const signInFails = async (who: Reason['who'], probes: Probes = {}) => {
    const database = databasePort(new DatabaseCore({ now: () => NOW }, new FaultScript()), promptTravel);
    const reason = { code: 'credential-refused', sentence: 'why', who };
    const gate = aGate({ blocked: { reason, since: NOW, probeAt: NOW + MINUTE } });
    await database.commit('lanes', gate.pk, [{ kind: 'create', document: gate }]);
    return (await new Api({ outside: { database, probes } }).send('GET', READY)).body['problems'];
  };

  it.each(['azure-admin', 'operator', 'directory-admin'] as const)(
    'asks %s to act where the loop found that they must, for it is not always the directory that keeps the app out',
    async (who) => {
      expect(await signInFails(who)).toMatchObject([{ part: 'microsoft', code: 'credential-refused', who }]);
    },
  );

  it('does not say of a sign-in twice that it is refused', async () => {
    const problems = await signInFails('directory-admin', { microsoftToken: failing(denied('AADSTS7000222')) });

    expect(problems).toMatchObject([{ code: 'AADSTS7000222' }]);
    const silent = await signInFails('directory-admin', { graph: failing({ kind: 'unavailable' }) });
    expect(silent).toMatchObject([{ code: 'unreachable' }, { code: 'credential-refused' }]);
  });

  it('forgives what answered within three minutes, and nothing else', async () => {
    let failure: Failure | undefined;
    const probe = () => (failure ? failing(failure)() : Promise.resolve());
    const api = new Api(withProbes({ vault: probe }));
    const status = async (): Promise<unknown> => {
      const { status: code, body } = await api.send('GET', READY);
      const others = (body['problems'] as { part: string }[]).filter(({ part }) => part !== 'vault' && part !== 'sweep'); // as ready says it
      expect(others).toEqual([]);
      return [code, (body['vault'] as { state: string }).state].join(' '); // as above
    };
    expect(await status()).toBe('200 reachable');

    failure = { kind: 'unavailable' };
    api.clock.pass(MINUTE);
    expect(await status()).toBe('200 reachable');
    api.clock.pass(2 * MINUTE);
    expect(await status()).toBe('503 failing');

    failure = undefined;
    api.clock.pass(MINUTE);
    await sweep(api);
    api.clock.pass(6 * SECOND);
    expect(await status()).toBe('200 reachable');
    failure = { kind: 'denied', reason: 'no' };
    api.clock.pass(6 * SECOND);
    expect(await status()).toBe('503 failing');
  });

  it('asks the outside once in five seconds, whoever asks for health, and at most two seconds long', async () => {
    let asked = 0;
    const api = new Api(
      withProbes({
        vault: () => {
          asked += 1;
          return asked === 1 ? Promise.resolve() : new Promise<never>(() => undefined);
        },
      }),
    );

    await Promise.all(Array.from({ length: 20 }, () => api.send('GET', READY)));
    expect(asked).toBe(1);

    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      api.clock.pass(4 * MINUTE);
      const late = api.send('GET', READY);
      await jest.advanceTimersByTimeAsync(2_000);
      expect(await late).toMatchObject({
        status: 503,
        body: { problems: [{ part: 'sweep' }, { part: 'vault', code: 'unreachable' }].sort(() => -1) },
      });
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a part that does not answer in time', () => {
  const silent = () => new Promise<never>(() => undefined);
  const swept = async (api: Api): Promise<void> => {
    const done = sweep(api);
    await jest.advanceTimersByTimeAsync(2_000);
    await done;
  };
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
  afterEach(() => jest.useRealTimers());

  it.each(['vault', 'microsoftToken'] as const)('is no state to log while the app starts, and one afterwards: %s', async (probe) => {
    const api = await anApi(withProbes({ [probe]: silent }));
    await swept(api);

    const asked = api.send('GET', READY);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await asked).toMatchObject({
      status: 503,
      body: { problems: [{ code: 'starting', sentence: expect.stringContaining('starting') }] },
    });
    expect(said(api, 'attention.begun')).toEqual([]);

    api.clock.pass(MINUTE);
    await swept(api);
    expect(said(api, 'attention.begun')).toMatchObject([{ code: 'unreachable' }]);
  });

  it('while the app starts ends no state that another process has told of', async () => {
    const ended: boolean[] = [];
    const watch = exceptStarting((_standing, mayEnd) => {
      ended.push(...['part vault', 'part vault unreachable', 'part bus'].map(mayEnd));
      return Promise.resolve();
    });

    await watch([{ key: 'part vault', code: 'starting', who: 'operator' }], () => true);

    expect(ended).toEqual([false, false, true]);
  });
});

describe('a queue that nobody reads', () => {
  it('is not said to be read before anything was taken from it', async () => {
    const api = await anApi();
    expect((await api.send('GET', READY)).body['queue']).toEqual({ state: 'unknown' });
    await api.submit();
    await sweep(api);
    api.clock.pass(6 * SECOND);
    expect((await api.send('GET', READY)).body['queue']).toEqual({ state: 'unknown' });

    await api.queues[0]?.handler({ lane: 'mailbox:oak@city.example', cause: 'commit' }, new InvocationContext());
    api.clock.pass(6 * SECOND);

    expect((await api.send('GET', READY)).body['queue']).toEqual({ state: 'read' });
  });

  it('is told of when work has waited for three minutes, though sweeps go on', async () => {
    const api = await anApi();
    await api.submit();
    for (let minute = 0; minute < 5; minute += 1) {
      api.clock.pass(MINUTE);
      await sweep(api);
    }

    const got = await api.send('GET', READY);

    expect(got).toMatchObject({
      status: 503,
      body: {
        status: 'not-ready',
        queue: { state: 'not-read', oldestDueSeconds: 300 },
        problems: [
          { part: 'queue', who: 'azure-admin', sentence: expect.stringMatching(/5 minutes.*work-lane.*Data Receiver.*__clientId/) },
        ],
      },
    });
  });

  it('is no lane that waits for a reason of its own', async () => {
    const api = await anApi();
    const nudge = api.queues[0]?.handler;
    await api.putSpace('elm', { exchangeResourceMailbox: 'nobody@city.example' });
    await api.submit({ spaceId: 'elm' });
    await nudge?.({ lane: 'mailbox:nobody@city.example', cause: 'commit' }, new InvocationContext());
    // The mail to the contact stands behind a lane that a worker has in hand.
    await nudge?.({ lane: 'sender:office@city.example', cause: 'commit' }, new InvocationContext());
    await api.submit({ spaceId: 'elm', startsAt: '2026-03-04T14:00:00Z', endsAt: '2026-03-04T15:00:00Z' }, 'another-key-of-16');
    api.clock.pass(4 * MINUTE);
    await sweep(api);

    const { body } = await api.send('GET', READY);

    expect(body).toMatchObject({ lanes: { blocked: 2 } });
    expect(body['queue']).toEqual({ state: 'read' });
  });
});

describe('a sweep that does not come', () => {
  it('is told of after three periods, and not while the process has just started', async () => {
    const api = await anApi();
    expect((await api.send('GET', READY)).body).toMatchObject({ status: 'ready', sweep: { state: 'unknown' } });

    api.clock.pass(3 * MINUTE);
    expect((await api.send('GET', READY)).body).toMatchObject({
      status: 'not-ready',
      sweep: { state: 'late' },
      problems: [{ part: 'sweep', who: 'azure-admin', sentence: expect.stringContaining('AzureWebJobsStorage') }],
    });

    await sweep(api);
    api.clock.pass(10 * SECOND);
    expect((await api.send('GET', READY)).body).toMatchObject({ status: 'ready', sweep: { state: 'on-time' } });
    api.clock.pass(3 * MINUTE);
    expect((await api.send('GET', READY)).body).toMatchObject({ status: 'not-ready', sweep: { state: 'late' } });
  });

  it('has ended well only when all of it has', async () => {
    const api = await anApi();
    api.fault({ core: 'database', match: { operation: 'query' }, when: 'before', effect: { kind: 'refuse', status: 503 } });

    await expect(sweep(api)).rejects.toThrow();
    api.faults.clear();

    expect((await api.send('GET', READY)).body).toMatchObject({ sweep: { state: 'unknown' } });
  });
});

describe('a state that a person must end', () => {
  it('is logged once when it begins and once when it ends, whichever process sees it', async () => {
    const api = await anApi();
    await api.putSpace('elm', { exchangeResourceMailbox: 'nobody@city.example' });
    await api.submit({ spaceId: 'elm' });
    await api.queues[0]?.handler({ lane: 'mailbox:nobody@city.example', cause: 'commit' }, new InvocationContext());

    for (let minute = 0; minute < 3; minute += 1) {
      api.clock.pass(MINUTE);
      await sweep(api);
    }

    const begun = said(api, 'attention.begun').filter((fields) => fields?.['code'] === 'mailbox-missing');
    expect(begun).toEqual([{ state: expect.stringMatching(/^lane lane-/), code: 'mailbox-missing', who: 'operator' }]);
    expect(JSON.stringify(api.lines)).not.toContain('nobody@');

    api.tenant.addUser({ address: 'nobody@city.example', displayName: 'Elm', kind: 'room' });
    api.clock.pass(6 * MINUTE);
    await api.queues[0]?.handler({ lane: 'mailbox:nobody@city.example', cause: 'sweep' }, new InvocationContext());
    await sweep(api);
    await sweep(api);

    expect(said(api, 'attention.ended').filter((fields) => fields?.['code'] === 'mailbox-missing')).toEqual([
      { ...begun[0], since: expect.stringMatching(/^2026-03-02T08:01/) },
    ]);
  });

  it('is logged by whoever is asked for health, where no sweep comes', async () => {
    const api = new Api(
      withProbes({ vault: failing({ kind: 'denied', code: 'secret-missing', reason: 'the vault holds no secret signing' }) }),
    );

    await api.send('GET', READY);
    api.clock.pass(MINUTE);
    await api.send('GET', READY);

    expect(said(api, 'attention.begun')).toEqual([
      { state: 'part vault secret-missing', code: 'secret-missing', who: 'azure-admin', reason: 'the vault holds no secret signing' },
    ]);
  });

  it('that only the store can tell of is not lost when the store fails', async () => {
    const api = new Api(withProbes({ vault: failing({ kind: 'denied', code: 'secret-missing', reason: 'x' }) }));
    api.fault({
      core: 'database',
      match: { container: 'lanes', id: 'attention' },
      when: 'before',
      effect: { kind: 'refuse', status: 503 },
    });
    expect((await api.send('GET', READY)).status).toBe(503);
    expect(said(api, 'attention.begun')).toEqual([]);

    api.faults.clear();
    api.clock.pass(MINUTE);
    await api.send('GET', READY);

    expect(said(api, 'attention.begun')).toHaveLength(1);
  });
});
