import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { icalCalendar } from '../../../shared/adapters/ical/ical-calendar';
import { HOUR, MINUTE } from '../../../shared/kernel/clock';
import type { Feed, FeedEntry } from '../../../shared/feeds/model';
import { readCalendar } from '../../support/calendar';

const FROM = Date.UTC(2026, 1, 1);

const aFeed = (more: Partial<Feed> = {}): Feed => ({
  name: 'Oak Room (Town Hall)',
  timeZone: 'Europe/Vienna',
  url: 'https://book.city.example/api/v1/spaces/oak.ics',
  from: FROM,
  to: FROM + 430 * 24 * HOUR,
  entries: [],
  ...more,
});

const anEntry = (startsAt: number, more: Partial<FeedEntry> = {}): FeedEntry => ({
  uid: `${String(startsAt)}@book.city.example`,
  sequence: 1,
  changedAt: Date.UTC(2026, 2, 1, 9, 30),
  startsAt,
  endsAt: startsAt + HOUR,
  summary: 'Reserved',
  location: 'Oak Room, Town Hall',
  status: 'confirmed',
  ...more,
});

describe('the text of a calendar', () => {
  it('is this', () => {
    const text = icalCalendar(
      aFeed({
        entries: [
          anEntry(Date.UTC(2026, 2, 3, 14), { status: 'tentative' }),
          anEntry(Date.UTC(2026, 6, 3, 14), {
            sequence: 2,
            summary: 'Sommerfest für alle; mit Musik, Tanz und einem \\ im Namen, der länger als eine Zeile ist',
          }),
          anEntry(Date.UTC(2026, 6, 4, 14), { sequence: 3, status: 'cancelled' }),
        ],
      }),
    );

    expect(text.replaceAll('\r\n', '\n')).toBe(readFileSync(join(__dirname, 'oak.ics'), 'utf8'));
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
  });

  it('has no line of more than 75 bytes', () => {
    const text = icalCalendar(aFeed({ name: 'ä'.repeat(120), entries: [anEntry(FROM, { summary: '🎭'.repeat(60) })] }));

    expect(Math.max(...text.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(readCalendar(text)).toMatchObject({ name: 'ä'.repeat(120), events: [{ summary: '🎭'.repeat(60) }] });
  });

  it('keeps every sign of names and titles, and lets none of them end a line', () => {
    const odd = 'a; b, c\\d "e" :f\\n';
    const entry = anEntry(FROM, { summary: `${odd}\r\nATTENDEE:mailto:ada@example.org`, location: odd });

    const text = icalCalendar(aFeed({ name: odd, entries: [entry] }));

    expect(readCalendar(text)).toMatchObject({
      events: [{ summary: `${odd}\nATTENDEE:mailto:ada@example.org`, location: odd }],
    });
    expect(text).toContain('\r\nX-WR-CALNAME:a\\; b\\, c\\\\d "e" :f\\\\n\r\n');
    expect(text).not.toMatch(/^ATTENDEE/m);
  });

  it('tells what is off by status, and does not count it as busy', () => {
    const text = icalCalendar(aFeed({ entries: [anEntry(FROM), anEntry(FROM + HOUR, { status: 'cancelled', sequence: 2 })] }));

    expect(readCalendar(text).events).toMatchObject([
      { status: 'CONFIRMED', transparency: 'OPAQUE', sequence: 1 },
      { status: 'CANCELLED', transparency: 'TRANSPARENT', sequence: 2 },
    ]);
  });

  it('stamps each event with its own change, in UTC', () => {
    const changedAt = Date.UTC(2026, 6, 1, 12);

    const { events } = readCalendar(icalCalendar(aFeed({ entries: [anEntry(FROM, { changedAt })] })));

    expect(events).toMatchObject([{ stampedAt: changedAt, modifiedAt: changedAt }]);
  });

  it('has the properties of the calendar before its parts', () => {
    const [head = ''] = icalCalendar(aFeed({ entries: [anEntry(FROM)] })).split('\r\nBEGIN:VTIMEZONE');

    expect(head.split('\r\n')).toEqual(expect.arrayContaining(['X-PUBLISHED-TTL:PT1H', 'REFRESH-INTERVAL;VALUE=DURATION:PT1H']));
    expect(icalCalendar(aFeed())).toContain('END:VTIMEZONE\r\nEND:VCALENDAR');
  });
});

describe('the times of a calendar', () => {
  /** Every half hour of two days around each change of clocks. */
  const around = (...changes: readonly (readonly [year: number, month: number, day: number])[]): readonly number[] =>
    changes.flatMap(([year, month, day]) =>
      Array.from({ length: 96 }, (_, at) => Date.UTC(year, month - 1, day - 1, 12) + at * 30 * MINUTE),
    );

  it.each([
    ['Europe/Dublin', around([2025, 10, 26], [2026, 3, 29], [2026, 10, 25], [2027, 3, 28], [2031, 10, 26])],
    ['America/New_York', around([2025, 11, 2], [2026, 3, 8], [2026, 11, 1], [2027, 3, 14], [2031, 11, 2])],
    ['Australia/Lord_Howe', around([2026, 4, 5], [2026, 10, 4])],
    ['Asia/Kolkata', around([2026, 3, 29])],
    ['Africa/Cairo', around([2026, 4, 24], [2026, 10, 29])],
    ['Etc/UTC', around([2026, 3, 29])],
  ])('are the instants that were meant, read by the rules that stand in it: %s', (timeZone, starts) => {
    const text = icalCalendar(aFeed({ timeZone, entries: starts.map((startsAt) => anEntry(startsAt)) }));

    const read = readCalendar(text).events.map(({ startsAt, endsAt }) => [startsAt, endsAt]);

    expect(read).toEqual(starts.map((startsAt) => [startsAt, startsAt + HOUR]));
  });

  it('stand in the zone of the space, with one rule for summer and one for winter', () => {
    const text = icalCalendar(aFeed({ timeZone: 'Europe/Dublin', entries: [anEntry(Date.UTC(2026, 6, 1, 9))] }));

    expect(text).toContain('DTSTART;TZID=Europe/Dublin:20260701T100000\r\n');
    expect(text.match(/^RRULE:.*$/gm)).toEqual(['RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', 'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU']);
    expect(text).not.toContain('RDATE');
    expect(readCalendar(text)).toMatchObject({ zones: ['Europe/Dublin'], events: [{ zone: 'Europe/Dublin' }] });
  });

  it('are given in UTC when the clock shows them twice, for readers differ about which is meant', () => {
    const first = Date.UTC(2026, 9, 25, 0, 15);
    const starts = [first - HOUR, first, first + HOUR, first + 2 * HOUR];

    const text = icalCalendar(aFeed({ timeZone: 'Europe/Dublin', entries: starts.map((at) => anEntry(at, { endsAt: at + MINUTE })) }));

    expect(text.slice(text.indexOf('BEGIN:VEVENT')).match(/^DTSTART.*$/gm)).toEqual([
      'DTSTART;TZID=Europe/Dublin:20261025T001500',
      'DTSTART:20261025T001500Z',
      'DTSTART:20261025T011500Z',
      'DTSTART;TZID=Europe/Dublin:20261025T021500',
    ]);
  });

  it('are given in UTC where the zone has no rule for every year', () => {
    const text = icalCalendar(aFeed({ timeZone: 'Africa/Cairo', entries: [anEntry(Date.UTC(2026, 6, 1, 9))] }));

    expect(text).toContain('DTSTART:20260701T090000Z\r\n');
    expect(readCalendar(text).zones).toEqual([]);
  });
});
