import { h } from '../kit/dom.js';
import { clockIn } from '../kit/zones.js';

const STATUS = { pending: 'waits for approval', approved: 'approved' };
const SIGN = { 'in-step': '✓', 'on-its-way': '…', attention: '!', clash: '!', 'no-calendar': '' };
const KIND = { people: 'staff’s own entry in Outlook', 'ours-only-in-outlook': 'stands in Outlook, not in the ledger' };

const times = (bar, zone) => `${clockIn(zone, bar.start)}–${clockIn(zone, bar.end)}`;

/** All that a bar says, for whoever does not see it. */
export function barWords(bar, zone) {
  const what = bar.kind === 'reservation' ? STATUS[bar.status] : KIND[bar.kind];
  return `${bar.title}, ${times(bar, zone)}, ${what}. ${bar.sentence}`;
}

/** Which of the lanes of a row each bar takes, so that none hides another. */
export function stacked(bars) {
  const ends = [];
  return bars.map((bar) => {
    const [start, end] = [Date.parse(bar.start), Date.parse(bar.end)];
    const free = ends.findIndex((taken) => taken <= start);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = end;
    return { bar, lane, start, end };
  });
}

/** A bar in the cell of the hour in which it begins; `hour` is that cell, `day` ends it. */
export function barButton({ bar, lane, start, end }, { hour, day, zone }) {
  const from = Math.max(start, day.start);
  const length = hour.end - hour.start;
  const [left, width] = [(from - hour.start) / length, (Math.min(end, day.end) - from) / length];
  const style = `--left: ${percent(left)}; --width: ${percent(width)}; --lane: ${lane}`;
  const state = bar.kind === 'reservation' ? `${bar.status} ${bar.standing}` : `${bar.kind} ${bar.showAs}`;
  return h(
    'button',
    { type: 'button', class: `bar ${state}`, 'data-key': bar.key, 'data-bar': bar.key, 'aria-label': barWords(bar, zone), style },
    bar.kind === 'reservation' && SIGN[bar.standing] ? h('b', { 'aria-hidden': 'true' }, SIGN[bar.standing]) : '',
    h('span', {}, bar.title),
  );
}

export const percent = (part) => `${Math.round(part * 10_000) / 100}%`;
