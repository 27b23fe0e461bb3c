import { DAY, HOUR, MINUTE } from '../../../shared/kernel/clock';
import { overlaps, type Interval } from '../../../shared/kernel/intervals';
import { lengthFor } from '../../../shared/reservations/house-rules/bookable-rules';
import { gridUp } from '../../../shared/reservations/house-rules/step-rules';
import { houseRules } from '../../../shared/reservations/house-rules-port';
import type { ReservationConfig } from '../../../shared/spaces/model';
import { Random } from '../../simulation/random';
import { aConfig, aSpace } from '../../support/builders/space-builder';

const NOW = Date.UTC(2026, 2, 27, 8, 7);

function rulesOf(random: Random): ReservationConfig {
  const some = (...numbers: readonly number[]): number | undefined => (random.chance(0.3) ? undefined : random.pick(numbers));
  const [slotStepMinutes, minDurationMinutes] = [some(15, 30, 45), some(20, 60)];
  const hours = [{ opens: random.pick(['00:00', '09:00']), closes: '12:00' }, { opens: '13:30', closes: random.pick(['18:00', '24:00']) }]; // prettier-ignore
  const startsAt = NOW + random.whole(-30, 60) * HOUR;
  return aConfig({
    ...{ slotStepMinutes, minDurationMinutes, maxDurationMinutes: random.pick([90, 24 * 60]) },
    ...{ setupMinutes: random.pick([0, 15]), cleanupMinutes: random.pick([0, 40]) },
    ...{ leadTimeMinutes: some(300), horizonDays: some(1, 2) },
    ...(random.chance(0.6) && { openingHours: { friday: hours, saturday: hours, sunday: hours } }),
    ...(random.chance(0.5) && { specialDays: [{ date: '2026-03-28', open: [{ opens: '06:00', closes: '10:00' }] }] }),
    ...(random.chance(0.5) && { blackouts: [{ startsAt, endsAt: startsAt + 5 * HOUR }] }),
  });
}

const inside = (inner: Interval, outer: readonly Interval[]): boolean =>
  outer.some(({ start, end }) => start <= inner.start && inner.end <= end);

describe('what is said of one space and what the search finds', () => {
  it('is one answer, by whatever rules and at whatever time (seeded)', () => {
    const met = { free: 0, refused: 0, taken: 0 };
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = new Random(seed);
      // The clocks are changed in the night to the 29th.
      const config = rulesOf(random);
      const space = aSpace('oak', { timeZone: random.pick(['Europe/Vienna', 'Etc/UTC', 'America/Sao_Paulo']), reservationConfig: config });
      const start = NOW + random.whole(-20, 30) * HOUR + random.whole(0, 59) * MINUTE;
      const span = { start, end: start + random.whole(1, 60) * HOUR };
      const taken = Array.from({ length: random.whole(0, 3) }, () => {
        const from = start + random.whole(0, 48 * 4) * 15 * MINUTE;
        return { start: from, end: from + random.whole(1, 8) * 15 * MINUTE };
      });
      const length = lengthFor(config, MINUTE) ?? DAY;

      const { busy, free, closed } = houseRules.times(space, span, NOW, { taken, audience: 'public' });
      const found = houseRules.stretches(space, span, NOW, { taken, minutes: length / MINUTE })?.free ?? [];

      const pieces = [...busy, ...free, ...closed].sort((a, b) => a.start - b.start);
      const borders = pieces.map((piece, at) => piece.start === (pieces[at - 1]?.end ?? span.start));
      expect({ seed, whole: borders.every(Boolean) && pieces.at(-1)?.end === span.end }).toEqual({ seed, whole: true });
      expect({ seed, outside: found.filter((stretch) => !inside(stretch, free)) }).toEqual({ seed, outside: [] });
      for (let wish = 0; wish < 40; wish += 1) {
        const from = gridUp(span.start + random.whole(0, 60 * 60) * MINUTE, (config.slotStepMinutes ?? 1) * MINUTE, space.timeZone);
        const wanted = { start: from, end: from + length };
        if (wanted.end > span.end) continue;
        const refused = houseRules.refusal(space, wanted, NOW) !== undefined;
        const isTaken = taken.some((one) => overlaps(one, houseRules.kept(space, wanted)));
        met[refused ? 'refused' : isTaken ? 'taken' : 'free'] += 1;
        expect({ seed, wanted, free: inside(wanted, free) }).toEqual({ seed, wanted, free: !refused && !isTaken });
      }
    }
    for (const many of Object.values(met)) expect(many).toBeGreaterThan(50);
  });
});
