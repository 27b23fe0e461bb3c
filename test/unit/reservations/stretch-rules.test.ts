import { DAY, MINUTE } from '../../../shared/kernel/clock';
import { overlaps } from '../../../shared/kernel/intervals';
import { brokenRule } from '../../../shared/reservations/house-rules/house-rules';
import { keptTime, ruledOut } from '../../../shared/reservations/rules';
import { stretchesFor } from '../../../shared/reservations/house-rules/stretch-rules';
import { at, START } from '../../support/builders/reservation-builder';
import { aSpace } from '../../support/builders/space-builder';
import { expectOften } from '../../support/expect-often';
import { aRuledSpace, aZone } from '../../support/random-rules';
import { Random } from '../../simulation/random';

const theThird = { start: at(3), end: at(4) };
const free = (space: Parameters<typeof stretchesFor>[0], minutes: number, taken: readonly { start: number; end: number }[] = []) =>
  stretchesFor(space, theThird, START, { taken, minutes });

describe('the stretches in which a reservation fits', () => {
  it('keep the buffers to both sides of what is taken', () => {
    const space = aSpace('oak', { rules: { setupMinutes: 30, cleanupMinutes: 15 } });

    expect(free(space, 60, [{ start: at(3, 9), end: at(3, 17) }])).toEqual({
      minutes: 60,
      free: [
        { start: at(3), end: at(3, 8, 45) },
        { start: at(3, 17, 30), end: at(4) },
      ],
    });
  });

  it('are as long as is wanted', () => {
    const taken = [{ start: at(3, 1), end: at(3, 23) }];

    expect(free(aSpace(), 60, taken)?.free).toHaveLength(2);
    expect(free(aSpace(), 61, taken)?.free).toEqual([]);
  });

  it('begin on a step, and the length counts in whole ones', () => {
    const space = aSpace('oak', { rules: { slotStepMinutes: 30 } });

    expect(free(space, 45, [{ start: at(3), end: at(3, 22, 50) }])).toEqual({ minutes: 60, free: [{ start: at(3, 23), end: at(4) }] });
  });

  it('are not for lengths that the space does not allow; a short one is brought up to its shortest', () => {
    expect(free(aSpace('oak', { rules: { maxDurationMinutes: 60 } }), 61)).toBeUndefined();
    expect(free(aSpace('oak', { rules: { minDurationMinutes: 120 } }), 61)?.minutes).toBe(120);
    expect(free(aSpace('oak', { rules: { maxDurationMinutes: 100, slotStepMinutes: 60 } }), 61)).toBeUndefined();
  });

  it('begin after the lead time and before the horizon', () => {
    const early = aSpace('oak', { rules: { leadTimeMinutes: 2_000 } });
    const late = aSpace('oak', { rules: { horizonDays: 1 } });

    expect(free(early, 60)?.free).toEqual([{ start: START + 2_000 * MINUTE, end: at(4) }]);
    expect(free(late, 60)?.free).toEqual([{ start: at(3), end: START + DAY + 60 * MINUTE }]);
  });

  it('are all that is to come in a space for staff only', () => {
    const space = aSpace('oak', { reservationConfig: undefined });

    expect(stretchesFor(space, { start: at(1), end: at(3) }, START, { taken: [], minutes: 600 })).toEqual({
      minutes: 600,
      free: [{ start: START, end: at(3) }],
    });
  });

  it('hold every time that would be accepted, and begin with one (seeded)', () => {
    const random = new Random(11);
    let [stretches, outside] = [0, 0];
    for (let round = 0; round < 200; round += 1) {
      const now = random.pick([START, Date.UTC(2026, 2, 27, 6), Date.UTC(2026, 9, 24, 9, 17)]);
      const space = aRuledSpace(random, now, { timeZone: aZone(random) });
      const start = now + random.whole(-1_000, 20_000) * MINUTE;
      const span = { start, end: start + random.whole(60, 10_000) * MINUTE };
      const taken = Array.from({ length: random.whole(0, 8) }, () => {
        const from = span.start + random.whole(-1_000, 10_000) * MINUTE;
        return { start: from, end: from + random.whole(5, 600) * MINUTE };
      });
      const accepted = (wanted: { start: number; end: number }): boolean =>
        !(ruledOut(space, wanted, now) ?? brokenRule(space, wanted, now)) &&
        !taken.some((other) => overlaps(other, keptTime(space, wanted))) &&
        span.start <= wanted.start &&
        wanted.end <= span.end;

      const found = stretchesFor(space, span, now, { taken, minutes: random.whole(15, 300) });

      if (!found) continue;
      const length = found.minutes * MINUTE;
      for (const stretch of found.free) expectOften(accepted({ start: stretch.start, end: stretch.start + length }), true);
      stretches += found.free.length;
      for (let look = 0; look < 20; look += 1) {
        const wanted = { start: span.start + random.whole(0, (span.end - span.start) / MINUTE) * MINUTE, end: 0 };
        wanted.end = wanted.start + length;
        if (found.free.some((stretch) => stretch.start <= wanted.start && wanted.end <= stretch.end)) continue;
        outside += 1;
        expectOften(accepted(wanted), false);
      }
    }
    expect(stretches).toBeGreaterThan(100);
    expect(outside).toBeGreaterThan(750);
  });
});
