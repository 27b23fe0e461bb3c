import { bodyOf, PLANNED, planFill, type Planned } from '../../../../infra/local/fill/plan';
import { spaceBody, SPACES } from '../../../../infra/local/seed-data';
import { DAY, HOUR } from '../../../../shared/kernel/clock';
import { overlaps } from '../../../../shared/kernel/intervals';
import { wallTime } from '../../../../shared/kernel/zones';
import { brokenRule } from '../../../../shared/reservations/house-rules/house-rules';
import { SubmitReservationBody } from '../../../../shared/reservations/messages';
import { keptTime, ruledOut } from '../../../../shared/reservations/rules';
import { SpaceBody } from '../../../../shared/spaces/messages';
import { excludedBy } from '../../../../shared/spaces/model';
import { aSpace, spaceId } from '../../../support/builders/space-builder';

/** Early and late in the day, in winter, and in the weeks in which the clocks change. */
const NOWS = ['2026-11-21T12:50:00Z', '2026-11-21T23:50:00Z', '2026-03-09T05:00:00Z', '2026-10-12T22:30:00Z', '2027-02-01T00:00:00Z'];
const at = (text: string): number => Date.parse(text);

const spaces = new Map(
  SPACES.map((seed) => {
    const { partOf, ...body } = SpaceBody.parse(spaceBody(seed));
    const { timeZone = '', capacity, reservationConfig } = body;
    return [seed.id, aSpace(seed.id, { timeZone, capacity, reservationConfig, ...(partOf && { partOf: spaceId(partOf) }) })];
  }),
);
const spaceOf = ({ spaceId: id }: Planned) => {
  const space = spaces.get(id);
  if (!space) throw new Error(`no space ${id}`);
  return space;
};
const span = ({ startsAt, endsAt }: Planned) => ({ start: at(startsAt), end: at(endsAt) });

describe.each(NOWS)('the plan of the coming weeks, made at %s', (text) => {
  const now = at(text);
  const plan = planFill(now);

  it('has 300 reservations of every space in five weeks, soonest first, each with a key of its own', () => {
    expect(plan).toHaveLength(PLANNED);
    expect(PLANNED).toBe(300);
    expect(new Set(plan.map(({ spaceId: id }) => id)).size).toBe(12);
    expect(new Set(plan.map(({ key }) => key)).size).toBe(300);
    expect(plan.map(({ startsAt }) => startsAt)).toEqual(plan.map(({ startsAt }) => startsAt).sort());
    expect(Math.max(...plan.map((one) => span(one).start))).toBeLessThan(now + 35 * DAY);
  });

  it('keeps every rule of the spaces, also if it is entered half an hour later', () => {
    for (const one of plan) {
      const body = SubmitReservationBody.parse(bodyOf(one));
      expect(ruledOut(spaceOf(one), span(one), now + HOUR / 2)).toBeUndefined();
      expect(brokenRule(spaceOf(one), span(one), now + HOUR / 2, body.attendance)).toBeUndefined();
    }
  });

  it('gives no time twice: not with buffers, and not to the hall and its halves', () => {
    const all = [...spaces.values()];
    const clashing = plan.flatMap((one, index) =>
      plan
        .slice(index + 1)
        .filter((other) => excludedBy(spaceOf(one), all).includes(spaceOf(other).id))
        .filter((other) => overlaps(keptTime(spaceOf(one), span(one)), keptTime(spaceOf(other), span(other))))
        .map((other) => [one.key, other.key]),
    );

    expect(clashing).toEqual([]);
  });

  it('leaves the Oak Room free for the commands of the documentation', () => {
    const soon = plan.filter(({ spaceId: id, startsAt }) => id === 'oak' && at(startsAt) < now + 2 * DAY);

    expect(soon).toEqual([]);
  });
});

describe('the plan', () => {
  const plan = planFill(at('2026-11-21T12:50:00Z'));

  it('is the same whenever it is made on the same day', () => {
    expect(planFill(at('2026-11-21T12:50:00Z'))).toEqual(plan);

    const later = new Set(planFill(at('2026-11-21T16:00:00Z')).map((one) => JSON.stringify(one)));
    expect(plan.filter((one) => !later.has(JSON.stringify(one))).every(({ startsAt }) => startsAt.startsWith('2026-11-21'))).toBe(true);
  });

  it('looks alive: most are approved, some wait, some are denied or cancelled, at all times of the day and on all days', () => {
    const count = (fate: Planned['fate']): number => plan.filter((one) => one.fate === fate).length;
    const wall = plan.map(({ startsAt }) => wallTime(at(startsAt), 'Europe/Dublin'));

    expect(count('approved')).toBeGreaterThan(220);
    for (const fate of ['pending', 'denied', 'cancelled'] as const)
      expect([fate, count(fate) >= 4 && count(fate) <= 30]).toEqual([fate, true]);
    expect(new Set(wall.map(({ weekday }) => weekday)).size).toBe(7);
    expect(new Set(wall.map(({ minutes }) => Math.floor(minutes / 60))).size).toBeGreaterThan(9);
    expect(new Set(plan.map(({ title }) => title)).size).toBeGreaterThan(40);
  });

  it('asks nothing of staff where a room confirms by itself', () => {
    const automatic = SPACES.filter(({ rules }) => rules.approval === 'automatic').map(({ id }) => id);
    const fates = plan.filter(({ spaceId: id }) => automatic.includes(id)).map(({ fate }) => fate);

    expect(fates).not.toContain('pending');
    expect(fates).not.toContain('denied');
  });

  it('writes to addresses that nobody has', () => {
    expect(plan.map(({ contact }) => contact.email).filter((email) => !/^[a-z0-9-]+@groups\.example$/.test(email))).toEqual([]);
  });
});
