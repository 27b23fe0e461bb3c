import { utcDays } from '../../../shared/kernel/days';

const at = (text: string): number => Date.parse(text);

describe('the UTC days of an interval', () => {
  it.each([
    ['an hour within a day', '2026-03-02T10:00:00Z', '2026-03-02T11:00:00Z', ['2026-03-02']],
    ['a night', '2026-03-02T22:00:00Z', '2026-03-03T02:00:00Z', ['2026-03-02', '2026-03-03']],
    ['an evening that ends at midnight', '2026-03-02T22:00:00Z', '2026-03-03T00:00:00Z', ['2026-03-02']],
    ['a moment past midnight', '2026-03-02T22:00:00Z', '2026-03-03T00:00:00.001Z', ['2026-03-02', '2026-03-03']],
    ['the end of February', '2028-02-28T23:00:00Z', '2028-03-01T01:00:00Z', ['2028-02-28', '2028-02-29', '2028-03-01']],
    ['days before 1970', '1969-12-31T23:00:00Z', '1970-01-01T01:00:00Z', ['1969-12-31', '1970-01-01']],
    ['no time at all', '2026-03-02T00:00:00Z', '2026-03-02T00:00:00Z', []],
  ])('of %s', (_what, start, end, days) => {
    expect(utcDays({ start: at(start), end: at(end) })).toEqual(days);
  });
});
