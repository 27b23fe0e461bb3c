import { spaceBody, SPACES, STAFF } from '../../../../infra/local/seed-data';
import { DAY, HOUR } from '../../../../shared/kernel/clock';
import { brokenRule } from '../../../../shared/reservations/house-rules/house-rules';
import { SpaceBody } from '../../../../shared/spaces/messages';
import { aSpace } from '../../../support/builders/space-builder';
import { expectOften } from '../../../support/expect-often';

describe('the seed', () => {
  it('has twelve spaces in three buildings and forty people, each once', () => {
    expect(new Set(SPACES.map(({ id }) => id)).size).toBe(12);
    expect(new Set(SPACES.map(({ building }) => building.name)).size).toBe(3);
    expect(new Set(STAFF.map(({ address }) => address)).size).toBe(40);
  });

  it('divides one hall, in its own building', () => {
    const parts = SPACES.filter(({ partOf }) => partOf !== undefined);
    const wholes = new Set(parts.map(({ partOf }) => SPACES.find(({ id }) => id === partOf)));

    expect(parts).toHaveLength(2);
    expect(wholes.size).toBe(1);
    expect(new Set([...wholes, ...parts].map((space) => space?.building.name)).size).toBe(1);
  });

  it('takes the bookings of the README and the start page on every day of the year, made the day before', () => {
    const midnights = Array.from({ length: 366 }, (_, day) => Date.UTC(2026, 0, 1) + day * DAY);
    for (const seed of SPACES) {
      const { reservationConfig } = SpaceBody.parse(spaceBody(seed));
      const space = aSpace(seed.id, { timeZone: spaceBody(seed).timeZone, reservationConfig });
      for (const midnight of midnights) {
        const now = midnight - 1;
        for (const hour of [14, 18]) {
          const start = midnight + hour * HOUR;
          expectOften(brokenRule(space, { start, end: start + HOUR }, now), undefined);
        }
      }
    }
  });
});
