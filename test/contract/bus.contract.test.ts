// Loaded here, so that no deadline has to bear it.
import '@azure/service-bus';
import { BusCore } from '../../infra/local/bus/core';
import type { Locked } from '../../infra/local/bus/message';
import { busPort } from '../../infra/local/bus/port';
import { startBus } from '../../infra/local/bus/wire';
import type { Fault } from '../../infra/local/kernel/faults';
import { FaultScript } from '../../infra/local/kernel/faults';
import { promptTravel } from '../../infra/local/kernel/travel';
import { serviceBusBus } from '../../shared/adapters/service-bus/service-bus-bus';
import type { Bus } from '../../shared/kernel/bus';
import { MINUTE } from '../../shared/kernel/clock';
import { ExternalFailure } from '../../shared/kernel/failure';

const START = Date.UTC(2026, 2, 2, 9);
/** Long enough for a busy machine, short enough to wait for in vain. */
const ANSWER_WITHIN_MS = 1_000;

interface Subject {
  readonly bus: Bus;
  close(): Promise<void>;
}

const implementations: readonly [string, (core: BusCore) => Promise<Subject>][] = [
  ['the port on the core', (core) => Promise.resolve({ bus: busPort(core, promptTravel), close: () => Promise.resolve() })],
  [
    'the adapter over the wire',
    async (core) => {
      const front = await startBus(core, { port: 0 });
      const bus = serviceBusBus({ connectionString: front.connectionString }, ANSWER_WITHIN_MS);
      return {
        bus,
        close: async () => {
          await bus.close();
          await front.close();
        },
      };
    },
  ],
];

describe.each(implementations)('the Bus: %s', (_name, start) => {
  let now: number;
  let faults: FaultScript;
  let core: BusCore;
  let subject: Subject;
  let bus: Bus;

  beforeEach(async () => {
    now = START;
    faults = new FaultScript();
    core = new BusCore({ now: () => now, random: Math.random }, faults);
    subject = await start(core);
    bus = subject.bus;
  });
  afterEach(() => subject.close());

  const arrived = (): readonly Locked[] => {
    const reply = core.receive('nudges', 5_000);
    if (reply.kind === 'never' || reply.answer.kind === 'refused') throw new Error('The queue did not answer.');
    return reply.answer.value;
  };
  const ids = () => arrived().map((message) => message.id);
  const fault = (when: Fault['when'], effect: Fault['effect']) =>
    faults.add({ id: 'the fault', core: 'bus', match: { queue: 'nudges' }, when, effect });
  const failureOf = async (work: Promise<void>) => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return error instanceof ExternalFailure ? error.failure : error;
  };

  it('hands over messages with their ids and bodies, in order', async () => {
    await bus.send('nudges', [{ id: 'm-1', body: { lane: 'mailbox:oak', since: '0:1#2' } }]);
    await bus.send('nudges', [
      { id: 'm-2', body: { lane: 'directory', nested: { deep: [1, null, 'ä'] } } },
      { id: 'm-3', body: {} },
    ]);

    expect(arrived().map(({ id, body }) => ({ id, body }))).toEqual([
      { id: 'm-1', body: { lane: 'mailbox:oak', since: '0:1#2' } },
      { id: 'm-2', body: { lane: 'directory', nested: { deep: [1, null, 'ä'] } } },
      { id: 'm-3', body: {} },
    ]);
  });

  it('sends nothing when there is nothing to send', async () => {
    await bus.send('nudges', []);

    expect(ids()).toEqual([]);
  });

  it('hands over more than one batch can hold', async () => {
    const messages = Array.from({ length: 600 }, (_, n) => ({ id: `m-${n}`, body: { filler: 'x'.repeat(1_000) } }));

    await bus.send('nudges', messages);

    expect(ids()).toEqual(messages.map((message) => message.id));
  });

  it('takes a message larger than the queue takes for a defect of the caller', async () => {
    const failure = await failureOf(bus.send('nudges', [{ id: 'big', body: { filler: 'x'.repeat(300_000) } }]));

    expect(failure).toBeInstanceOf(Error);
    expect(ids()).toEqual([]);
  });

  it('shows a scheduled message at its time and not before', async () => {
    await bus.schedule('nudges', { id: 'later', body: { lane: 'a' } }, START + MINUTE);

    now = START + MINUTE - 1;
    expect(ids()).toEqual([]);
    now = START + MINUTE;
    expect(arrived()).toMatchObject([{ id: 'later', body: { lane: 'a' }, enqueuedAt: START + MINUTE }]);
  });

  it('shows a message scheduled for the past at once', async () => {
    await bus.schedule('nudges', { id: 'late', body: {} }, START - MINUTE);

    expect(ids()).toEqual(['late']);
  });

  it.each([
    ['throttled when the bus is busy', { kind: 'refuse', status: 503 }, { kind: 'throttled' }],
    ['unavailable when the bus fails', { kind: 'refuse', status: 500 }, { kind: 'unavailable' }],
    [
      'denied when the app may not send',
      { kind: 'refuse', status: 401 },
      { kind: 'denied', code: 'bus-refused', reason: 'UnauthorizedAccess', who: 'azure-admin' },
    ],
    ['unanswered when no answer comes', { kind: 'never' }, { kind: 'unanswered' }],
  ] as const)('is %s, and nothing arrived', async (_what, effect, expected) => {
    fault('before', effect);

    expect(await failureOf(bus.send('nudges', [{ id: 'm', body: {} }]))).toEqual(expected);
    expect(await failureOf(bus.schedule('nudges', { id: 's', body: {} }, START + MINUTE))).toEqual(expected);

    faults.clear();
    now = START + MINUTE;
    expect(ids()).toEqual([]);
  });

  it('is unanswered when the answer was lost, and the message is there', async () => {
    fault('after', { kind: 'never' });

    expect(await failureOf(bus.send('nudges', [{ id: 'm', body: {} }]))).toEqual({ kind: 'unanswered' });

    faults.clear();
    expect(new Set(ids())).toEqual(new Set(['m']));
  });

  it('is unanswered when the answer comes too late', async () => {
    fault('before', { kind: 'latency', ms: MINUTE });

    expect(await failureOf(bus.send('nudges', [{ id: 'm', body: {} }]))).toEqual({ kind: 'unanswered' });
  });

  it('works again once the fault is over', async () => {
    fault('before', { kind: 'refuse', status: 500 });
    await failureOf(bus.send('nudges', [{ id: 'lost', body: {} }]));
    faults.clear();

    await bus.send('nudges', [{ id: 'sent', body: {} }]);

    expect(ids()).toEqual(['sent']);
  });

  it('cannot tell a lost message from a sent one, nor one that comes twice', async () => {
    faults.add({ id: 'lose', core: 'bus', match: { operation: 'send' }, when: 'before', effect: { kind: 'lose' }, times: 1 });
    await bus.send('nudges', [{ id: 'lost', body: {} }]);
    faults.add({ id: 'double', core: 'bus', match: { operation: 'send' }, when: 'before', effect: { kind: 'double' }, times: 1 });
    await bus.send('nudges', [{ id: 'twice', body: {} }]);

    expect(ids()).toEqual(['twice', 'twice']);
  });
});
