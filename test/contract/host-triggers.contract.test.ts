import { ServiceBusClient, type ServiceBusMessage } from '@azure/service-bus';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildApp } from '../../infra/build';
import { BusCore } from '../../infra/local/bus/core';
import { startBus, type BusFront } from '../../infra/local/bus/wire';
import { startHost, type HostLine, type HostOptions, type RunningHost } from '../../infra/local/host/host';
import { TimerStore } from '../../infra/local/host/triggers/timer-listener';
import { FaultScript } from '../../infra/local/kernel/faults';

const queue = { lockDurationSeconds: 2, maxDeliveryCount: 2, defaultMessageTimeToLiveDays: 7 };

interface Taken {
  readonly message: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
}

let appDir: string;
const hosts: RunningHost[] = [];
const lines: HostLine[] = [];
const waiting = new Set<() => void>();

function heard(line: HostLine): void {
  lines.push(line);
  for (const look of waiting) look();
}

/** The first line of the hosts' logs, past or to come, in which `find` finds something. */
function told<T>(find: (line: HostLine) => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const look = (): void => {
      for (const line of lines) {
        const found = find(line);
        if (found === undefined) continue;
        waiting.delete(look);
        resolve(found);
        return;
      }
    };
    waiting.add(look);
    look();
  });
}

const afterWord = (word: string) => (line: HostLine) =>
  line.text.startsWith(word) ? (JSON.parse(line.text.slice(word.length)) as Taken) : undefined;

async function hostOf(settings: Record<string, string>, options: Partial<HostOptions> = {}): Promise<RunningHost> {
  const host = await startHost({ appDir, port: 0, settings, log: heard, ...options });
  hosts.push(host);
  return host;
}

beforeAll(async () => {
  const dir = join(__dirname, '../support/host-app');
  ({ appDir } = await buildApp({
    entry: join(dir, 'main.ts'),
    hostJson: join(dir, 'host.json'),
    outDir: join(__dirname, '../../dist/host-app-triggers'),
  }));
});

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
  lines.length = 0;
});

describe('queue functions', () => {
  let core: BusCore;
  let bus: BusFront;
  let client: ServiceBusClient;

  beforeEach(async () => {
    core = new BusCore({ now: () => Date.now(), random: () => Math.random() }, new FaultScript(), { work: queue });
    bus = await startBus(core, { port: 0 });
    client = new ServiceBusClient(bus.connectionString);
  });

  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.close()));
    await client.close();
    await bus.close();
  });

  const settings = () => ({ BUS: bus.connectionString, QUEUE: 'work' });
  const send = (message: ServiceBusMessage) => client.createSender('work').sendMessages(message);

  /** Resolves when the queue holds nothing any more, or dead letters only. */
  const settled = () =>
    new Promise<void>((resolve) => {
      const look = (): void => {
        const counts = core.snapshot().find((shown) => shown.queue === 'work')?.counts;
        if (counts && counts.active + counts.locked + counts.scheduled === 0) resolve();
        else setImmediate(look);
      };
      look();
    });

  it('hand over parsed JSON, and metadata with lowered first letters at every level', async () => {
    await hostOf(settings());
    await send({
      messageId: '42',
      correlationId: 'true',
      subject: 'Nudge',
      body: { Lane: 'oak', Deep: { Key: 1 } },
      applicationProperties: { CamelKey: 'V' },
    });

    const { message, metadata } = await told(afterWord('took '));

    expect(message).toEqual({ Lane: 'oak', Deep: { Key: 1 } });
    expect(metadata).toMatchObject({
      messageId: 42,
      correlationId: true,
      subject: 'Nudge',
      label: 'Nudge',
      deliveryCount: 1,
      applicationProperties: { camelKey: 'V' },
      userProperties: { camelKey: 'V' },
    });
    expect(metadata).not.toHaveProperty('replyTo');
    expect(typeof metadata['sequenceNumber']).toBe('number');
  });

  it('complete the message after success', async () => {
    await hostOf(settings());

    await send({ messageId: 'm-1', body: {} });
    await told(afterWord('took '));
    await settled();

    expect(core.snapshot()[0]?.counts.deadLettered).toBe(0);
  });

  it.each([
    ['text that looks like a number as a number', Buffer.from('12'), 12],
    ['text with leading zeros as text', Buffer.from('00012'), '00012'],
    ['bytes that are no UTF-8 as bytes', Buffer.from([0xff, 0xfe]), { bytes: 'fffe' }],
  ])('hand over %s', async (_, body, expected) => {
    await hostOf(settings());

    await send({ messageId: 'm-1', body });

    expect((await told(afterWord('took '))).message).toEqual(expected);
  });

  it('abandon the message after a failure, until the queue gives it up', async () => {
    await hostOf(settings());

    await send({ messageId: 'm-1', body: 'fail' });
    const second = await told((line) => {
      const taken = afterWord('took ')(line);
      return taken?.metadata['deliveryCount'] === 2 ? taken : undefined;
    });
    await settled();

    expect(second.message).toBe('fail');
    expect(core.snapshot()[0]?.deadLetters).toMatchObject([{ id: 'm-1', reason: 'MaxDeliveryCountExceeded' }]);
  });

  it('neither lose nor repeat messages when every other one fails', async () => {
    const host = await hostOf(settings());
    const invoked = new Map<string, number>();
    host.events.on('invoked', ({ error }) => invoked.set(error ? 'failed' : 'done', (invoked.get(error ? 'failed' : 'done') ?? 0) + 1));

    await client
      .createSender('work')
      .sendMessages(Array.from({ length: 100 }, (_, at) => ({ messageId: `m-${String(at)}`, body: at % 2 === 0 ? 'fail' : 'fine' })));
    await told(afterWord('took '));
    await settled();

    expect(Object.fromEntries(invoked)).toEqual({ done: 50, failed: 100 });
    expect(core.snapshot()[0]?.counts.deadLettered).toBe(50);
  });

  it('are ended with their process when they exceed the time-out of host.json', async () => {
    const host = await hostOf(settings());
    await send({ messageId: 'm-1', body: 'hang' });

    await once(host.events, 'died');

    expect(lines.map(({ text }) => text)).toContainEqual('Timeout value of 1000 ms exceeded by function take');
  });

  it('leave the lock of a message to run out when their machine is killed', async () => {
    const host = await hostOf(settings());
    await send({ messageId: 'm-1', body: 'hang' });
    await told(afterWord('took '));

    host.kill();
    await once(host.events, 'died');
    const held = core.snapshot()[0]?.counts;
    const again = await told((line) => {
      const taken = afterWord('took ')(line);
      return taken?.metadata['deliveryCount'] === 2 ? taken : undefined;
    });

    expect(held).toMatchObject({ locked: 1, active: 0 });
    expect(again.message).toBe('hang');
  }, 10_000);

  it('refuse to start on a queue that does not exist', async () => {
    await expect(hostOf({ BUS: bus.connectionString, QUEUE: 'absent' })).rejects.toThrow(/listener of take did not start: queue 'absent'/);
  });
});

describe('timer functions', () => {
  const everySecond = '* * * * * *';

  it('run on their schedule, without status below a minute and without trigger metadata', async () => {
    await hostOf({ SCHEDULE: everySecond });

    expect(await told(afterWord('tick '))).toEqual({
      timer: { schedule: { adjustForDST: true }, scheduleStatus: null, isPastDue: false },
      metadata: null,
    });
  });

  it('run once at start on one of two hosts when they ask for it', async () => {
    const timers = new TimerStore();
    const settings = { SCHEDULE: '0 0 0 1 1 *', RUN_ON_STARTUP: 'true' };

    await hostOf(settings, { timers });
    const second = await hostOf(settings, { timers });
    await told(afterWord('tick '));
    await (await fetch(`${second.url}/seen`)).text();

    expect(lines.filter(({ text }) => text.startsWith('tick '))).toHaveLength(1);
  });

  it('fail by a throw: the host says so, the app lives on in the same process, and the schedule too', async () => {
    const host = await hostOf({ SCHEDULE: everySecond, TICK: 'throw' });
    const { pid } = host;

    await told(({ text }) => (text.includes('the tick failed') ? text : undefined));
    lines.length = 0;
    await told(({ text }) => (text.includes('the tick failed') ? text : undefined));

    expect(host.pid).toBe(pid);
    expect((await fetch(`${host.url}/seen`)).status).toBe(200);
  });

  it('are past due after a missed occurrence', async () => {
    const timers = new TimerStore();
    const missed = new Date(Date.now() - 3_600_000);
    timers.record('tick', { last: missed, lastUpdated: missed, next: new Date(missed.getTime() + 60_000) });

    await hostOf({ SCHEDULE: '0 0 0 1 1 *' }, { timers });
    const ticked = (await told(afterWord('tick '))) as unknown as { timer: { isPastDue: boolean; scheduleStatus: { last: string } } };

    expect(ticked.timer.isPastDue).toBe(true);
    expect(new Date(ticked.timer.scheduleStatus.last).getTime()).toBe(missed.getTime());
  });
});
