import { DAY, MINUTE } from '../../../shared/kernel/clock';
import { overlaps, type Interval } from '../../../shared/kernel/intervals';
import { wallTime } from '../../../shared/kernel/zones';
import { allowedNear } from '../../../shared/reservations/house-rules/offer-rules';
import { brokenRule, withNearest } from '../../../shared/reservations/house-rules/house-rules';
import { openWithin } from '../../../shared/reservations/house-rules/opening-rules';
import { keptTime, offerWindow, ruledOut } from '../../../shared/reservations/rules';
import { WEEKDAYS, type OpenTime, type ReservationConfig, type Space } from '../../../shared/spaces/model';
import { aSpace } from '../../support/builders/space-builder';
import { expectOften } from '../../support/expect-often';
import { aRuledSpace, aZone } from '../../support/random-rules';
import { Random } from '../../simulation/random';

const utc = (text: string): number => Date.parse(`${text}Z`);
/** Monday, 2 March 2026, 09:00 in Berlin. */
const NOW = utc('2026-03-02T08:00');
const ZONE = 'Europe/Berlin';

const weekly = (...open: OpenTime[]) => Object.fromEntries(WEEKDAYS.map((day) => [day, open]));
const office = { opens: '09:00', closes: '17:00' };

/** `from` and `to` in UTC; `nearest` as `from to`. */
interface Case {
  readonly from: string;
  readonly to: string;
  readonly rules: Partial<ReservationConfig>;
  readonly zone?: string;
  readonly now?: number;
  readonly bound?: string;
  readonly nearest?: string;
}

const wish = ({ from, to }: Pick<Case, 'from' | 'to'>): Interval => ({ start: utc(from), end: utc(to) });
const spaceOf = ({ rules, zone = ZONE }: Pick<Case, 'rules' | 'zone'>): Space => aSpace('oak', { timeZone: zone, rules });
const shown = (interval: Interval | undefined): string | undefined =>
  interval && `${new Date(interval.start).toISOString().slice(0, 16)} ${new Date(interval.end).toISOString().slice(0, 16)}`;

/** All that the space itself says against a time. */
const refusal = (space: Space, wanted: Interval, now: number) => ruledOut(space, wanted, now) ?? brokenRule(space, wanted, now);

function expectAccepted(given: Case): void {
  expect(refusal(spaceOf(given), wish(given), given.now ?? NOW)).toBeUndefined();
}

function expectRefused(rule: string, given: Case): void {
  const space = spaceOf(given);
  const broken = brokenRule(space, wish(given), given.now ?? NOW);

  expect({ rule: broken?.rule, bound: broken?.bound, nearest: shown(broken?.nearest) }).toEqual({
    rule,
    bound: given.bound,
    nearest: given.nearest,
  });
  if (broken?.nearest) expect(refusal(space, broken.nearest, given.now ?? NOW)).toBeUndefined();
}

describe('the shortest and the longest time', () => {
  const rules = { minDurationMinutes: 30, maxDurationMinutes: 120 };

  it.each([
    ['the shortest', { from: '2026-03-03T09:00', to: '2026-03-03T09:30', rules }],
    ['the longest', { from: '2026-03-03T09:00', to: '2026-03-03T11:00', rules }],
  ])('accept %s', (_, given) => {
    expectAccepted(given);
  });

  it('refuse a minute less, and name the same beginning', () => {
    const nearest = '2026-03-03T09:05 2026-03-03T09:35';

    expectRefused('min-duration', { from: '2026-03-03T09:05', to: '2026-03-03T09:34', rules, bound: 'at least 30 minutes', nearest });
  });

  it('refuse a minute more, and name the same beginning', () => {
    const space = spaceOf({ rules });
    const wanted = wish({ from: '2026-03-03T09:05', to: '2026-03-03T11:06' });

    expect(ruledOut(space, wanted, NOW)).toEqual({ kind: 'too-long', maxDurationMinutes: 120 });
    const { nearest } = withNearest({ kind: 'too-long' }, space, wanted, NOW);
    expect(shown(nearest)).toBe('2026-03-03T09:05 2026-03-03T11:05');
  });
});

describe('the slot step', () => {
  const steps = (slotStepMinutes: number) => ({ slotStepMinutes });
  const bound = (step: number): string => `starts and lengths in steps of ${String(step)} minutes, counted from midnight`;

  it.each<[string, Case]>([
    ['a quarter', { from: '2026-03-03T09:15', to: '2026-03-03T09:45', rules: steps(15) }],
    ['half an hour', { from: '2026-03-03T09:30', to: '2026-03-03T11:00', rules: steps(30) }],
    ['an hour in a zone of quarters', { from: '2026-03-03T03:15', to: '2026-03-03T04:15', rules: steps(60), zone: 'Asia/Kathmandu' }],
    [
      'an hour in a zone of half hours',
      { from: '2026-06-03T03:30', to: '2026-06-03T04:30', rules: steps(60), zone: 'Australia/Lord_Howe' },
    ],
    ['seven minutes from midnight', { from: '2026-03-03T06:00', to: '2026-03-03T06:07', rules: steps(7) }],
    ['any minute where there are no steps', { from: '2026-03-03T09:01', to: '2026-03-03T09:13', rules: {} }],
    ['any second where there are no steps', { from: '2026-03-03T09:01:07', to: '2026-03-03T09:13:01', rules: {} }],
    ['three in the morning after the change of clocks', { from: '2026-03-29T01:00', to: '2026-03-29T02:00', rules: steps(60) }],
    ['the second two in the morning', { from: '2026-10-25T01:00', to: '2026-10-25T03:00', rules: steps(120) }],
  ])('accepts %s', (_, given) => {
    expectAccepted(given);
  });

  it.each<[string, Case]>([
    [
      'a beginning beside it',
      {
        from: '2026-03-03T09:10',
        to: '2026-03-03T09:40',
        rules: steps(15),
        bound: bound(15),
        nearest: '2026-03-03T09:15 2026-03-03T09:45',
      },
    ],
    [
      'a length beside it',
      {
        from: '2026-03-03T09:00',
        to: '2026-03-03T09:50',
        rules: steps(30),
        bound: bound(30),
        nearest: '2026-03-03T09:00 2026-03-03T10:00',
      },
    ],
    [
      'a second beside it',
      {
        from: '2026-03-03T09:00:01',
        to: '2026-03-03T10:00:01',
        rules: steps(30),
        bound: bound(30),
        nearest: '2026-03-03T09:00 2026-03-03T10:00',
      },
    ],
    [
      'an hour of Greenwich in a zone of quarters',
      {
        from: '2026-03-03T04:00',
        to: '2026-03-03T05:00',
        rules: steps(60),
        zone: 'Asia/Kathmandu',
        bound: bound(60),
        nearest: '2026-03-03T04:15 2026-03-03T05:15',
      },
    ],
    [
      'what was a step before half an hour was left out',
      {
        from: '2026-10-03T15:30',
        to: '2026-10-03T16:30',
        rules: steps(60),
        zone: 'Australia/Lord_Howe',
        bound: bound(60),
        nearest: '2026-10-03T16:00 2026-10-03T17:00',
      },
    ],
    [
      'three in the morning where steps are of two hours',
      {
        from: '2026-03-29T01:00',
        to: '2026-03-29T03:00',
        rules: steps(120),
        bound: bound(120),
        nearest: '2026-03-29T02:00 2026-03-29T04:00',
      },
    ],
  ])('refuses %s', (_, given) => {
    expectRefused('slot-step', given);
  });
});

describe('lead time and horizon', () => {
  const rules = { leadTimeMinutes: 120, horizonDays: 30, slotStepMinutes: 30 };

  it.each([
    ['at the lead time', { from: '2026-03-02T10:00', to: '2026-03-02T11:00', rules }],
    ['at the horizon', { from: '2026-04-01T08:00', to: '2026-04-01T09:00', rules }],
    ['five years ahead where the space does not say', { from: '2031-03-01T08:00', to: '2031-03-01T09:00', rules: {} }],
  ])('accept a beginning %s', (_, given) => {
    expectAccepted(given);
  });

  it.each<[string, Case]>([
    [
      'lead-time',
      {
        from: '2026-03-02T09:30',
        to: '2026-03-02T10:30',
        rules,
        bound: 'at least 120 minutes ahead',
        nearest: '2026-03-02T10:00 2026-03-02T11:00',
      },
    ],
    [
      'lead-time',
      {
        from: '2026-03-02T09:30',
        to: '2026-03-02T10:30',
        rules: { leadTimeMinutes: 40 * 1_440 },
        bound: 'at least 57600 minutes ahead',
        nearest: '2026-04-11T08:00 2026-04-11T09:00',
      },
    ],
    [
      'horizon',
      {
        from: '2026-04-01T08:30',
        to: '2026-04-01T09:30',
        rules,
        bound: 'at most 30 days ahead',
        nearest: '2026-04-01T08:00 2026-04-01T09:00',
      },
    ],
    [
      'horizon',
      {
        from: '2027-04-01T08:30',
        to: '2027-04-01T09:30',
        rules,
        bound: 'at most 30 days ahead',
        nearest: '2026-04-01T08:00 2026-04-01T09:00',
      },
    ],
    [
      'horizon',
      {
        from: '9999-12-31T22:30',
        to: '9999-12-31T23:30',
        rules: {},
        bound: 'at most 1825 days ahead',
        nearest: '2031-03-01T08:00 2031-03-01T09:00',
      },
    ],
  ])('%s: refuse just past it and far past it, and name the bound itself', (rule, given) => {
    expectRefused(rule, given);
  });

  it('offer for the past what can still begin', () => {
    const space = spaceOf({ rules });
    const wanted = wish({ from: '2026-03-02T07:30', to: '2026-03-02T08:30' });

    expect(ruledOut(space, wanted, NOW)).toEqual({ kind: 'slot-in-the-past' });
    expect(shown(withNearest({ kind: 'slot-in-the-past' }, space, wanted, NOW).nearest)).toBe('2026-03-02T10:00 2026-03-02T11:00');
  });
});

describe('the opening hours', () => {
  const rules = { openingHours: weekly(office), slotStepMinutes: 30 };
  const sunday = { openingHours: { ...weekly(office), sunday: [] } };

  it.each<[string, Case]>([
    ['from the beginning', { from: '2026-03-03T08:00', to: '2026-03-03T09:00', rules }],
    ['to the end', { from: '2026-03-03T15:00', to: '2026-03-03T16:00', rules }],
    ['all day', { from: '2026-03-03T08:00', to: '2026-03-03T16:00', rules }],
    [
      'over midnight',
      {
        from: '2026-03-03T21:00',
        to: '2026-03-04T01:00',
        rules: { openingHours: weekly({ opens: '22:00', closes: '24:00' }, { opens: '00:00', closes: '02:00' }) },
      },
    ],
    [
      'on a special day',
      { from: '2026-03-08T08:00', to: '2026-03-08T09:00', rules: { ...sunday, specialDays: [{ date: '2026-03-08', open: [office] }] } },
    ],
    ['in summer by the clock on the wall', { from: '2026-03-30T07:00', to: '2026-03-30T15:00', rules }],
    [
      'for the 23 hours of a day',
      { from: '2026-03-28T23:00', to: '2026-03-29T22:00', rules: { openingHours: { sunday: [{ opens: '00:00', closes: '24:00' }] } } },
    ],
  ])('accept %s', (_, given) => {
    expectAccepted(given);
  });

  it('accept the 25 hours of a day where that is not too long', () => {
    const given = { openingHours: { sunday: [{ opens: '00:00', closes: '24:00' }] }, maxDurationMinutes: 25 * 60 };

    expectAccepted({ from: '2026-10-24T22:00', to: '2026-10-25T23:00', rules: given });
  });

  const nine = 'open on 2026-03-03 from 09:00 to 17:00 (Europe/Berlin)';
  it.each<[string, Case]>([
    ['before them', { from: '2026-03-03T07:30', to: '2026-03-03T08:30', rules, bound: nine, nearest: '2026-03-03T08:00 2026-03-03T09:00' }],
    ['after them', { from: '2026-03-03T15:30', to: '2026-03-03T16:30', rules, bound: nine, nearest: '2026-03-03T15:00 2026-03-03T16:00' }],
    [
      'longer than they are, with what fits',
      { from: '2026-03-03T07:00', to: '2026-03-03T17:00', rules, bound: nine, nearest: '2026-03-03T08:00 2026-03-03T16:00' },
    ],
    [
      'on a closed weekday',
      {
        from: '2026-03-08T08:00',
        to: '2026-03-08T09:00',
        rules: sunday,
        bound: 'closed on 2026-03-08',
        nearest: '2026-03-07T15:00 2026-03-07T16:00',
      },
    ],
    [
      'on a special day that is closed',
      {
        from: '2026-03-03T09:00',
        to: '2026-03-03T10:00',
        rules: { specialDays: [{ date: '2026-03-03', open: [] }] },
        bound: 'closed on 2026-03-03',
        nearest: '2026-03-02T22:00 2026-03-02T23:00',
      },
    ],
    [
      'into a day that is closed, which it names',
      {
        from: '2026-03-03T22:00',
        to: '2026-03-04T00:00',
        rules: { specialDays: [{ date: '2026-03-04', open: [] }] },
        bound: 'closed on 2026-03-04',
        nearest: '2026-03-03T21:00 2026-03-03T23:00',
      },
    ],
    [
      'on a special day with other hours',
      {
        from: '2026-03-03T12:00',
        to: '2026-03-03T13:00',
        rules: {
          ...rules,
          specialDays: [
            {
              date: '2026-03-03',
              open: [
                { opens: '09:00', closes: '12:00' },
                { opens: '14:00', closes: '15:00' },
              ],
            },
          ],
        },
        bound: 'open on 2026-03-03 from 09:00 to 12:00 and 14:00 to 15:00 (Europe/Berlin)',
        nearest: '2026-03-03T13:00 2026-03-03T14:00',
      },
    ],
    [
      'in the hour that is left out, at half past two',
      {
        from: '2026-03-29T01:30',
        to: '2026-03-29T02:30',
        rules: { ...rules, openingHours: weekly({ opens: '04:00', closes: '06:00' }) },
        bound: 'open on 2026-03-29 from 04:00 to 06:00 (Europe/Berlin)',
        nearest: '2026-03-29T02:00 2026-03-29T03:00',
      },
    ],
    [
      'weeks from the next open day',
      {
        from: '2026-03-09T09:00',
        to: '2026-03-09T10:00',
        rules: { openingHours: {}, specialDays: [{ date: '2026-05-04', open: [office] }] },
        bound: 'closed on 2026-03-09',
        nearest: '2026-05-04T07:00 2026-05-04T08:00',
      },
    ],
    [
      'where it never opens, without a nearest time',
      { from: '2026-03-09T09:00', to: '2026-03-09T10:00', rules: { openingHours: {} }, bound: 'closed on 2026-03-09' },
    ],
  ])('refuse a time %s', (_, given) => {
    expectRefused('opening-hours', given);
  });

  it('name a time between quarters where the space opens for no quarter, and has no steps', () => {
    const given = { openingHours: weekly({ opens: '10:05', closes: '10:55' }), maxDurationMinutes: 50 };

    const nearest = '2026-03-03T09:05 2026-03-03T09:55';
    const bound = 'open on 2026-03-03 from 10:05 to 10:55 (Europe/Berlin)';
    expectRefused('opening-hours', { from: '2026-03-03T09:10', to: '2026-03-03T10:00', rules: given, bound, nearest });
  });
});

describe('a blackout', () => {
  const blackouts = [{ startsAt: utc('2026-03-03T21:00'), endsAt: utc('2026-03-04T07:00'), reason: 'The floor is polished' }];
  const rules = { blackouts, slotStepMinutes: 60 };
  const bound = 'closed from 2026-03-03 22:00 to 2026-03-04 08:00 (Europe/Berlin): The floor is polished';

  it.each([
    ['up to it', { from: '2026-03-03T20:00', to: '2026-03-03T21:00', rules }],
    ['from its end', { from: '2026-03-04T07:00', to: '2026-03-04T08:00', rules }],
  ])('accepts %s', (_, given) => {
    expectAccepted(given);
  });

  it.each<[string, Case]>([
    ['into it', { from: '2026-03-03T20:00', to: '2026-03-03T22:00', rules, bound, nearest: '2026-03-03T19:00 2026-03-03T21:00' }],
    ['inside it', { from: '2026-03-04T05:00', to: '2026-03-04T06:00', rules, bound, nearest: '2026-03-04T07:00 2026-03-04T08:00' }],
    [
      'around it, and prefers the earlier of two as near',
      { from: '2026-03-03T20:00', to: '2026-03-04T08:00', rules, bound, nearest: '2026-03-03T09:00 2026-03-03T21:00' },
    ],
  ])('refuses a time %s', (_, given) => {
    expectRefused('blackout', given);
  });

  it('of six weeks is left on its nearer side', () => {
    const summer = { blackouts: [{ startsAt: utc('2026-07-01T00:00'), endsAt: utc('2026-08-12T00:00') }] };

    const bound = 'closed from 2026-07-01 02:00 to 2026-08-12 02:00 (Europe/Berlin)';
    const nearest = '2026-06-30T23:00 2026-07-01T00:00';
    expectRefused('blackout', { from: '2026-07-20T09:00', to: '2026-07-20T10:00', rules: summer, bound, nearest });
  });
});

describe('the capacity', () => {
  const wanted = wish({ from: '2026-03-03T09:00', to: '2026-03-03T10:00' });

  it.each([
    [12, 12],
    [12, undefined],
    [undefined, 5_000],
  ])('of %p accepts %p people', (capacity, attendance) => {
    expect(brokenRule(aSpace('oak', { capacity }), wanted, NOW, attendance)).toBeUndefined();
  });

  it('refuses one more', () => {
    const bound = 'at most 12 people';

    expect(brokenRule(aSpace('oak', { capacity: 12 }), wanted, NOW, 13)).toEqual({ kind: 'rule-broken', rule: 'capacity', bound });
  });
});

describe('a space whose rules allow no length', () => {
  it('refuses without a nearest time', () => {
    const space = spaceOf({ rules: { slotStepMinutes: 60, maxDurationMinutes: 50 } });
    const wanted = wish({ from: '2026-03-03T09:00', to: '2026-03-03T09:50' });

    expect(brokenRule(space, wanted, NOW)).not.toHaveProperty('nearest');
    expect(allowedNear(space, wanted, NOW, { taken: [], window: offerWindow(wanted, NOW), count: 3 })).toEqual([]);
  });
});

/** Days around the changes of clocks of the zones below, and one in the quiet of summer. */
const NOWS = ['2026-03-27T09:00', '2026-10-23T09:07', '2026-04-02T23:59', '2026-10-02T00:00', '2026-03-06T12:00', '2026-06-15T10:31'].map(
  utc,
);

function aWish(random: Random, now: number): Interval {
  const start = now + random.whole(-2 * 1_440, random.pick([2, 20, 90]) * 1_440) * MINUTE;
  return { start, end: start + random.whole(1, 960) * MINUTE };
}

describe('the nearest time (seeded)', () => {
  const stories = (seed: number, rounds: number, story: (space: Space, wanted: Interval, now: number, random: Random) => void): void => {
    const random = new Random(seed);
    for (let round = 0; round < rounds; round += 1) {
      const now = random.pick(NOWS);
      story(aRuledSpace(random, now, { timeZone: aZone(random) }), aWish(random, now), now, random);
    }
  };
  const nearestTo = (space: Space, wanted: Interval, now: number): Interval | undefined =>
    withNearest({ kind: 'too-long' }, space, wanted, now).nearest;

  it('breaks no rule, and is the wish itself where that breaks none', () => {
    let [accepted, named] = [0, 0];
    stories(1, 1000, (space, wanted, now) => {
      const nearest = nearestTo(space, wanted, now);
      if (!refusal(space, wanted, now)) {
        accepted += 1;
        expectOften(nearest, wanted);
      } else if (nearest) {
        named += 1;
        expectOften(refusal(space, nearest, now), undefined);
      }
    });
    expect(accepted).toBeGreaterThan(10);
    expect(named).toBeGreaterThan(600);
  });

  it('is named wherever some time within two weeks of the wish is allowed', () => {
    let none = 0;
    stories(2, 500, (space, wanted, now) => {
      if (nearestTo(space, wanted, now)) return;
      none += 1;
      const { slotStepMinutes = 1, minDurationMinutes = 1 } = space.reservationConfig ?? {};
      const shortest = Math.ceil(minDurationMinutes / slotStepMinutes) * slotStepMinutes * MINUTE;
      for (const open of openWithin(space, { start: wanted.start - 14 * DAY, end: wanted.start + 14 * DAY })) {
        for (let start = Math.ceil(open.start / (5 * MINUTE)) * 5 * MINUTE; start + shortest <= open.end; start += 5 * MINUTE) {
          if (start < now || wallTime(start, space.timeZone).minutes % slotStepMinutes > 0) continue;
          expectOften(refusal(space, { start, end: start + shortest }, now) !== undefined, true);
        }
      }
    });

    expect(none).toBeGreaterThan(5);
  });

  it('begins no further from the wish than any other of its length', () => {
    stories(3, 200, (space, wanted, now, random) => {
      const nearest = nearestTo(space, wanted, now);
      // Without steps, whole quarters of an hour are preferred to nearer times.
      if (!nearest || space.reservationConfig?.slotStepMinutes === undefined) return;
      const [distance, length] = [Math.abs(nearest.start - wanted.start), nearest.end - nearest.start];
      for (let look = 0; look < 30 && distance > 0; look += 1) {
        const start = Math.round((wanted.start + random.whole(1 - distance, distance - 1)) / (5 * MINUTE)) * 5 * MINUTE;
        if (Math.abs(start - wanted.start) >= distance) continue;
        expectOften(refusal(space, { start, end: start + length }, now) !== undefined, true);
      }
    });
  });
});

describe('the times that are offered for a taken one (seeded)', () => {
  it('obey the rules, are free with their buffers, and do not overlap each other', () => {
    const random = new Random(4);
    let offered = 0;
    for (let round = 0; round < 1_500; round += 1) {
      const now = random.pick(NOWS);
      const space = aRuledSpace(random, now, { timeZone: aZone(random) });
      const wanted = aWish(random, now);
      const window = offerWindow(wanted, now);
      const taken = [
        keptTime(space, wanted),
        ...Array.from({ length: random.whole(0, 10) }, () => {
          const start = wanted.start + random.whole(-1_000, 4_000) * MINUTE;
          return { start, end: start + random.whole(5, 600) * MINUTE };
        }),
      ];

      const offers = allowedNear(space, wanted, now, { taken, window, count: 3 });

      offered += offers.length;
      for (const [index, offer] of offers.entries()) {
        const kept = keptTime(space, offer);
        expectOften(refusal(space, offer, now), undefined);
        expectOften(
          taken.filter((other) => overlaps(other, kept)),
          [],
        );
        expectOften(window.start <= kept.start && kept.end <= window.end, true);
        expectOften(
          offers.slice(index + 1).filter((other) => overlaps(other, offer)),
          [],
        );
      }
    }
    expect(offered).toBeGreaterThan(1_000);
  });
});
