import { DAY, HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import { addDays, instantOf, steadyAround, wallTime, weekdayOf, zonedText } from '../../../shared/kernel/zones';
import { expectOften } from '../../support/expect-often';
import { Random } from '../../simulation/random';

const utc = (text: string): number => Date.parse(`${text}Z`);
const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
/** `2026-03-29 03:30`, the form that the tables below are in. */
const shown = (at: number, zone: string): string => {
  const { date, minutes: past } = wallTime(at, zone);
  return `${date} ${String(Math.floor(past / 60)).padStart(2, '0')}:${String(past % 60).padStart(2, '0')}`;
};
const instant = (wall: string, zone: string): number => instantOf(wall.slice(0, 10), minutes(wall.slice(11)), zone);
const text = (at: number): string => new Date(at).toISOString().slice(0, 16);

/** What the platform shows, by another road than the code goes. */
function platformShows(at: number, zone: string): string {
  return new Date(at).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16);
}

interface Change {
  readonly zone: string;
  /** The first instant after the change. */
  readonly at: string;
  readonly before: string;
  readonly after: string;
}

const CHANGES: readonly Change[] = [
  { zone: 'Europe/Berlin', at: '2026-03-29T01:00', before: '2026-03-29 01:59', after: '2026-03-29 03:00' },
  { zone: 'Europe/Berlin', at: '2026-10-25T01:00', before: '2026-10-25 02:59', after: '2026-10-25 02:00' },
  { zone: 'America/New_York', at: '2026-03-08T07:00', before: '2026-03-08 01:59', after: '2026-03-08 03:00' },
  { zone: 'America/New_York', at: '2026-11-01T06:00', before: '2026-11-01 01:59', after: '2026-11-01 01:00' },
  { zone: 'Australia/Lord_Howe', at: '2026-04-04T15:00', before: '2026-04-05 01:59', after: '2026-04-05 01:30' },
  { zone: 'Australia/Lord_Howe', at: '2026-10-03T15:30', before: '2026-10-04 01:59', after: '2026-10-04 02:30' },
  { zone: 'America/Sao_Paulo', at: '2018-11-04T03:00', before: '2018-11-03 23:59', after: '2018-11-04 01:00' },
  { zone: 'America/Sao_Paulo', at: '2019-02-17T02:00', before: '2019-02-16 23:59', after: '2019-02-16 23:00' },
  { zone: 'Pacific/Apia', at: '2011-12-30T10:00', before: '2011-12-29 23:59', after: '2011-12-31 00:00' },
  { zone: 'Africa/Casablanca', at: '2026-02-15T02:00', before: '2026-02-15 02:59', after: '2026-02-15 02:00' },
  { zone: 'America/St_Johns', at: '2010-03-14T03:31', before: '2010-03-14 00:00', after: '2010-03-14 01:01' },
];

describe('the clock on the wall', () => {
  it.each(CHANGES)('in $zone goes from $before to $after at $at', ({ zone, at, before, after }) => {
    expect(shown(utc(at) - 1, zone)).toBe(before);
    expect(shown(utc(at), zone)).toBe(after);
  });

  it.each([
    ['Asia/Kathmandu', '2026-06-01T18:15', '2026-06-02 00:00', 2],
    ['Asia/Kathmandu', '2026-06-01T18:14', '2026-06-01 23:59', 1],
    ['Pacific/Chatham', '2026-06-01T12:00', '2026-06-02 00:45', 2],
    ['America/Sao_Paulo', '2026-12-20T12:00', '2026-12-20 09:00', 7],
    ['Etc/UTC', '1969-12-31T23:59', '1969-12-31 23:59', 3],
  ])('in %s shows at %s %s, weekday %i', (zone, at, wall, weekday) => {
    expect(shown(utc(at), zone)).toBe(wall);
    expect(wallTime(utc(at), zone).weekday).toBe(weekday);
    expect(weekdayOf(wall.slice(0, 10))).toBe(weekday);
    expect(text(instant(wall, zone))).toBe(at);
  });

  it('shows what the platform shows in every zone that it knows, whatever was asked before (seeded)', () => {
    const random = new Random(1_884);
    const zones = Intl.supportedValuesOf('timeZone');
    for (let round = 0; round < 3_000; round += 1) {
      const zone = random.pick(zones);
      const at = random.whole(utc('1972-01-01T00:00') / SECOND, utc('2037-12-31T00:00') / SECOND) * SECOND;
      expectOften(`${zone} ${shown(at, zone)}`, `${zone} ${platformShows(at, zone)}`);
    }
  });

  it('is right through more days than it remembers', () => {
    const first = utc('2000-01-01T12:00');
    for (let day = 0; day < 10_000; day += 7) expectOften(wallTime(first + day * DAY, 'Europe/Berlin').minutes % 60, 0);
    for (let day = 0; day < 9_000; day += 1) wallTime(first + day * DAY, 'Europe/Berlin');
    expect(shown(utc('2026-03-29T01:00'), 'Europe/Berlin')).toBe('2026-03-29 03:00');
    expect(shown(first, 'Europe/Berlin')).toBe('2000-01-01 13:00');
  });
});

describe('the instant of a time on the wall', () => {
  it.each([
    ['before a gap', 'Europe/Berlin', '2026-03-29 01:59', '2026-03-29T00:59'],
    ['at the beginning of a gap', 'Europe/Berlin', '2026-03-29 02:00', '2026-03-29T01:00'],
    ['in a gap', 'Europe/Berlin', '2026-03-29 02:30', '2026-03-29T01:30'],
    ['after a gap', 'Europe/Berlin', '2026-03-29 03:00', '2026-03-29T01:00'],
    ['before an overlap', 'Europe/Berlin', '2026-10-25 01:59', '2026-10-24T23:59'],
    ['in an overlap, the first time', 'Europe/Berlin', '2026-10-25 02:30', '2026-10-25T00:30'],
    ['after an overlap', 'Europe/Berlin', '2026-10-25 03:00', '2026-10-25T02:00'],
    ['in a gap of half an hour', 'Australia/Lord_Howe', '2026-10-04 02:15', '2026-10-03T15:45'],
    ['in an overlap of half an hour', 'Australia/Lord_Howe', '2026-04-05 01:45', '2026-04-04T14:45'],
    ['after an overlap of half an hour', 'Australia/Lord_Howe', '2026-04-05 02:00', '2026-04-04T15:30'],
    ['at a midnight that was left out', 'America/Sao_Paulo', '2018-11-04 00:00', '2018-11-04T03:00'],
    ['at the midnight after an hour that came twice', 'America/Sao_Paulo', '2019-02-17 00:00', '2019-02-17T03:00'],
    ['at noon of a day that was left out', 'Pacific/Apia', '2011-12-30 12:00', '2011-12-30T22:00'],
    ['at the end of the day before it', 'Pacific/Apia', '2011-12-29 23:59', '2011-12-30T09:59'],
    ['at the beginning of the day after it', 'Pacific/Apia', '2011-12-31 00:00', '2011-12-30T10:00'],
  ])('%s', (_, zone, wall, at) => {
    expect(text(instant(wall, zone))).toBe(at);
  });

  it.each(CHANGES)('is the one that shows it, but for the second pass of an overlap: $zone around $at', ({ zone, at }) => {
    const change = utc(at);
    const back = Math.max(0, wallLead(zone, change - MINUTE) - wallLead(zone, change));
    for (let now = change - 26 * HOUR; now < change + 26 * HOUR; now += MINUTE) {
      const { date, minutes: past } = wallTime(now, zone);
      const secondPass = now >= change && now < change + back;
      expectOften(instantOf(date, past, zone), secondPass ? now - back : now);
    }
  });

  it('is the one that shows it at every other time (seeded)', () => {
    const random = new Random(20_260_329);
    const zones = Intl.supportedValuesOf('timeZone');
    for (let round = 0; round < 3_000; round += 1) {
      const zone = random.pick(zones);
      const at = random.whole(utc('1975-01-01T00:00') / MINUTE, utc('2037-12-31T00:00') / MINUTE) * MINUTE;
      const { date, minutes: past } = wallTime(at, zone);
      const found = instantOf(date, past, zone);
      expectOften(`${zone} ${shown(found, zone)}`, `${zone} ${shown(at, zone)}`);
      expectOften(found <= at, true);
      // Another instant that shows the same is the first pass, with the change of clocks between the two.
      if (found !== at) expect(steadyAround(at, zone).start).toBeGreaterThan(found);
    }
  });
});

describe('the days of a zone', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['Europe/Berlin', '2026-06-01', 24],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['America/Sao_Paulo', '2018-11-04', 23],
    ['America/Sao_Paulo', '2019-02-16', 25],
    ['Pacific/Apia', '2011-12-30', 0],
  ])('in %s %s has %d hours', (zone, date, hours) => {
    expect((instantOf(addDays(date, 1), 0, zone) - instantOf(date, 0, zone)) / HOUR).toBe(hours);
  });

  it.each([
    ['2026-02-28', 1, '2026-03-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-01-01', -1, '2025-12-31'],
    ['2026-12-31', 60, '2027-03-01'],
  ])('%s and %i days is %s', (date, days, sum) => {
    expect(addDays(date, days)).toBe(sum);
  });
});

describe('an instant by the clock of its zone', () => {
  it.each([
    ['Europe/Dublin', '2026-03-29T00:59:59', '2026-03-29T00:59:59+00:00'],
    ['Europe/Dublin', '2026-03-29T01:00:00', '2026-03-29T02:00:00+01:00'],
    ['Europe/Dublin', '2026-10-25T00:30:00', '2026-10-25T01:30:00+01:00'],
    ['Europe/Dublin', '2026-10-25T01:30:00', '2026-10-25T01:30:00+00:00'],
    ['America/New_York', '2026-03-08T06:59:59', '2026-03-08T01:59:59-05:00'],
    ['America/New_York', '2026-03-08T07:00:00', '2026-03-08T03:00:00-04:00'],
    ['America/New_York', '2026-11-01T05:30:00', '2026-11-01T01:30:00-04:00'],
    ['America/New_York', '2026-11-01T06:30:00', '2026-11-01T01:30:00-05:00'],
    ['Australia/Lord_Howe', '2026-04-04T14:59:59', '2026-04-05T01:59:59+11:00'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00', '2026-04-05T01:30:00+10:30'],
    ['Australia/Lord_Howe', '2026-10-03T15:29:59', '2026-10-04T01:59:59+10:30'],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00', '2026-10-04T02:30:00+11:00'],
    ['America/St_Johns', '2026-01-01T00:00:00', '2025-12-31T20:30:00-03:30'],
  ])('is told with its offset: %s %s is %s', (zone, at, told) => {
    expect(zonedText(utc(at), zone)).toBe(told);
    expect(Date.parse(zonedText(utc(at), zone))).toBe(utc(at));
  });
});

describe('the time without a change of clocks', () => {
  it('ends at the change and begins with it', () => {
    const change = utc('2026-03-29T01:00');

    expect(steadyAround(change - 1, 'Europe/Berlin').end).toBe(change);
    expect(steadyAround(change, 'Europe/Berlin').start).toBe(change);
    expect(steadyAround(change + DAY, 'Europe/Berlin').start).toBe(change);
  });

  it('reaches at least a day to both sides where there is none', () => {
    const at = utc('2026-06-15T17:31');
    const { start, end } = steadyAround(at, 'Europe/Berlin');

    expect(at - start).toBeGreaterThanOrEqual(DAY);
    expect(end - at).toBeGreaterThanOrEqual(DAY);
  });
});

/** How far the wall is ahead of UTC; whole minutes. */
function wallLead(zone: string, at: number): number {
  const { date, minutes: past } = wallTime(at, zone);
  return Date.parse(`${date}T00:00:00Z`) + past * MINUTE - at;
}
