import { h } from '../kit/dom.js';
import { clockIn } from '../kit/zones.js';
import { barButton, percent, stacked } from './bars.js';

const MINUTE = 60_000;
const instants = ({ start, end, ...rest }) => ({ ...rest, start: Date.parse(start), end: Date.parse(end) });
const overlap = (one, other) => one.start < other.end && other.start < one.end;

/** The day of all rooms of one zone: a table whose columns are the hours as they are lived, so 23 or 25 when clocks change. */
export function planTable({ zone, start, end, hours, buildings }, { now, words }) {
  const day = { ...instants({ start, end }), hours: hours.map(instants), zone, now };
  return h(
    'table',
    { class: 'plan', role: 'grid', 'data-key': zone, 'aria-label': words },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col', class: 'corner' }, 'Room'),
        day.hours.map((hour) => hourHead(hour, day)),
      ),
    ),
    buildings.map(({ name, rooms }) =>
      h(
        'tbody',
        { 'data-key': name },
        h(
          'tr',
          { class: 'building-row', 'data-key': `building ${name}` },
          h('th', { scope: 'rowgroup', colspan: hours.length + 1 }, h('span', {}, name)),
        ),
        rooms.map((room) => roomRow(room, day)),
      ),
    ),
  );
}

const hourHead = (hour, { now }) =>
  h(
    'th',
    { scope: 'col', 'data-key': `at ${hour.start}`, 'data-hour': hour.label },
    hour.label,
    hour.again && h('span', { class: 'again' }, ' again'),
    nowLine(hour, now),
  );

const nowLine = (hour, now) =>
  now >= hour.start && now < hour.end
    ? h('span', { class: 'now', 'aria-hidden': 'true', style: `--left: ${percent((now - hour.start) / (hour.end - hour.start))}` })
    : null;

function roomRow(room, day) {
  const bars = stacked(room.bars);
  const lanes = Math.max(1, ...bars.map(({ lane }) => lane + 1));
  const facts = { room, bars, open: room.open.map(instants), kept: room.kept.map(instants) };
  const key = room.space?.id ?? room.address;
  return h(
    'tr',
    { 'data-key': `room ${key}`, 'data-room': key, style: `--lanes: ${lanes}` },
    h('th', { scope: 'row' }, room.name),
    day.hours.map((hour, at) => cell(hour, at === 0, facts, day)),
  );
}

function cell(hour, isFirst, { room, bars, open, kept }, day) {
  const here = bars.filter(({ start, end }) => overlap({ start, end }, hour));
  const begins = here.filter(({ start }) => start >= hour.start || (isFirst && start < day.start));
  const goesOn = here.filter((one) => !begins.includes(one));
  const shut = gaps(hour, open);
  const whollyShut = shut.length === 1 && shut[0].start === hour.start && shut[0].end === hour.end;
  return h(
    'td',
    { 'data-key': `at ${hour.start}`, class: whollyShut ? 'shut' : '' },
    whollyShut ? null : shut.map((part) => shade('shut', part, hour)),
    kept.filter((part) => overlap(part, hour)).map((part) => shade('kept', part, hour)),
    nowLine(hour, day.now),
    freeSpots(hour, { room, here, open, kept }, day),
    goesOn.map(({ bar }) =>
      h('span', { class: 'unseen', 'data-key': `on ${bar.key}` }, `${bar.title} until ${clockIn(day.zone, bar.end)}. `),
    ),
    begins.map((one) => barButton(one, { hour, day, zone: day.zone })),
  );
}

function shade(kind, { start, end, because }, hour) {
  const [from, to] = [Math.max(start, hour.start), Math.min(end, hour.end)];
  const length = hour.end - hour.start;
  const style = `--left: ${percent((from - hour.start) / length)}; --width: ${percent((to - from) / length)}`;
  return h(
    'span',
    { class: kind, style, 'data-key': `${kind} ${start}` },
    h('span', { class: 'unseen' }, kind === 'shut' ? 'closed ' : `${because} `),
  );
}

/** What of `hour` none of the spans covers. */
function gaps(hour, spans) {
  const found = [];
  let from = hour.start;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (end <= from || start >= hour.end) continue;
    if (start > from) found.push({ start: from, end: start });
    from = Math.max(from, end);
  }
  if (from < hour.end) found.push({ start: from, end: hour.end });
  return found;
}

/** Where this hour can still be booked: open, ahead, in whole steps, and nothing stands there. */
function freeSpots(hour, { room, here, open, kept }, { start: midnight, now, zone }) {
  if (!room.space?.bookable) return null;
  const step = room.space.stepMinutes * MINUTE;
  const blocked = [...here.filter(({ bar }) => bar.showAs !== 'free'), ...kept, ...gaps(hour, open), { start: 0, end: now }];
  return gaps(hour, blocked)
    .map(({ start, end }) => ({ start: midnight + Math.ceil((start - midnight) / step) * step, end }))
    .filter(({ start, end }) => end - start >= Math.min(step, 15 * MINUTE))
    .map(({ start, end }) => {
      const length = hour.end - hour.start;
      const style = `--left: ${percent((start - hour.start) / length)}; --width: ${percent((end - start) / length)}`;
      const label = `Book ${room.name} at ${clockIn(zone, start)}`;
      return h(
        'button',
        {
          type: 'button',
          class: 'spot',
          'data-key': `free ${start}`,
          'data-book': room.space.id,
          'data-at': start,
          'aria-label': label,
          style,
        },
        h('span', { 'aria-hidden': 'true' }, '+'),
      );
    });
}
