import type { Answer } from '../../../../infra/local/bus/answer';
import { BusCore } from '../../../../infra/local/bus/core';
import type { Reply } from '../../../../infra/local/kernel/faults';
import { FaultScript } from '../../../../infra/local/kernel/faults';
import { DAY, MINUTE, SECOND } from '../../../../shared/kernel/clock';

const START = Date.UTC(2026, 2, 2, 9);
const DEAD = 'nudges/$deadletterqueue';

describe('the core of the local bus', () => {
  let now: number;
  let faults: FaultScript;
  let core: BusCore;

  beforeEach(() => {
    now = START;
    faults = new FaultScript();
    let seed = 1;
    const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    core = new BusCore({ now: () => now, random }, faults, {
      nudges: { lockDurationSeconds: 60, maxDeliveryCount: 3, defaultMessageTimeToLiveDays: 7 },
    });
  });

  const answer = <T>(reply: Reply<Answer<T>>): Answer<T> => {
    if (reply.kind === 'never') throw new Error('never answered');
    return reply.answer;
  };
  const value = <T>(reply: Reply<Answer<T>>): T => {
    const given = answer(reply);
    if (given.kind === 'refused') throw new Error(given.condition);
    return given.value;
  };
  const condition = (reply: Reply<Answer<unknown>>) => {
    const given = answer(reply);
    return given.kind === 'refused' ? given.condition : undefined;
  };
  const send = (...ids: string[]) => value(core.send('nudges', ids.map((id) => ({ id, body: { id } })))); // prettier-ignore
  const receive = (count = 10, entity = 'nudges') => value(core.receive(entity, count));
  const receiveOne = (entity = 'nudges') => {
    const [message] = receive(1, entity);
    if (!message) throw new Error('nothing to receive');
    return message;
  };
  const ids = (entity = 'nudges') => receive(10, entity).map((message) => message.id);

  describe('locks', () => {
    it('gives a message to one receiver until its lock ends, and counts the failed delivery', () => {
      send('a');

      const first = receiveOne();
      expect(first).toMatchObject({ id: 'a', deliveryCount: 0, lockedUntil: START + MINUTE });
      now += MINUTE - 1;
      expect(ids()).toEqual([]);
      now += 1;
      expect(receiveOne()).toMatchObject({ id: 'a', deliveryCount: 1 });
      expect(condition(core.complete('nudges', first.lockToken))).toBe('com.microsoft:message-lock-lost');
    });

    it('holds a renewed lock for another full time, and renews no lock that has ended', () => {
      send('a');
      const { lockToken } = receiveOne();

      now += 59 * SECOND;
      expect(value(core.renew('nudges', lockToken))).toBe(now + MINUTE);
      now += 59 * SECOND;
      expect(ids()).toEqual([]);
      now += SECOND;
      expect(condition(core.renew('nudges', lockToken))).toBe('com.microsoft:message-lock-lost');
    });

    it('removes a completed message once', () => {
      send('a');
      const { lockToken } = receiveOne();

      value(core.complete('nudges', lockToken));

      expect(condition(core.complete('nudges', lockToken))).toBe('com.microsoft:message-lock-lost');
      now += 2 * MINUTE;
      expect(ids()).toEqual([]);
    });

    it('puts what comes back before what came later', () => {
      send('a', 'b', 'c');
      const { lockToken } = receiveOne();

      value(core.abandon('nudges', lockToken));

      expect(ids()).toEqual(['a', 'b', 'c']);
    });

    it('does not count a delivery that was handed back unread', () => {
      send('a');

      value(core.release('nudges', receiveOne().lockToken));

      expect(receiveOne().deliveryCount).toBe(0);
    });
  });

  describe('dead letters', () => {
    it('moves a message there after its last delivery failed, however it failed', () => {
      send('a');
      value(core.abandon('nudges', receiveOne().lockToken));
      value(core.abandon('nudges', receiveOne().lockToken));
      receiveOne();
      now += MINUTE;

      expect(ids()).toEqual([]);
      expect(receiveOne(DEAD)).toMatchObject({ id: 'a', deliveryCount: 3, deadLetter: { reason: 'MaxDeliveryCountExceeded' } });
    });

    it('keeps reason, description and properties, and never counts out or expires', () => {
      send('a');
      const deadLetter = { reason: 'unreadable', description: 'no lane' };
      value(core.deadLetter('nudges', receiveOne().lockToken, deadLetter, { seenBy: 'host' }));
      for (let n = 0; n < 5; n += 1) value(core.abandon(DEAD, receiveOne(DEAD).lockToken));
      now += 30 * DAY;

      const found = receiveOne(DEAD);
      expect(found).toMatchObject({ id: 'a', deadLetter, deliveryCount: 0, properties: { seenBy: 'host' } });
      expect(condition(core.deadLetter(DEAD, found.lockToken))).toBe('amqp:not-allowed');
      value(core.complete(DEAD, found.lockToken));
      expect(ids(DEAD)).toEqual([]);
    });

    it('takes no message sent to it', () => {
      expect(condition(core.send(DEAD, [{ body: {} }]))).toBe('amqp:not-allowed');
    });
  });

  describe('time', () => {
    it('makes scheduled messages visible at their times, under new sequence numbers', () => {
      const [number] = value(core.send('nudges', [{ id: 'later', body: {}, scheduledAt: START + 2 * MINUTE }]));
      send('now');

      expect(core.nextEventAt()).toBe(START + 2 * MINUTE);
      expect(ids()).toEqual(['now']);
      now += 2 * MINUTE;
      const [, later] = receive();
      expect(later).toMatchObject({ id: 'later', enqueuedAt: now });
      expect(later?.sequenceNumber).not.toBe(number);
    });

    it('forgets a scheduled message that was cancelled, and knows none that is visible', () => {
      const numbers = value(core.send('nudges', [{ id: 'later', body: {}, scheduledAt: START + MINUTE }]));

      value(core.cancelScheduled('nudges', numbers));

      now += MINUTE;
      expect(ids()).toEqual([]);
      expect(condition(core.cancelScheduled('nudges', numbers))).toBe('com.microsoft:message-not-found');
    });

    it('discards what nobody received in time, but not what is locked', () => {
      value(core.send('nudges', [{ id: 'short', body: {}, timeToLiveMs: SECOND }]));
      send('held');
      now += SECOND;
      expect(ids()).toEqual(['held']);

      now = START + 7 * DAY - SECOND;
      core.tick();
      const { lockToken } = receiveOne();
      now += 2 * SECOND;
      value(core.complete('nudges', lockToken));
    });

    it('names the next instant at which something happens by itself', () => {
      send('a');
      expect(core.nextEventAt()).toBe(START + 7 * DAY);
      const { lockToken } = receiveOne();
      expect(core.nextEventAt()).toBe(START + MINUTE);
      value(core.complete('nudges', lockToken));
      expect(core.nextEventAt()).toBeUndefined();
    });

    it('tells its listeners when something becomes available', () => {
      let told = 0;
      const stop = core.onAvailable(() => (told += 1));
      send('a');
      expect(told).toBe(1);
      receiveOne();
      now += MINUTE;
      core.tick();
      expect(told).toBe(2);
      stop();
      send('b');
      expect(told).toBe(2);
    });
  });

  it('takes a batch whole or not at all', () => {
    const half = { body: 'x'.repeat(150_000) };

    expect(condition(core.send('nudges', [half, half]))).toBe('amqp:link:message-size-exceeded');
    expect(ids()).toEqual([]);
    value(core.send('nudges', [half]));
  });

  it('refuses queues that it does not have', () => {
    expect(condition(core.send('letters', [{ body: {} }]))).toBe('amqp:not-found');
    expect(condition(core.receive('letters', 1))).toBe('amqp:not-found');
  });

  it('peeks at every state without a lock', () => {
    send('a', 'b');
    receiveOne();
    value(core.send('nudges', [{ id: 'later', body: {}, scheduledAt: START + MINUTE }]));

    expect(value(core.peek('nudges', 1, 10)).map(({ queued, state }) => [queued.id, state])).toEqual([
      ['a', 'locked'],
      ['b', 'active'],
      ['later', 'scheduled'],
    ]);
    expect(value(core.peek('nudges', 2, 1)).map(({ queued }) => queued.id)).toEqual(['b']);
  });

  it('shows the operator what is in the queues', () => {
    send('poison', 'a', 'b');
    value(core.deadLetter('nudges', receiveOne().lockToken, { reason: 'unreadable' }));
    receiveOne();

    const [shown] = core.snapshot();

    expect(shown?.counts).toEqual({ active: 1, locked: 1, scheduled: 0, deadLettered: 1 });
    expect(shown?.messages).toMatchObject([
      { id: 'a', state: 'locked', lockedUntil: START + MINUTE },
      { id: 'b', state: 'active', body: { id: 'b' }, enqueuedAt: START },
    ]);
    expect(shown?.deadLetters).toMatchObject([{ id: 'poison', reason: 'unreadable', deliveryCount: 0 }]);
  });

  it('is the same for the same calls and the same chance', () => {
    send('a');
    const { lockToken } = receiveOne();

    expect(lockToken).toBe('02c7830a-ae68-4008-a061-6a9ed81a6bec');
  });

  describe('faults', () => {
    const add = (operation: string, when: 'before' | 'after', effect: Parameters<FaultScript['add']>[0]['effect']) =>
      faults.add({ id: operation + when, core: 'bus', match: { operation, queue: 'nudges' }, when, effect, times: 1 });

    it('refuse before or after the effect', () => {
      add('send', 'before', { kind: 'refuse', status: 503 });
      expect(condition(core.send('nudges', [{ id: 'a', body: {} }]))).toBe('com.microsoft:server-busy');
      expect(ids()).toEqual([]);
      add('send', 'after', { kind: 'refuse', status: 500, code: 'com.microsoft:timeout' });
      expect(condition(core.send('nudges', [{ id: 'a', body: {} }]))).toBe('com.microsoft:timeout');
      expect(ids()).toEqual(['a']);
    });

    it('lose a completion, so that the message comes again', () => {
      send('a');
      add('complete', 'before', { kind: 'never' });
      expect(core.complete('nudges', receiveOne().lockToken)).toEqual({ kind: 'never' });
      now += MINUTE;
      expect(receiveOne()).toMatchObject({ id: 'a', deliveryCount: 1 });
    });

    it('delay an answer', () => {
      add('renew', 'before', { kind: 'latency', ms: 250 });
      send('a');
      expect(core.renew('nudges', receiveOne().lockToken)).toMatchObject({ kind: 'reply', delayMs: 250 });
    });

    it('do not strike a receiver of an empty queue', () => {
      add('receive', 'before', { kind: 'refuse', status: 503 });
      expect(receive()).toEqual([]);
      send('a');
      expect(condition(core.receive('nudges', 1))).toBe('com.microsoft:server-busy');
    });

    it('strike scheduling apart from sending', () => {
      add('schedule', 'before', { kind: 'refuse', status: 503 });
      send('a');
      expect(condition(core.send('nudges', [{ body: {}, scheduledAt: START + MINUTE }]))).toBe('com.microsoft:server-busy');
    });
  });
});
