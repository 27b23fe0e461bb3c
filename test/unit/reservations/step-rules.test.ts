import { DAY, HOUR, MINUTE } from '../../../shared/kernel/clock';
import { gridDown, gridUp, isOnGrid } from '../../../shared/reservations/house-rules/step-rules';
import { expectOften } from '../../support/expect-often';

const utc = (text: string): number => Date.parse(`${text}Z`);
const CHANGES = [
  ['Europe/Berlin', '2026-03-29T01:00'],
  ['Europe/Berlin', '2026-10-25T01:00'],
  ['Australia/Lord_Howe', '2026-04-04T15:00'],
  ['Australia/Lord_Howe', '2026-10-03T15:30'],
  ['America/Sao_Paulo', '2018-11-04T03:00'],
  ['America/Sao_Paulo', '2019-02-17T02:00'],
  ['Pacific/Apia', '2011-12-30T10:00'],
  ['Asia/Kathmandu', '2026-06-01T00:00'],
] as const;
const STEPS = [15, 30, 45, 50, 60, 100, 120, 1_440];

describe('the grid of slots', () => {
  it.each([
    ['Asia/Kathmandu', 60, '2026-06-01T18:15', true],
    ['Asia/Kathmandu', 60, '2026-06-01T18:00', false],
    ['Asia/Kathmandu', 15, '2026-06-01T18:00', true],
    ['Australia/Lord_Howe', 60, '2026-10-03T15:30', false],
    ['Australia/Lord_Howe', 30, '2026-10-03T15:30', true],
    ['Europe/Berlin', 30, '2026-03-29T01:00:01', false],
  ])('in %s with steps of %i minutes: %s is on it: %p', (zone, step, at, expected) => {
    expect(isOnGrid(utc(at), step * MINUTE, zone)).toBe(expected);
  });

  it.each(CHANGES.flatMap(([zone, change]) => STEPS.map((step) => [zone, change, step] as const)))(
    'in %s around %s is left at no point up or down, with steps of %i minutes',
    (zone, change, minutes) => {
      const step = minutes * MINUTE;
      const [from, to] = [utc(change) - 5 * HOUR, utc(change) + 5 * HOUR];
      const points: number[] = [];
      for (let at = from - 2 * DAY; at <= to + 2 * DAY; at += MINUTE) if (isOnGrid(at, step, zone)) points.push(at);
      for (let at = from + 1; at <= to; at += 7 * MINUTE) {
        expectOften(
          [gridDown(at, step, zone), gridUp(at, step, zone)],
          [points.findLast((point) => point <= at), points.find((point) => point >= at)],
        );
      }
      for (const at of points) if (at > from && at < to) expectOften([gridDown(at, step, zone), gridUp(at, step, zone)], [at, at]);
    },
  );
});
