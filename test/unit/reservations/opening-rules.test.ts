import { DAY, HOUR, MINUTE } from '../../../shared/kernel/clock';
import { wallTime } from '../../../shared/kernel/zones';
import { hoursOf, minutesOf, openWithin } from '../../../shared/reservations/house-rules/opening-rules';
import type { ReservationConfig } from '../../../shared/spaces/model';
import { aSpace } from '../../support/builders/space-builder';
import { expectOften } from '../../support/expect-often';
import { Random } from '../../simulation/random';
import { aRuledSpace, aZone } from '../../support/random-rules';

const utc = (text: string): number => Date.parse(`${text}Z`);
const addHours = (date: string, hours: number): string => text(utc(`${date}T00:00`) + hours * HOUR);
const text = (at: number): string => new Date(at).toISOString().slice(0, 16);
const space = (timeZone: string, rules: Partial<ReservationConfig>) => aSpace('oak', { timeZone, rules });
const opens = (timeZone: string, rules: Partial<ReservationConfig>, from: string, to: string): string[] =>
  openWithin(space(timeZone, rules), { start: utc(from), end: utc(to) }).map(({ start, end }) => `${text(start)} ${text(end)}`);

const every = (...open: { opens: string; closes: string }[]): Partial<ReservationConfig> => ({
  openingHours: { monday: open, tuesday: open, wednesday: open, thursday: open, friday: open, saturday: open, sunday: open },
});
const office = { opens: '09:00', closes: '17:00' };

describe('the hours of a day', () => {
  const week = { openingHours: { monday: [office], saturday: [] } };

  it.each([
    ['those of its weekday', week, '2026-03-02', [office]],
    ['none where the weekday has none', week, '2026-03-07', []],
    ['none where the weekday is left out', week, '2026-03-08', []],
    ['not set where the space has no opening hours', {}, '2026-03-08', undefined],
    ['those of the special day instead', { ...week, specialDays: [{ date: '2026-03-08', open: [office] }] }, '2026-03-08', [office]],
    ['none on a special day without hours', { ...week, specialDays: [{ date: '2026-03-02', open: [] }] }, '2026-03-02', []],
    ['those of a special day of a space that is always open', { specialDays: [{ date: '2026-03-02', open: [] }] }, '2026-03-02', []],
  ])('are %s', (_, rules, date, hours) => {
    expect(hoursOf(space('Europe/Berlin', rules), date)).toEqual(hours);
  });
});

describe('when a space is open', () => {
  it('follows the clock on the wall from winter to summer', () => {
    expect(opens('Europe/Berlin', every(office), '2026-03-28T00:00', '2026-03-30T23:00')).toEqual([
      '2026-03-28T08:00 2026-03-28T16:00',
      '2026-03-29T07:00 2026-03-29T15:00',
      '2026-03-30T07:00 2026-03-30T15:00',
    ]);
  });

  it.each([
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00', '2026-03-29T22:00', 23],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00', '2026-10-25T23:00', 25],
    ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30', '2026-10-04T13:00', 23.5],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00', '2018-11-05T02:00', 23],
  ])('in %s on %s is from %s to %s, %d hours, where it is open all day', (timeZone, date, from, to, hours) => {
    const allDay = { openingHours: {}, specialDays: [{ date, open: [{ opens: '00:00', closes: '24:00' }] }] };

    expect(opens(timeZone, allDay, from, to)).toEqual([`${from} ${to}`]);
    expect((utc(to) - utc(from)) / HOUR).toBe(hours);
  });

  it.each([
    ['opens later when its time is left out', '2026-03-29', { opens: '02:30', closes: '06:00' }, '2026-03-29T01:30 2026-03-29T04:00'],
    ['closes later when its time is left out', '2026-03-29', { opens: '00:00', closes: '02:30' }, '2026-03-28T23:00 2026-03-29T01:30'],
    ['is closed when its hours end before they begin', '2026-03-29', { opens: '02:30', closes: '03:00' }, undefined],
    ['opens the first time that the clock says so', '2026-10-25', { opens: '02:30', closes: '06:00' }, '2026-10-25T00:30 2026-10-25T05:00'],
    [
      'closes the first time that the clock says so',
      '2026-10-25',
      { opens: '01:00', closes: '02:30' },
      '2026-10-24T23:00 2026-10-25T00:30',
    ],
  ])('%s', (_, date, open, expected) => {
    const rules = { openingHours: {}, specialDays: [{ date, open: [open] }] };

    expect(opens('Europe/Berlin', rules, addHours(date, -6), addHours(date, 12))).toEqual(expected === undefined ? [] : [expected]);
  });

  it('does not lend the hours of a day that was left out to the next', () => {
    const fridays = { openingHours: { friday: [office] } };

    expect(opens('Pacific/Apia', fridays, '2011-12-29T12:00', '2011-12-31T12:00')).toEqual([]);
    expect(opens('Pacific/Apia', {}, '2011-12-30T09:00', '2011-12-30T11:00')).toEqual(['2011-12-30T09:00 2011-12-30T11:00']);
  });

  it('goes on over midnight', () => {
    const nights = { openingHours: { friday: [{ opens: '22:00', closes: '24:00' }], saturday: [{ opens: '00:00', closes: '02:00' }] } };

    expect(opens('Europe/Berlin', nights, '2026-03-06T12:00', '2026-03-07T12:00')).toEqual(['2026-03-06T21:00 2026-03-07T01:00']);
  });

  it('joins hours that touch or overlap, and keeps the others apart', () => {
    const hours = [
      { opens: '14:00', closes: '16:00' },
      { opens: '08:00', closes: '10:00' },
      { opens: '10:00', closes: '11:00' },
      { opens: '15:00', closes: '17:00' },
    ];

    expect(opens('Etc/UTC', { openingHours: { monday: hours } }, '2026-03-02T00:00', '2026-03-02T23:00')).toEqual([
      '2026-03-02T08:00 2026-03-02T11:00',
      '2026-03-02T14:00 2026-03-02T17:00',
    ]);
  });

  it('leaves out blackouts, also over midnight, also one inside another', () => {
    const blackouts = [
      { startsAt: utc('2026-03-02T20:00'), endsAt: utc('2026-03-03T06:00') },
      { startsAt: utc('2026-03-02T22:00'), endsAt: utc('2026-03-02T23:00') },
      { startsAt: utc('2026-03-03T09:00'), endsAt: utc('2026-03-03T09:30') },
    ];

    expect(opens('Etc/UTC', { blackouts }, '2026-03-02T18:00', '2026-03-03T12:00')).toEqual([
      '2026-03-02T18:00 2026-03-02T20:00',
      '2026-03-03T06:00 2026-03-03T09:00',
      '2026-03-03T09:30 2026-03-03T12:00',
    ]);
  });

  it('is never where every day is closed', () => {
    expect(opens('Europe/Berlin', { openingHours: {} }, '2026-03-02T00:00', '2026-04-02T00:00')).toEqual([]);
  });

  it('is at each minute what the clock on the wall says (seeded)', () => {
    const random = new Random(86_400);
    for (let round = 0; round < 150; round += 1) {
      const now = random.pick([utc('2026-03-27T09:00'), utc('2026-10-23T09:00'), utc('2026-04-03T00:00'), utc('2026-06-01T12:00')]);
      const oak = aRuledSpace(random, now, { timeZone: aZone(random) });
      const span = { start: now, end: now + 5 * DAY };
      const open = openWithin(oak, span);
      for (let look = 0; look < 100; look += 1) {
        const at = random.whole(span.start / MINUTE, span.end / MINUTE - 1) * MINUTE;
        const { date, minutes } = wallTime(at, oak.timeZone);
        // Around a change of clocks the tables above say what is meant.
        if (wallTime(at - 3 * HOUR, oak.timeZone).minutes !== (minutes + 21 * 60) % (24 * 60)) continue;
        const hours = hoursOf(oak, date)?.some((time) => minutesOf(time.opens) <= minutes && minutes < minutesOf(time.closes)) ?? true;
        const blackout = oak.reservationConfig?.blackouts?.some(({ startsAt, endsAt }) => startsAt <= at && at < endsAt) ?? false;
        expectOften(
          open.some(({ start, end }) => start <= at && at < end),
          hours && !blackout,
        );
      }
    }
  });
});
