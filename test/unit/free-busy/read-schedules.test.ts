import { FaultScript } from '../../../infra/local/kernel/faults';
import { promptTravel } from '../../../infra/local/kernel/travel';
import { TenantCore } from '../../../infra/local/tenant/core';
import { graphPort } from '../../../infra/local/tenant/port';
import { schedulesIn } from '../../../shared/free-busy/get-schedule';
import { makeReadSchedules } from '../../../shared/free-busy/read-schedules';
import { DAY, HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import type { Graph, GraphRequest } from '../../../shared/kernel/graph';
import type { Json } from '../../../shared/kernel/json';

const APP = '0a000000-0000-4000-8000-000000000001';
const NOW = Date.UTC(2026, 2, 2, 8);
const [READER, OAK, ELM] = ['freebusy@city.example', 'oak@city.example', 'elm@city.example'];
const morning = { start: NOW + HOUR, end: NOW + 2 * HOUR };
const around = { start: NOW, end: NOW + DAY };

/** A tenant with two rooms, and the port on it. */
function aCity() {
  let now = NOW;
  const faults = new FaultScript();
  const core = new TenantCore({ now: () => now, random: () => 0.5, faults });
  for (const address of [OAK, ELM]) core.addUser({ address, displayName: address, kind: 'room' });
  core.addUser({ address: READER, displayName: 'Free and busy', kind: 'shared' });
  core.entra.apps.register({ appId: APP, displayName: 'Instep', secret: 'secret', roles: ['Calendars.Read'] });
  const sent: { readonly requests: readonly GraphRequest[]; readonly deadlineMs: number }[] = [];
  const port = graphPort(core, promptTravel, { appId: APP, secret: () => 'secret' });
  let held: Promise<void> | undefined;
  const graph: Graph = {
    send: async (requests, options) => {
      sent.push({ requests, deadlineMs: options.deadlineMs });
      await held;
      return port.send(requests, options);
    },
  };
  const lines: unknown[] = [];
  const log = { warn: (...line: unknown[]) => void lines.push(line) };
  const read = makeReadSchedules({ graph, clock: { now: () => now, id: () => 'id', random: () => 0.5 }, log, reader: READER });
  return {
    core,
    sent,
    lines,
    read,
    pass: (ms: number) => {
      now += ms;
    },
    /** Calls are on their way until this is called. */
    hold: () => {
      let release = (): void => undefined;
      held = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    refuse: (status: number, retryAfter?: string) => {
      const effect = { kind: 'refuse', status, ...(retryAfter !== undefined && { retryAfter }) } as const;
      faults.add({ id: 'fault', core: 'tenant', match: { operation: 'get-schedule' }, when: 'before', times: 1, effect });
    },
  };
}

describe('asking Exchange what is busy', () => {
  it('asks for several rooms in one call, through the reader, in UTC and within 800 ms', async () => {
    const { core, read, sent } = aCity();
    core.outlook.create(OAK, { subject: 'Board', ...morning });

    const answers = await read([OAK, ELM], around);

    expect([...answers]).toEqual([
      [OAK, { kind: 'read', busy: [morning] }],
      [ELM, { kind: 'read', busy: [] }],
    ]);
    expect(sent).toEqual([{ requests: [expect.objectContaining({ method: 'POST' })], deadlineMs: 800 }]);
    expect(sent[0]?.requests[0]).toMatchObject({
      path: '/users/freebusy%40city.example/calendar/getSchedule',
      headers: { Prefer: 'outlook.timezone="UTC"' },
      body: { schedules: [OAK, ELM], startTime: { dateTime: '2026-03-01T00:00:00.000', timeZone: 'UTC' } },
    });
  });

  it.each([
    ['busy', 1],
    ['tentative', 1],
    ['oof', 1],
    ['workingElsewhere', 1],
    ['free', 0],
  ])('takes an entry shown as %s for %i busy times', async (showAs, count) => {
    const { core, read } = aCity();
    core.outlook.create(OAK, { subject: 'Board', ...morning, showAs });

    expect((await read([OAK], around)).get(OAK)).toEqual({ kind: 'read', busy: count === 1 ? [morning] : [] });
  });

  it('takes a schedule with an error for unknown, and believes the others', async () => {
    const { read } = aCity();

    const answers = await read(['nobody@city.example', ELM], around);

    expect(answers.get('nobody@city.example')).toEqual({ kind: 'unavailable' });
    expect(answers.get(ELM)).toEqual({ kind: 'read', busy: [] });
  });

  it.each([
    ['an error of its own', 500],
    ['a refusal', 403],
    ['a wait', 429],
  ])('answers unavailable for each room after %s, and logs it without their names', async (_what, status) => {
    const { read, refuse, lines } = aCity();
    refuse(status);

    expect([...(await read([OAK, ELM], around)).values()]).toEqual([{ kind: 'unavailable' }, { kind: 'unavailable' }]);
    expect(lines).toEqual([['free-busy.not-read', { status, requestId: expect.any(String) }]]);
  });

  it('believes no answer that names a next page: Microsoft documents none here', () => {
    const call = { addresses: [OAK], request: { method: 'POST', path: '/' } } as const;
    const value = [{ scheduleId: OAK, scheduleItems: [] }];
    const told = (body: Json) => schedulesIn(call, { kind: 'answered', status: 200, headers: {}, body }).get(OAK);

    expect(told({ value })).toEqual({ kind: 'read', busy: [] });
    expect(told({ value, '@odata.nextLink': 'https://graph.microsoft.com/v1.0/next' })).toEqual({ kind: 'unavailable' });
  });

  it.each([429, 503])('asks nothing more until the wait of a %i is over', async (status) => {
    const { read, refuse, sent, pass } = aCity();
    refuse(status, '30');
    await read([OAK], around);

    pass(29 * SECOND);
    expect((await read([ELM], around)).get(ELM)).toEqual({ kind: 'unavailable' });
    expect(sent).toHaveLength(1);

    pass(SECOND);
    expect((await read([ELM], around)).get(ELM)).toEqual({ kind: 'read', busy: [] });
  });

  it.each([
    ['ten minutes', 10 * MINUTE, 1],
    ['one minute', MINUTE, 1],
    ['62 days and more', 130 * DAY, 3],
  ])('knows how to ask for %s', async (_what, length, requests) => {
    const { core, read, sent } = aCity();
    const last = { start: NOW + length - MINUTE, end: NOW + length };
    core.outlook.create(OAK, { subject: 'Board', ...last });

    const answers = await read([OAK], { start: NOW, end: NOW + length });

    expect(answers.get(OAK)).toEqual({ kind: 'read', busy: [last] });
    expect(sent[0]?.requests).toHaveLength(requests);
  });

  it('asks for twenty rooms at a time', async () => {
    const { read, sent } = aCity();
    const rooms = Array.from({ length: 21 }, (_, at) => `room-${String(at)}@city.example`);

    const answers = await read([...rooms, OAK], around);

    expect(sent[0]?.requests.map(({ body }) => (body as { schedules: string[] }).schedules.length)).toEqual([20, 2]);
    expect(answers.get(OAK)).toEqual({ kind: 'read', busy: [] });
  });
});

const tomorrow = { start: morning.start + DAY, end: morning.end + DAY };

describe('asking politely', () => {
  it('shares the call in flight among all who ask for a time that it covers', async () => {
    const { read, sent, hold } = aCity();
    const release = hold();

    const answers = Array.from({ length: 16 }, () => read([OAK], morning));
    release();

    expect((await Promise.all(answers)).map((answer) => answer.get(OAK))).toEqual(Array(16).fill({ kind: 'read', busy: [] }));
    expect(sent).toHaveLength(1);
  });

  it('never has two calls for one room in flight: who wants another time waits, and all who wait are asked about together', async () => {
    const { core, read, sent, hold } = aCity();
    core.outlook.create(OAK, { subject: 'Board', ...tomorrow });
    const release = hold();

    const first = read([OAK], morning);
    const others = [1, 2, 3].map((days) => read([OAK], { start: morning.start + days * DAY, end: morning.end + days * DAY }));
    await Promise.resolve();
    expect(sent).toHaveLength(1);
    release();

    expect((await first).get(OAK)).toEqual({ kind: 'read', busy: [] });
    for (const other of others) expect((await other).get(OAK)).toEqual({ kind: 'read', busy: [tomorrow] });
    expect(sent).toHaveLength(2);
  });

  it('counts the waiting as part of the 800 ms', async () => {
    const { read, sent, hold, pass } = aCity();
    const release = hold();
    const first = read([OAK], morning);
    pass(100);
    const [inTime, late] = [read([OAK], tomorrow), read([OAK], { start: NOW + 90 * DAY, end: NOW + 91 * DAY })];
    pass(750);
    release();

    await Promise.all([first, inTime, late]);

    expect(sent.map(({ deadlineMs }) => deadlineMs)).toEqual([800, 50, 50]);
  });

  it('asks nobody when the waiting has used up the time', async () => {
    const { read, sent, hold, pass } = aCity();
    const release = hold();
    const [first, second] = [read([OAK], morning), read([OAK], tomorrow)];
    pass(800);
    release();
    await first;

    expect((await second).get(OAK)).toEqual({ kind: 'unavailable' });
    expect(sent).toHaveLength(1);
  });

  it('does not let a room wait for another', async () => {
    const { read, sent, hold } = aCity();
    const release = hold();
    const answers = [read([OAK], morning), read([ELM], morning)];
    await Promise.resolve();

    expect(sent).toHaveLength(2);
    release();
    await Promise.all(answers);
  });

  it('uses an answer again for 10 seconds, for any time of the days that it covers', async () => {
    const { core, read, sent, pass } = aCity();
    const event = core.outlook.create(OAK, { subject: 'Board', ...morning });
    await read([OAK], { start: NOW, end: NOW + HOUR });
    core.outlook.delete(OAK, event);

    pass(9_999);
    expect((await read([OAK], morning)).get(OAK)).toEqual({ kind: 'read', busy: [morning] });
    expect(sent).toHaveLength(1);

    pass(1);
    expect((await read([OAK], morning)).get(OAK)).toEqual({ kind: 'read', busy: [] });
    expect(sent).toHaveLength(2);
  });

  it('asks again at once where it had no answer', async () => {
    const { read, refuse } = aCity();
    refuse(500);
    await read([OAK], morning);

    expect((await read([OAK], morning)).get(OAK)).toEqual({ kind: 'read', busy: [] });
  });

  it('forgets the oldest of more than 500 rooms', async () => {
    const { core, read, sent } = aCity();
    const rooms = Array.from({ length: 500 }, (_, at) => `room-${String(at)}@city.example`);
    for (const address of rooms) core.addUser({ address, displayName: address, kind: 'room' });
    await read([OAK], morning);
    for (let at = 0; at < 500; at += 100) await read(rooms.slice(at, at + 100), morning);
    const before = sent.length;

    await read(rooms, morning);
    expect(sent).toHaveLength(before);
    await read([OAK], morning);
    expect(sent).toHaveLength(before + 1);
  });

  it('asks anew where an answer of a moment ago is not good enough, and keeps that for the others', async () => {
    const { core, read, sent, pass } = aCity();
    await read([OAK], morning);
    core.outlook.create(OAK, { subject: 'Board', ...morning });
    pass(SECOND);

    expect((await read([OAK], morning)).get(OAK)).toEqual({ kind: 'read', busy: [] });
    expect((await read([OAK], morning, { anew: true })).get(OAK)).toEqual({ kind: 'read', busy: [morning] });
    expect((await read([OAK], morning)).get(OAK)).toEqual({ kind: 'read', busy: [morning] });
    expect(sent).toHaveLength(2);
  });

  it('does not take an answer to a question that left before', async () => {
    const { core, read, sent, pass, hold } = aCity();
    const release = hold();
    const first = read([OAK], morning);
    core.outlook.create(OAK, { subject: 'Board', ...morning });
    pass(100);
    const second = read([OAK], morning, { anew: true });
    release();

    await first;
    expect((await second).get(OAK)).toEqual({ kind: 'read', busy: [morning] });
    expect(sent).toHaveLength(2);
  });
});
