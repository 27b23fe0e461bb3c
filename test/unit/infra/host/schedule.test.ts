import { parseSchedule } from '../../../../infra/local/host/triggers/schedule';

const next = (text: string, after: string): string => new Date(parseSchedule(text).next(Date.parse(after))).toISOString();

describe('an NCRONTAB schedule', () => {
  it.each([
    ['0 * * * * *', '2026-03-01T10:00:00Z', '2026-03-01T10:01:00.000Z'],
    ['0 * * * * *', '2026-03-01T10:00:59.999Z', '2026-03-01T10:01:00.000Z'],
    ['*/20 * * * * *', '2026-03-01T10:00:20Z', '2026-03-01T10:00:40.000Z'],
    ['0 30 9 * * 1-5', '2026-03-06T10:00:00Z', '2026-03-09T09:30:00.000Z'],
    ['0 30 9 * * Mon-Fri', '2026-03-06T10:00:00Z', '2026-03-09T09:30:00.000Z'],
    ['0 0 0 29 2 *', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 0 0 31 * *', '2026-04-01T00:00:00Z', '2026-05-31T00:00:00.000Z'],
    ['0 0 12 1,15 Jan *', '2026-01-01T12:00:00Z', '2026-01-15T12:00:00.000Z'],
    ['0 5/20 * * * *', '2026-01-01T12:06:00Z', '2026-01-01T12:25:00.000Z'],
    ['*/5 * * * *', '2026-01-01T12:01:00Z', '2026-01-01T12:05:00.000Z'],
  ])('%s after %s occurs at %s', (text, after, expected) => {
    expect(next(text, after)).toBe(expected);
  });

  it('wants both the day and the day of the week to fit', () => {
    expect(next('0 0 0 13 * 5', '2026-03-14T00:00:00Z')).toBe('2026-11-13T00:00:00.000Z');
  });

  it.each([
    ['* * *', 'six fields'],
    ['60 * * * * *', "second '60'"],
    ['0 0 24 * * *', "hour '24'"],
    ['0 0 0 0 * *', "day '0'"],
    ['0 0 0 * * 7', "day of week '7'"],
    ['0 5-1 * * * *', "minute '5-1'"],
    ['0 */0 * * * *', "minute '*/0'"],
    ['0 0 0 30 2 *', 'never occurs'],
    ['every minute at the sixth bell', 'NCRONTAB'],
  ])('refuses %s', (text, message) => {
    expect(() => parseSchedule(text)).toThrow(message);
  });
});
