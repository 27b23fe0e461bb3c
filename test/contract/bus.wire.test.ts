import type { RetryOptions, ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { ServiceBusClient } from '@azure/service-bus';
import { BusCore } from '../../infra/local/bus/core';
import type { BusFront } from '../../infra/local/bus/wire';
import { startBus } from '../../infra/local/bus/wire';
import { FaultScript } from '../../infra/local/kernel/faults';
import { MINUTE, SECOND } from '../../shared/kernel/clock';

const START = Date.UTC(2026, 2, 2, 9);
const NO_RETRIES = { maxRetries: 0, timeoutInMs: 2_000 };

describe('the local bus, seen by the real client', () => {
  let now: number;
  let faults: FaultScript;
  let core: BusCore;
  let front: BusFront;
  const clients: ServiceBusClient[] = [];

  beforeEach(async () => {
    now = START;
    faults = new FaultScript();
    core = new BusCore({ now: () => now, random: Math.random }, faults);
    front = await startBus(core, { port: 0 });
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await front.close();
  });

  const connect = (retryOptions: RetryOptions = NO_RETRIES) => {
    const client = new ServiceBusClient(front.connectionString, { retryOptions });
    clients.push(client);
    return client;
  };
  const put = (...ids: string[]) => core.send('nudges', ids.map((id) => ({ id, body: { id } }))); // prettier-ignore
  const counts = () => core.snapshot()[0]?.counts;
  const take = async (receiver: ServiceBusReceiver, count: number): Promise<ServiceBusReceivedMessage[]> => {
    const messages: ServiceBusReceivedMessage[] = [];
    while (messages.length < count) messages.push(...(await receiver.receiveMessages(count - messages.length, { maxWaitTimeInMs: 1_500 })));
    return messages;
  };
  const takeOne = async (receiver: ServiceBusReceiver) => {
    const [message] = await take(receiver, 1);
    if (!message) throw new Error('nothing received');
    return message;
  };
  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no error',
      (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
    );

  it('carries a message with everything the sender and the bus know of it', async () => {
    const client = connect();
    await client.createSender('nudges').sendMessages({
      messageId: 'm-1',
      body: { lane: 'oak' },
      contentType: 'application/json',
      correlationId: 'cause-1',
      subject: 'nudge',
      applicationProperties: { attempt: 3, urgent: true, who: 'sweep' },
    });

    const message = await takeOne(client.createReceiver('nudges'));

    expect(message).toMatchObject({
      messageId: 'm-1',
      body: { lane: 'oak' },
      contentType: 'application/json',
      correlationId: 'cause-1',
      subject: 'nudge',
      applicationProperties: { attempt: 3, urgent: true, who: 'sweep' },
      deliveryCount: 0,
      state: 'active',
      enqueuedTimeUtc: new Date(START),
      lockedUntilUtc: new Date(START + MINUTE),
    });
    expect(message.sequenceNumber?.toNumber()).toBe(1);
    expect(core.snapshot()[0]?.messages).toMatchObject([{ id: 'm-1', body: { lane: 'oak' }, state: 'locked' }]);
  });

  it('invents an id where the sender gave none', async () => {
    const client = connect();
    await client.createSender('nudges').sendMessages({ body: 'no id' });

    expect((await takeOne(client.createReceiver('nudges'))).messageId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('takes batches, by array and by size', async () => {
    const client = connect();
    const sender = client.createSender('nudges');
    await sender.sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
    const batch = await sender.createMessageBatch();
    let added = 0;
    while (batch.tryAddMessage({ body: 'x'.repeat(1_000) })) added += 1;
    await sender.sendMessages(batch);

    expect(batch.maxSizeInBytes).toBe(262_144);
    expect(counts()?.active).toBe(3 + added);
    await expect(codeOf(sender.sendMessages({ body: 'x'.repeat(300_000) }))).resolves.toBe('MessageSizeExceeded');
  });

  it('completes, abandons and dead-letters as it is told', async () => {
    put('done', 'again', 'poison');
    const client = connect();
    const receiver = client.createReceiver('nudges');
    const [done, again, poison] = await take(receiver, 3);
    if (!done || !again || !poison) throw new Error('three were sent');

    await receiver.completeMessage(done);
    await receiver.abandonMessage(again, { seen: 'once' });
    await receiver.deadLetterMessage(poison, { deadLetterReason: 'unreadable', deadLetterErrorDescription: 'no lane' });

    expect(counts()).toEqual({ active: 1, locked: 0, scheduled: 0, deadLettered: 1 });
    expect(await takeOne(receiver)).toMatchObject({ messageId: 'again', deliveryCount: 1, applicationProperties: { seen: 'once' } });
    const dead = client.createReceiver('nudges', { subQueueType: 'deadLetter' });
    const letter = await takeOne(dead);
    expect(letter).toMatchObject({ messageId: 'poison', deadLetterReason: 'unreadable', deadLetterErrorDescription: 'no lane' });
    await dead.completeMessage(letter);
    expect(counts()?.deadLettered).toBe(0);
  });

  it('counts no delivery of a dead letter, abandoned or with a lock that ends', async () => {
    put('poison');
    const client = connect();
    const receiver = client.createReceiver('nudges');
    await receiver.deadLetterMessage(await takeOne(receiver));
    const dead = client.createReceiver('nudges', { subQueueType: 'deadLetter' });

    const first = await takeOne(dead);
    await dead.abandonMessage(first, { seen: 'once' });
    const second = await takeOne(dead);
    now += MINUTE;
    const third = await takeOne(dead);

    expect([first, second, third].map(({ deliveryCount }) => deliveryCount)).toEqual([0, 0, 0]);
    expect(third.applicationProperties).toEqual({ seen: 'once' });
  });

  it('keeps the properties of a settlement that comes after the receiver was closed', async () => {
    put('again', 'poison');
    const client = connect();
    const receiver = client.createReceiver('nudges');
    const [again, poison] = await take(receiver, 2);
    if (!again || !poison) throw new Error('two were sent');
    await receiver.close();
    // The client settles over `$management` where the link is gone.
    const other = client.createReceiver('nudges');

    await other.abandonMessage(again, { seen: 'once', tries: 2, last: true });
    await other.deadLetterMessage(poison, { deadLetterReason: 'unreadable', deadLetterErrorDescription: 'no lane', step: 'parse' });

    expect((await takeOne(other)).applicationProperties).toEqual({ seen: 'once', tries: 2, last: true });
    expect(await takeOne(client.createReceiver('nudges', { subQueueType: 'deadLetter' }))).toMatchObject({
      ...{ deadLetterReason: 'unreadable', deadLetterErrorDescription: 'no lane' },
      applicationProperties: { step: 'parse' },
    });
  });

  it('tells a receiver whose lock has ended that it came too late', async () => {
    put('slow');
    const receiver = connect().createReceiver('nudges');
    const message = await takeOne(receiver);

    now += MINUTE;
    front.poke();

    await expect(codeOf(receiver.completeMessage(message))).resolves.toBe('MessageLockLost');
    await expect(codeOf(receiver.renewMessageLock(message))).resolves.toBe('MessageLockLost');
  });

  it('renews a lock', async () => {
    put('slow');
    const receiver = connect().createReceiver('nudges');
    const message = await takeOne(receiver);

    now += 50 * SECOND;
    expect(await receiver.renewMessageLock(message)).toEqual(new Date(now + MINUTE));
    now += 50 * SECOND;
    front.poke();
    await receiver.completeMessage(message);

    expect(counts()).toEqual({ active: 0, locked: 0, scheduled: 0, deadLettered: 0 });
  });

  it('schedules by message and by request, and cancels', async () => {
    const client = connect();
    const sender = client.createSender('nudges');
    await sender.sendMessages({ messageId: 'by message', body: 1, scheduledEnqueueTimeUtc: new Date(START + MINUTE) });
    await sender.scheduleMessages({ messageId: 'by request', body: 2 }, new Date(START + MINUTE));
    const cancelled = await sender.scheduleMessages([{ body: 3 }, { body: 4 }], new Date(START + MINUTE));
    const receiver = client.createReceiver('nudges');
    expect((await receiver.peekMessages(10)).map(({ messageId, state }) => [messageId, state])).toContainEqual(['by message', 'scheduled']);

    await sender.cancelScheduledMessages(cancelled);
    await expect(codeOf(sender.cancelScheduledMessages(cancelled))).resolves.toBe('MessageNotFound');
    expect(counts()).toMatchObject({ active: 0, scheduled: 2 });
    now += MINUTE;
    front.poke();

    expect((await take(receiver, 2)).map((message) => message.messageId)).toEqual(['by message', 'by request']);
  });

  it('wakes a waiting receiver when the time of a scheduled message comes', async () => {
    core.send('nudges', [{ id: 'later', body: {}, scheduledAt: START + MINUTE }]);
    const received = new Promise<string>((resolve, reject) => {
      connect()
        .createReceiver('nudges')
        .subscribe({
          processMessage: (message) => {
            resolve(String(message.messageId));
            return Promise.resolve();
          },
          processError: ({ error }) => {
            reject(error);
            return Promise.resolve();
          },
        });
    });
    // Another receiver's round trip: by then the subscription stands.
    await connect().createReceiver('nudges').peekMessages(1);

    now += MINUTE;
    front.poke();

    await expect(received).resolves.toBe('later');
  });

  it('keeps the outcome of every message apart while many handlers settle', async () => {
    const names = Array.from({ length: 200 }, (_, n) => `m-${n}`);
    put(...names);
    // The client judges by the real clock when to renew; the locks here are of a virtual one.
    const receiver = connect().createReceiver('nudges', { maxAutoLockRenewalDurationInMs: 0 });
    const outcome = (id: string) => (['complete', 'abandon', 'dead-letter'] as const)[Number(id.slice(2)) % 3];
    // The client merges neighbouring settlements of one turn into one outcome (rhea 3.0.5): one after the other, they stay apart.
    let chain = Promise.resolve();
    const settled = new Set<string>();

    await new Promise<void>((resolve, reject) => {
      receiver.subscribe(
        {
          processMessage: (message) => {
            const id = String(message.messageId);
            chain = chain.then(async () => {
              if (settled.has(id) || outcome(id) === 'complete') await receiver.completeMessage(message);
              else if (outcome(id) === 'abandon') await receiver.abandonMessage(message);
              else await receiver.deadLetterMessage(message, { deadLetterReason: id, deadLetterErrorDescription: 'told so' });
              settled.add(id);
              const left = counts();
              if (left && settled.size === names.length && left.active + left.locked === 0) resolve();
            });
            return chain;
          },
          processError: ({ error }) => {
            reject(error);
            return Promise.resolve();
          },
        },
        { maxConcurrentCalls: 16, autoCompleteMessages: false },
      );
    });

    const dead = core.snapshot()[0]?.deadLetters ?? [];
    expect(new Set(dead.map((message) => message.id))).toEqual(new Set(names.filter((id) => outcome(id) === 'dead-letter')));
    expect(dead.every((message) => message.reason === message.id)).toBe(true);
    await receiver.close();
  });

  it('serves a client again after the connection was cut, and holds the locks it had', async () => {
    put('held', 'next');
    const receiver = connect({ maxRetries: 0, timeoutInMs: 500 }).createReceiver('nudges');
    const held = await takeOne(receiver);

    front.cutConnections();

    // Calls fail until the client has noticed; one that answers stands on a new connection.
    const peek = (): Promise<unknown> => receiver.peekMessages(1).catch(peek);
    await peek();

    expect((await takeOne(receiver)).messageId).toBe('next');
    await expect(codeOf(receiver.completeMessage(held))).resolves.toBe('ServiceTimeout');
    expect(counts()).toMatchObject({ active: 0, locked: 2 });
    now += MINUTE;
    front.poke();
    expect((await takeOne(receiver)).deliveryCount).toBe(1);
  });

  it('keeps the messages when its front is started anew', async () => {
    put('kept');
    await front.close();
    front = await startBus(core, { port: 0 });

    expect((await takeOne(connect().createReceiver('nudges'))).messageId).toBe('kept');
  });

  describe('refuses', () => {
    it('a wrong key', async () => {
      const client = new ServiceBusClient(front.connectionString.replace(/SharedAccessKey=[^;]*/, 'SharedAccessKey=wrong'), {
        retryOptions: NO_RETRIES,
      });
      clients.push(client);

      await expect(codeOf(client.createSender('nudges').sendMessages({ body: 1 }))).resolves.toBe('UnauthorizedAccess');
    });

    it('a queue that does not exist', async () => {
      const client = connect();

      await expect(codeOf(client.createSender('letters').sendMessages({ body: 1 }))).resolves.toBe('MessagingEntityNotFound');
      await expect(codeOf(client.createReceiver('letters').receiveMessages(1))).resolves.toBe('MessagingEntityNotFound');
    });

    it('sessions, deferral and receive-and-delete, by name', async () => {
      put('a');
      const client = connect();
      const receiver = client.createReceiver('nudges');

      await expect(client.acceptSession('nudges', 's')).rejects.toThrow('session');
      await expect(client.createReceiver('nudges', { receiveMode: 'receiveAndDelete' }).receiveMessages(1)).rejects.toThrow(
        'receive-and-delete',
      );
      await expect(receiver.deferMessage(await takeOne(receiver))).rejects.toThrow('does not defer');
    });
  });

  describe('under faults', () => {
    it('holds back a settlement that is never answered, and lets it be repeated', async () => {
      put('a');
      const receiver = connect({ maxRetries: 1, retryDelayInMs: 10, timeoutInMs: 300 }).createReceiver('nudges');
      const message = await takeOne(receiver);
      faults.add({ id: 'f', core: 'bus', match: { operation: 'complete' }, when: 'before', effect: { kind: 'never' }, times: 1 });

      await receiver.completeMessage(message);

      expect(counts()).toMatchObject({ active: 0, locked: 0 });
    });

    it('closes a receiver with the error of the fault, and serves it afterwards', async () => {
      put('a');
      faults.add({
        id: 'f',
        core: 'bus',
        match: { operation: 'receive' },
        when: 'before',
        effect: { kind: 'refuse', status: 500 },
        times: 1,
      });
      const receiver = connect().createReceiver('nudges');

      await expect(codeOf(receiver.receiveMessages(1))).resolves.toBe('GeneralError');

      expect((await takeOne(receiver)).messageId).toBe('a');
    });

    it('delivers late what was delayed', async () => {
      put('a');
      faults.add({ id: 'f', core: 'bus', match: { operation: 'receive' }, when: 'before', effect: { kind: 'latency', ms: 100 }, times: 1 });

      expect((await takeOne(connect().createReceiver('nudges'))).messageId).toBe('a');
    });
  });
});
