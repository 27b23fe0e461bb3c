import { h } from './dom.js';
import { clockIn, dateIn, dayIn, instantIn } from './zones.js';

let home = Intl.DateTimeFormat().resolvedOptions().timeZone;
/** Where nothing else is said, times are as in this zone. */
export const setHome = (zone) => (home = zone);
export const homeZone = () => home;

let ahead = 0;
/** Milliseconds by the cloud's clock. */
export const now = () => Date.now() + ahead;
export const setClock = (text) => (ahead = Date.parse(text) - Date.now());

export const zoneWords = () => `Times as in ${home.replaceAll('_', ' ')}.`;

const dayNumber = (at, zone) => Date.parse(`${dateIn(zone, at)}T00:00:00Z`) / 86_400_000;

function dayWords(at, zone) {
  const days = dayNumber(at, zone) - dayNumber(now(), zone);
  return days === 0 ? 'Today' : days === 1 ? 'Tomorrow' : dayIn(zone, at);
}

/** "Tomorrow 14:00–15:00". */
export function span(start, end, zone = home) {
  const sameDay = dateIn(zone, start) === dateIn(zone, end);
  const last = sameDay ? clockIn(zone, end) : `${dayWords(end, zone)} ${clockIn(zone, end)}`;
  return h('time', { datetime: start, class: 'span' }, `${dayWords(start, zone)} ${clockIn(zone, start)}–${last}`);
}

export const clock = (at) => clockIn(home, at);
/** "Tomorrow 14:00". */
export const moment = (at, zone = home) => h('time', { datetime: at, class: 'span' }, `${dayWords(at, zone)} ${clockIn(zone, at)}`);

/** "24 s", counted down by `tickTimes`. */
export const left = (until) => h('time', { class: 'left', 'data-until': until, datetime: until }, leftWords(until));

function leftWords(until) {
  const seconds = Math.ceil((Date.parse(until) - now()) / 1_000);
  if (seconds <= 0) return 'any moment now';
  return seconds < 120 ? `${seconds} s` : seconds < 7_200 ? `${Math.round(seconds / 60)} min` : clock(until);
}

export function tickTimes() {
  for (const element of document.querySelectorAll('[data-until]')) {
    const words = leftWords(element.dataset.until);
    if (element.textContent !== words) element.textContent = words;
  }
}

export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

export const tag = (kind, words) => h('span', { class: `tag ${kind}` }, words);

/** When what waits goes on by itself. */
export const goesOn = ({ state, until }) =>
  until ? [state === 'blocked' ? ' Looked at again in ' : ' Goes on in ', left(until), '.'] : '';

/** What stands in an empty list. */
export const nothing = (words) => [h('li', { class: 'empty', 'data-key': 'nothing' }, words)];

/** Tomorrow's date, as a date field has it. */
export const tomorrow = () => dateIn(home, now() + 86_400_000);

/** The fields of a form as RFC 3339 instants. */
export function formTimes(date, from, minutes, zone = home) {
  const start = instantIn(zone, date, from);
  return [start, start + Number(minutes) * 60_000].map(rfc3339);
}

export const rfc3339 = (at) => new Date(at).toISOString().replace('.000Z', 'Z');
