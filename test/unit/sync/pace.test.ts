import { MINUTE, SECOND } from '../../../shared/kernel/clock';
import type { Lane } from '../../../shared/sync/lane/lane';
import type { Outcome } from '../../../shared/sync/item/outcome';
import { backoffMs, learn, roundWidth, waitUntil, type Met } from '../../../shared/sync/lane/pace';
import { MAILBOX } from '../../../shared/microsoft/model';
import type { Scope } from '../../../shared/sync/scope';
import { NOW } from '../../support/builders/instants';
import { aLane } from '../../support/builders/lane';

const done: Outcome = { kind: 'done' };
const gone: Outcome = { kind: 'not-found' };
const unavailable: Outcome = { kind: 'unavailable' };
const unknown: Outcome = { kind: 'unknown' };
const never: Outcome = { kind: 'never', code: 'ErrorInvalidRequest' };
const throttled: Outcome = { kind: 'throttled', retryAt: NOW + MINUTE };
const reason = { code: 'permission-missing', sentence: 'why', who: 'directory-admin' } as const;

const met = (outcomes: readonly Outcome[], kind = 'event', scope: Scope = MAILBOX): Met[] =>
  outcomes.map((outcome) => ({ kind, scope, outcome, ...(['denied', 'target-missing'].includes(outcome.kind) && { reason }) }));
const learned = (outcomes: readonly Outcome[], lane: Partial<Lane> = {}, now = NOW): Lane =>
  learn(aLane(lane), { met: met(outcomes) }, now, 0);
const times = (count: number, outcome: Outcome): Outcome[] => Array<Outcome>(count).fill(outcome);

describe('backing off', () => {
  it.each([
    [0, 1],
    [1, 2],
    [2, 4],
    [5, 32],
    [6, 60],
    [1000, 60],
  ])('after %d attempts waits %d s', (attempts, seconds) => {
    expect(backoffMs(attempts, 0)).toBe(seconds * SECOND);
  });

  it('is shortened by up to a fifth, never lengthened', () => {
    expect(backoffMs(6, 0.999_999)).toBeGreaterThanOrEqual(48 * SECOND);
    expect(backoffMs(6, 0.5)).toBe(54 * SECOND);
  });

  it('waits a second longer than Microsoft said, however often it said so', () => {
    expect(waitUntil(NOW + 30 * SECOND, 9, NOW, 0)).toBe(NOW + 31 * SECOND);
  });

  it.each([
    [0, 2],
    [3, 16],
    [50, 60],
  ])('without a stated wait, after %d times, waits %d s', (attempts, seconds) => {
    expect(waitUntil(undefined, attempts, NOW, 0)).toBe(NOW + seconds * SECOND);
  });

  it('waits two seconds at least', () => {
    expect(waitUntil(undefined, 0, NOW, 0.99)).toBe(NOW + 2 * SECOND);
  });
});

describe('the width of a lane', () => {
  it('goes from 4 to 20 on clean full rounds and no further', () => {
    const widths = [aLane()];
    for (let round = 0; round < 10; round += 1) {
      const lane = widths.at(-1) ?? aLane();
      widths.push(learned(times(lane.width, done), lane));
    }

    expect(widths.map(({ width }) => width)).toEqual([4, 6, 8, 10, 12, 14, 16, 18, 20, 20, 20]);
  });

  it.each([
    ['a round that did not fill it', [done, done, done], 4],
    ['a round with something that failed', [done, done, done, never], 4],
    ['deletes of what was gone, as of anything done', [gone, gone, done, done], 6],
    ['nothing to write', [], 4],
  ])('after %s', (_what, outcomes, width) => {
    expect(learned(outcomes).width).toBe(width);
  });

  it.each([
    [20, 10],
    [5, 2],
    [1, 1],
  ])('halves from %d to %d on one item 429, though others were done', (from, to) => {
    expect(learned([done, throttled, done], { width: from }).width).toBe(to);
  });

  it.each([
    ['wide', aLane({ width: 12 }), 12],
    ['failing', aLane({ width: 12, failing: { since: 0, attempts: 1 } }), 1],
    ['blocked', aLane({ width: 12, blocked: { reason, since: 0, probeAt: 0 } }), 1],
  ])('of a lane that is %s lets so many leave', (_what, lane, width) => {
    expect(roundWidth(lane)).toBe(width);
  });
});

describe('a throttled lane', () => {
  it('waits for the longest of the stated waits', () => {
    expect(learned([throttled, { kind: 'throttled', retryAt: NOW + 3 * MINUTE }, done])).toMatchObject({
      notBefore: NOW + 3 * MINUTE + SECOND,
      throttles: 1,
    });
  });

  it('without a stated wait waits longer each time, and anew after a success', () => {
    const first = learned([{ kind: 'throttled' }]);
    const second = learned([{ kind: 'throttled' }], first);
    const after = learned([done], second);

    expect([first.notBefore, second.notBefore, after.throttles]).toEqual([NOW + 2 * SECOND, NOW + 4 * SECOND, 0]);
  });
});

describe('a failing lane', () => {
  it.each([
    ['two unavailable', [unavailable, unavailable], true],
    ['one unavailable and one unknown', [unavailable, unknown], true],
    ['one alone, which may be the item itself', [unavailable], false],
    ['two, while another was done', [unavailable, unknown, done], false],
    ['items that can never succeed', [never, never, never], false],
    ['a failure of the whole app', times(2, { kind: 'app', failure: { kind: 'unavailable' } }), false],
  ])('is one with %s', (_what, outcomes, failing) => {
    expect('failing' in learned(outcomes)).toBe(failing);
  });

  it('waits longer with each probe that fails, and remembers since when', () => {
    const first = learned([unavailable, unknown]);
    const second = learned([unknown], first, NOW + MINUTE);

    expect(first).toMatchObject({ failing: { since: NOW, attempts: 1 }, notBefore: NOW + 2 * SECOND });
    expect(second).toMatchObject({ failing: { since: NOW, attempts: 2 }, notBefore: NOW + MINUTE + 4 * SECOND });
  });

  it('waits as long as Microsoft said when that is longer', () => {
    expect(learned([unavailable, { kind: 'unavailable', retryAt: NOW + 40 * SECOND }]).notBefore).toBe(NOW + 41 * SECOND);
  });

  it('is healthy again after one success', () => {
    expect(learned([done], { failing: { since: 0, attempts: 4 } })).not.toHaveProperty('failing');
  });
});

describe('a blocked lane', () => {
  const blocked = { reason, since: NOW - MINUTE, probeAt: NOW };
  const missing: Outcome = { kind: 'target-missing' };

  it('says why, since when, and when it is probed', () => {
    expect(learned([missing]).blocked).toEqual({ reason, since: NOW, probeAt: NOW + 5 * MINUTE });
  });

  it('keeps the time since when through its probes', () => {
    expect(learned([missing], { blocked }).blocked).toEqual({
      reason,
      since: NOW - MINUTE,
      probeAt: NOW + 5 * MINUTE,
    });
  });

  it('is open again after one success', () => {
    expect(learned([done], { blocked })).not.toHaveProperty('blocked');
  });

  it('stays as it is when only the app as a whole failed', () => {
    expect(learned([{ kind: 'app', failure: { kind: 'throttled' } }], { blocked })).toEqual(aLane({ blocked }));
  });

  it('is open again when a look-up shows that its target is there, and stays failing', () => {
    const failing = { since: 0, attempts: 4 };

    expect(learn(aLane({ blocked, failing }), { met: [], seen: true }, NOW, 0)).toEqual(aLane({ failing }));
  });

  it('is none where one item of many has no target', () => {
    const person: Scope = { ...MAILBOX, missing: { blocks: 'item', code: 'person-missing' } };

    expect(learn(aLane(), { met: met([missing], 'event', person) }, NOW, 0)).not.toHaveProperty('blocked');
    expect(learned([missing, done])).not.toHaveProperty('blocked');
  });
});

describe('a kind that is blocked in its lane', () => {
  const denied: Outcome = { kind: 'denied' };
  const kinds = { event: { reason, since: NOW - MINUTE, probeAt: NOW } };

  it('is so by a missing permission, while the lane goes on', () => {
    const lane = learn(aLane(), { met: [...met([denied]), ...met([done], 'mail')] }, NOW, 0);

    expect(lane.kinds).toEqual({ event: { reason, since: NOW, probeAt: NOW + 5 * MINUTE } });
    expect(lane).not.toHaveProperty('blocked');
  });

  it('is not so where another of the kind was done, or where the scope says that a refusal is of one item', () => {
    expect(learned([denied, done])).not.toHaveProperty('kinds');
    expect(learn(aLane(), { met: met([denied], 'event', { ...MAILBOX, denied: 'item' }) }, NOW, 0)).not.toHaveProperty('kinds');
  });

  it.each([[done], [never], [gone]])('is open again after %j', (outcome) => {
    expect(learned([outcome], { kinds })).not.toHaveProperty('kinds');
  });

  it.each([[denied], [throttled], [unavailable], [unknown]])('stays blocked after %j', (outcome) => {
    expect(learned([outcome], { kinds }).kinds?.['event']?.since).toBe(NOW - MINUTE);
  });
});

it('a request to wait that concerns one item only does not hold the lane back', () => {
  const item: Scope = { ...MAILBOX, throttled: 'item' };

  expect(learn(aLane(), { met: met([throttled], 'event', item) }, NOW, 0)).not.toHaveProperty('notBefore');
});
