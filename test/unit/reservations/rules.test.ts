import { DAY, HOUR, MINUTE } from '../../../shared/kernel/clock';
import { overlaps } from '../../../shared/kernel/intervals';
import type { ReservationStatus } from '../../../shared/reservations/model';
import { allowedNear } from '../../../shared/reservations/house-rules/offer-rules';
import { clashes, keptTime, offerWindow, ruledOut, step, type Verb } from '../../../shared/reservations/rules';
import { aReservation, aReservationId, at, START } from '../../support/builders/reservation-builder';
import { aSpace } from '../../support/builders/space-builder';
import { Random } from '../../simulation/random';

const tenToEleven = { start: at(3, 10), end: at(3, 11) };
const buffered = aSpace('oak', { rules: { setupMinutes: 15, cleanupMinutes: 30 } });

describe('the time that a reservation keeps', () => {
  it('is its own and the buffers around it', () => {
    expect(keptTime(buffered, tenToEleven)).toEqual({ start: at(3, 9, 45), end: at(3, 11, 30) });
  });

  it('is its own where there are no buffers, and no rules', () => {
    expect(keptTime(aSpace(), tenToEleven)).toEqual(tenToEleven);
    expect(keptTime(aSpace('oak', { reservationConfig: undefined }), tenToEleven)).toEqual(tenToEleven);
  });

  it('clashes with what overlaps it, not with what touches it', () => {
    const taken = [
      { kind: 'reservation' as const, id: aReservationId('a'), start: at(3, 9), end: at(3, 10) },
      { kind: 'reservation' as const, id: aReservationId('b'), start: at(3, 10, 59), end: at(3, 12) },
      { kind: 'reservation' as const, id: aReservationId('c'), start: at(3, 11), end: at(3, 12) },
    ];

    expect(clashes(taken, tenToEleven).map(({ id }) => id)).toEqual([aReservationId('b')]);
  });
});

describe('what the space itself says', () => {
  it.each([
    { says: 'nothing against an hour tomorrow', space: aSpace(), wanted: tenToEleven, refusal: undefined },
    {
      says: 'nobody may reserve it',
      space: aSpace('oak', { reservationConfig: undefined }),
      wanted: tenToEleven,
      refusal: { kind: 'not-reservable' },
    },
    { says: 'it is closed', space: aSpace('oak', { state: 'closed' }), wanted: tenToEleven, refusal: { kind: 'space-closed' } },
    { says: 'now is not the past', space: aSpace(), wanted: { start: START, end: START + HOUR }, refusal: undefined },
    {
      says: 'a millisecond ago is',
      space: aSpace(),
      wanted: { start: START - 1, end: START + HOUR },
      refusal: { kind: 'slot-in-the-past' },
    },
    { says: 'setting up may lie in the past', space: buffered, wanted: { start: START, end: START + HOUR }, refusal: undefined },
    {
      says: 'as long as allowed is allowed, buffers left out of account',
      space: aSpace('oak', { rules: { maxDurationMinutes: 60, setupMinutes: 30 } }),
      wanted: tenToEleven,
      refusal: undefined,
    },
    {
      says: 'a minute longer is too long',
      space: aSpace('oak', { rules: { maxDurationMinutes: 60 } }),
      wanted: { start: at(3, 10), end: at(3, 11, 1) },
      refusal: { kind: 'too-long', maxDurationMinutes: 60 },
    },
  ])('$says', ({ space, wanted, refusal }) => {
    expect(ruledOut(space, wanted, START)).toEqual(refusal);
  });
});

describe('what may be done to a reservation', () => {
  const possible: Record<Exclude<Verb, 'expire' | 'confirm'>, Partial<Record<ReservationStatus, unknown>>> = {
    approve: { pending: { kind: 'go', to: 'approved' }, approved: { kind: 'done-already' } },
    deny: { pending: { kind: 'go', to: 'denied' }, denied: { kind: 'done-already' } },
    cancel: { pending: { kind: 'go', to: 'cancelled' }, approved: { kind: 'go', to: 'cancelled' }, cancelled: { kind: 'done-already' } },
  };
  const from = { approve: ['pending'], deny: ['pending'], cancel: ['pending', 'approved'] };
  const verbs = ['approve', 'deny', 'cancel'] as const;
  const statuses: readonly ReservationStatus[] = ['pending', 'approved', 'denied', 'cancelled', 'expired'];

  it.each(verbs.flatMap((verb) => statuses.map((status) => ({ verb, status }))))('$verb what is $status', ({ verb, status }) => {
    const refused = { kind: 'refused', refusal: { kind: 'not-possible-now', status, possibleFrom: from[verb] } };

    expect(step(aReservation({ status }), verb, START)).toEqual(possible[verb][status] ?? refused);
  });

  it.each(verbs)('nothing once it is over: %s', (verb) => {
    const reservation = aReservation();

    expect(step(reservation, verb, reservation.endsAt - 1)).toMatchObject({ kind: 'go' });
    expect(step(reservation, verb, reservation.endsAt)).toEqual({
      kind: 'refused',
      refusal: { kind: 'over', endedAt: reservation.endsAt },
    });
  });

  it('a hold is given up when it is over, not when it was prolonged, nor twice, nor what was decided', () => {
    const held = aReservation({ holdUntil: at(3) });

    expect(step(held, 'expire', at(3) - 1)).toEqual({ kind: 'done-already' });
    expect(step(held, 'expire', at(3))).toEqual({ kind: 'go', to: 'expired' });
    expect(step(held, 'expire', at(30))).toEqual({ kind: 'go', to: 'expired' });
    expect(step(aReservation(), 'expire', at(30))).toEqual({ kind: 'done-already' });
    expect(step(aReservation({ status: 'expired' }), 'expire', at(30))).toEqual({ kind: 'done-already' });
    for (const status of ['approved', 'denied', 'cancelled'] as const)
      expect(step(aReservation({ status }), 'expire', at(30))).toMatchObject({ kind: 'refused', refusal: { status } });
  });

  it('what awaits Exchange is confirmed by us, what awaits staff is not', () => {
    expect(step(aReservation({ awaits: 'exchange' }), 'confirm', START)).toEqual({ kind: 'go', to: 'approved' });
    expect(step(aReservation(), 'confirm', START)).toEqual({ kind: 'done-already' });
  });

  it('what was done is done, also when it is over', () => {
    expect(step(aReservation({ status: 'cancelled' }), 'cancel', at(30))).toEqual({ kind: 'done-already' });
  });
});

describe('the free times that are offered', () => {
  const offers = (taken: readonly { start: number; end: number }[], { space = aSpace(), wanted = tenToEleven, now = START } = {}) =>
    allowedNear(space, wanted, now, { taken, window: offerWindow(wanted, now), count: 3 });

  it('are the nearest ones', () => {
    expect(offers([tenToEleven])).toEqual([
      { start: at(3, 9), end: at(3, 10) },
      { start: at(3, 11), end: at(3, 12) },
      { start: at(2, 22), end: at(2, 23) },
    ]);
    expect(offers([{ start: at(2, 12), end: at(3, 23) }])).toEqual([
      { start: at(3, 23), end: at(4) },
      { start: at(4, 10), end: at(4, 11) },
      { start: at(5, 10), end: at(5, 11) },
    ]);
  });

  it('leave room for the buffers of both neighbours', () => {
    const kept = keptTime(buffered, tenToEleven);

    expect(offers([kept], { space: buffered }).slice(0, 2)).toEqual([
      { start: at(3, 8, 15), end: at(3, 9, 15) },
      { start: at(3, 11, 45), end: at(3, 12, 45) },
    ]);
  });

  it('keep to quarters of an hour where the space has no steps', () => {
    expect(offers([{ start: at(3, 9, 50), end: at(3, 11, 5) }]).slice(0, 2)).toEqual([
      { start: at(3, 8, 45), end: at(3, 9, 45) },
      { start: at(3, 11, 15), end: at(3, 12, 15) },
    ]);
  });

  it('never lie in the past', () => {
    const now = at(3, 9, 40);

    expect(offers([tenToEleven], { now })[0]).toEqual({ start: at(3, 11), end: at(3, 12) });
    expect(offers([tenToEleven], { now }).every(({ start }) => start >= now)).toBe(true);
  });

  it('are none when everything around is taken', () => {
    expect(offers([{ start: at(1), end: at(20) }])).toEqual([]);
  });

  it('are free, three at most, nearest first and apart, whatever is taken (seeded)', () => {
    const random = new Random(20_260_302);
    for (let round = 0; round < 300; round += 1) {
      const space = aSpace('oak', { rules: { setupMinutes: random.whole(0, 60), cleanupMinutes: random.whole(0, 60) } });
      const start = START + random.whole(0, 48 * 4) * 15 * MINUTE;
      const wanted = { start, end: start + random.whole(1, 40) * 15 * MINUTE };
      const taken = Array.from({ length: random.whole(0, 25) }, () => {
        const from = start + random.whole(-12 * 60, 90 * 60) * MINUTE;
        return { start: from, end: from + random.whole(10, 600) * MINUTE };
      });

      const found = offers(taken, { space, wanted });

      const distances = found.map((offer) => Math.abs(offer.start - wanted.start));
      expect(found.length).toBeLessThanOrEqual(3);
      expect(distances).toEqual([...distances].sort((a, b) => a - b));
      for (const [index, offer] of found.entries()) {
        const kept = keptTime(space, offer);
        expect(offer.end - offer.start).toBe(wanted.end - wanted.start);
        expect(offer.start).toBeGreaterThanOrEqual(START);
        expect(taken.some((other) => overlaps(other, kept))).toBe(false);
        expect(found.slice(index + 1).some((other) => overlaps(other, offer))).toBe(false);
      }
    }
  });

  it('are looked for from twelve hours before to three days after, not before now', () => {
    expect(offerWindow(tenToEleven, START)).toEqual({ start: at(2, 22), end: at(6, 11) });
    expect(offerWindow(tenToEleven, at(3, 9))).toEqual({ start: at(3, 9), end: tenToEleven.end + 3 * DAY });
  });
});
