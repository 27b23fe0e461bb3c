import { datesOnWall, eitherReading, withDates } from '../../../shared/kernel/all-day';
import { DAY, HOUR } from '../../../shared/kernel/clock';
import { instantOf } from '../../../shared/kernel/zones';

const utc = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const dates = (from: string, to: string) => ({ start: utc(from), end: utc(to) });
const hours = ({ start, end }: { readonly start: number; readonly end: number }): number => (end - start) / HOUR;

describe('an all-day entry by the clock of a zone', () => {
  it.each([
    ['America/Sao_Paulo', '2027-01-11', '2027-01-12', '2027-01-11T03:00:00Z', 24],
    ['Pacific/Kiritimati', '2027-01-11', '2027-01-12', '2027-01-10T10:00:00Z', 24],
    ['Etc/GMT+12', '2027-01-11', '2027-01-12', '2027-01-11T12:00:00Z', 24],
    ['Europe/Dublin', '2026-03-29', '2026-03-30', '2026-03-29T00:00:00Z', 23],
    ['Europe/Dublin', '2026-10-25', '2026-10-26', '2026-10-24T23:00:00Z', 25],
    ['Europe/Vienna', '2026-03-28', '2026-03-31', '2026-03-27T23:00:00Z', 71],
    ['Africa/Cairo', '2026-04-24', '2026-04-25', '2026-04-23T22:00:00Z', 23],
  ])('in %s from %s to %s begins at %s and lasts %i hours', (zone, from, to, begins, lasts) => {
    // In Cairo the clock leaps over that midnight: the day begins with what the wall shows next.
    const wall = datesOnWall(dates(from, to), zone);

    expect([new Date(wall.start).toISOString().replace('.000', ''), hours(wall)]).toEqual([begins, lasts]);
  });

  it('covers one day where its end is its start', () => {
    expect(hours(datesOnWall(dates('2026-03-03', '2026-03-03'), 'Europe/Vienna'))).toBe(24);
  });

  it('covers what any zone would make of it where the zone is not known', () => {
    const anywhere = datesOnWall(dates('2026-03-03', '2026-03-04'), undefined);

    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const here = datesOnWall(dates('2026-03-03', '2026-03-04'), zone);
      expect([zone, anywhere.start <= here.start, here.end <= anywhere.end]).toEqual([zone, true, true]);
    }
  });

  it('is shown by Exchange within the time that is asked for, whatever zone the asked time is of', () => {
    for (const zone of ['Pacific/Kiritimati', 'Etc/GMT+12', 'America/Sao_Paulo', 'Europe/Vienna', 'Etc/UTC']) {
      const start = instantOf('2026-03-03', 0, zone);
      for (const asked of [
        { start, end: start + HOUR },
        { start: start + 23 * HOUR, end: start + 24 * HOUR },
      ]) {
        const { start: from, end: to } = withDates(asked);
        expect([zone, utc('2026-03-03') < to, utc('2026-03-04') > from]).toEqual([zone, true, true]);
      }
    }
  });
});

describe('an entry that may be dates or instants', () => {
  it('covers both readings', () => {
    expect(eitherReading(dates('2027-01-11', '2027-01-12'), 'America/Sao_Paulo')).toEqual({
      start: utc('2027-01-11'),
      end: utc('2027-01-12') + 3 * HOUR,
    });
  });

  it.each([
    ['begins later than midnight', { start: utc('2027-01-11') + HOUR, end: utc('2027-01-12') }],
    ['ends before midnight', { start: utc('2027-01-11'), end: utc('2027-01-12') - 1 }],
    ['has no length', { start: utc('2027-01-11'), end: utc('2027-01-11') }],
  ])('is instants where it %s', (_what, entry) => {
    expect(eitherReading(entry, 'America/Sao_Paulo')).toEqual(entry);
  });

  it('covers several days', () => {
    expect(hours(eitherReading({ start: 0, end: 3 * DAY }, 'America/Sao_Paulo'))).toBe(75);
  });
});
