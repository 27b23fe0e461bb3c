import { MINUTE, SECOND } from '../../../shared/kernel/clock';
import { HOLD_MS, take, wait, type Lane, type Nudged } from '../../../shared/sync/lane/lane';
import { NOW } from '../../support/builders/instants';
import { aLane } from '../../support/builders/lane';

/** Tokens of these tests are numbers in text form. */
const later = (a?: string, b?: string): string | undefined => (Number(b ?? -1) > Number(a ?? -1) ? b : a);
const nudged = (over: Partial<Nudged> = {}): Nudged => ({ cause: 'commit', redelivered: false, ...over });
const held = (over: Partial<Lane> = {}): Lane => aLane({ epoch: 3, heldUntil: NOW + MINUTE, wanted: 2, served: 2, ...over });

describe('a nudge to a lane that nobody holds', () => {
  it.each([
    ['that is new', aLane()],
    ['whose hold has ended', aLane({ heldUntil: NOW })],
    ['whose wait is over', aLane({ notBefore: NOW })],
    [
      'whose probe is due',
      aLane({ blocked: { reason: { code: 'mailbox-missing', sentence: '', who: 'operator' }, since: 0, probeAt: NOW } }),
    ],
  ])('takes a lane %s', (_what, lane) => {
    expect(take(lane, NOW, nudged(), later).kind).toBe('take');
  });

  it('takes it under a new epoch, for 90 seconds, answering for every nudge that came', () => {
    const lane = aLane({ epoch: 3, wanted: 5, served: 2, since: '1' });

    expect(take(lane, NOW, nudged({ since: '4' }), later)).toEqual({
      kind: 'take',
      next: { ...lane, epoch: 4, heldUntil: NOW + HOLD_MS, served: 5, since: '4' },
    });
  });

  it('keeps the flight of a holder that died for the next one to look at', () => {
    const flight = { at: NOW - MINUTE, epoch: 3, entries: [] };

    expect(take(aLane({ flight, heldUntil: NOW - 1 }), NOW, nudged(), later)).toMatchObject({ next: { flight } });
  });

  it('never goes back to an older moment of the store', () => {
    expect(take(aLane({ since: '7' }), NOW, nudged({ since: '4' }), later)).toMatchObject({ next: { since: '7' } });
  });

  it('forgets a wake-up that was due, and remembers one that is to come', () => {
    expect(take(aLane({ wakeAt: NOW }), NOW, nudged(), later)).not.toHaveProperty('next.wakeAt');
    expect(take(aLane({ wakeAt: NOW + 1 }), NOW, nudged(), later)).toHaveProperty('next.wakeAt', NOW + 1);
  });
});

describe('a nudge to a lane that must wait', () => {
  it('leaves a paused lane alone, whatever comes', () => {
    const paused = { reason: 'moving house', since: NOW };

    for (const lane of [aLane({ paused }), held({ paused }), aLane({ paused, notBefore: NOW + MINUTE })])
      expect(take(lane, NOW, nudged({ redelivered: true }), later)).toEqual({ kind: 'leave' });
  });

  it('schedules one wake-up a second after the wait, and writes it down', () => {
    const lane = aLane({ notBefore: NOW + MINUTE });

    const wakeAt = NOW + MINUTE + SECOND;
    expect(take(lane, NOW, nudged(), later)).toEqual({ kind: 'wait', wakeAt, next: { ...lane, wakeAt } });
  });

  it('waits for the later of the probe and the wait', () => {
    const blocked = {
      reason: { code: 'permission-missing', sentence: '', who: 'directory-admin' },
      since: NOW,
      probeAt: NOW + 5 * MINUTE,
    } as const;

    expect(take(aLane({ notBefore: NOW + MINUTE, blocked }), NOW, nudged(), later)).toMatchObject({ wakeAt: NOW + 5 * MINUTE + SECOND });
  });

  it('schedules no second one while one comes in time', () => {
    expect(take(aLane({ notBefore: NOW + MINUTE, wakeAt: NOW + MINUTE + SECOND }), NOW, nudged(), later)).not.toHaveProperty('next');
  });

  it('schedules one anew when that which was to come would be too late', () => {
    expect(take(aLane({ notBefore: NOW + MINUTE, wakeAt: NOW + 2 * MINUTE }), NOW, nudged(), later)).toHaveProperty(
      'next.wakeAt',
      NOW + MINUTE + SECOND,
    );
  });

  it('sends a wake-up again that came too early', () => {
    const lane = aLane({ notBefore: NOW + SECOND, wakeAt: NOW + 2 * SECOND });

    expect(take(lane, NOW, nudged({ cause: 'wake-up' }), later)).toMatchObject({ kind: 'wait', next: { wakeAt: NOW + 2 * SECOND } });
  });
});

describe('a wake-up', () => {
  const wakeUp = nudged({ cause: 'wake-up' });

  it('that comes early is not waited for any longer', () => {
    expect(take(aLane({ wakeAt: NOW + 2 * SECOND }), NOW, wakeUp, later)).not.toHaveProperty('next.wakeAt');
  });

  it('that is an old one leaves that which is to come, and schedules none', () => {
    const lane = aLane({ notBefore: NOW + MINUTE, wakeAt: NOW + MINUTE });

    expect(take(lane, NOW, wakeUp, later)).toEqual({ kind: 'wait', wakeAt: NOW + MINUTE + SECOND });
  });
});

describe('a nudge to a lane that is held', () => {
  it('leaves word that there is more, once', () => {
    const first = take(held(), NOW, nudged(), later);

    expect(first).toEqual({ kind: 'note', next: held({ wanted: 3 }) });
    expect(take(held({ wanted: 3 }), NOW, nudged(), later)).toEqual({ kind: 'leave' });
  });

  it('leaves word again for a commit that the holder may not have seen', () => {
    expect(take(held({ wanted: 3, since: '5' }), NOW, nudged({ since: '9' }), later)).toMatchObject({
      kind: 'note',
      next: { wanted: 4, since: '9' },
    });
  });

  it('comes back when the hold ends if it was delivered again: its holder may be dead', () => {
    const again = nudged({ redelivered: true });

    expect(take(held(), NOW, again, later)).toMatchObject({ kind: 'note', next: { wanted: 3 }, lookAgainAt: NOW + MINUTE });
    expect(take(held({ wanted: 3 }), NOW, again, later)).toMatchObject({ kind: 'note', lookAgainAt: NOW + MINUTE });
  });

  it('waits where the lane must wait, for its holder knows that too', () => {
    expect(take(held({ notBefore: NOW + SECOND }), NOW, nudged(), later).kind).toBe('wait');
  });
});

describe('one wake-up', () => {
  it.each([
    ['none is scheduled', undefined, true],
    ['the scheduled one comes earlier', NOW + 5 * SECOND, false],
    ['the scheduled one comes at that time', NOW + 11 * SECOND, false],
    ['the scheduled one comes later', NOW + 12 * SECOND, true],
    ['the scheduled one should have come already', NOW, true],
  ])('is scheduled or not when %s', (_what, wakeAt, scheduled) => {
    const lane = aLane(wakeAt === undefined ? {} : { wakeAt });

    expect('next' in wait(lane, NOW + 10 * SECOND, NOW)).toBe(scheduled);
  });
});
