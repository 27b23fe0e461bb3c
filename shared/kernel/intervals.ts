import type { EpochMs } from './clock';

/** Half-open: [start, end). */
export interface Interval {
  readonly start: EpochMs;
  readonly end: EpochMs;
}

export const overlaps = (a: Interval, b: Interval): boolean => a.start < b.end && b.start < a.end;

/** Sorted and merged: touching or overlapping intervals become one. */
export function merge(intervals: readonly Interval[]): Interval[] {
  const merged: { start: EpochMs; end: EpochMs }[] = [];
  for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** @internal What of `window` no interval covers. */
export function gaps(window: Interval, intervals: readonly Interval[]): Interval[] {
  const free: Interval[] = [];
  let from = window.start;
  for (const busy of merge(intervals)) {
    if (busy.end <= from || busy.start >= window.end) continue;
    if (busy.start > from) free.push({ start: from, end: busy.start });
    from = busy.end;
  }
  if (from < window.end) free.push({ start: from, end: window.end });
  return free;
}

/** What of `intervals` none of `taken` covers, sorted and merged. */
export function without(intervals: readonly Interval[], taken: readonly Interval[]): Interval[] {
  const whole = merge(intervals);
  const [first, last] = [whole[0], whole.at(-1)];
  if (!first || !last) return [];
  const window = { start: first.start, end: last.end };
  return gaps(window, [...gaps(window, whole), ...taken]);
}
