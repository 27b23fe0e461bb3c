import { h } from './dom.js';

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const clockTime = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });

let ahead = 0;
/** Milliseconds by the cloud's clock. */
export const now = () => Date.now() + ahead;
export const setClock = (text) => (ahead = Date.parse(text) - Date.now());

export const zoneWords = `Times as in ${zone.replaceAll('_', ' ')}.`;

const dayStart = (at) => new Date(at).setHours(0, 0, 0, 0);

function dayWords(at) {
  const days = Math.round((dayStart(at) - dayStart(now())) / 86_400_000);
  return days === 0 ? 'Today' : days === 1 ? 'Tomorrow' : weekday.format(at);
}

/** "Tomorrow 14:00–15:00". */
export function span(start, end) {
  const [from, to] = [new Date(start), new Date(end)];
  const sameDay = dayStart(from) === dayStart(to);
  const last = sameDay ? clockTime.format(to) : `${dayWords(to)} ${clockTime.format(to)}`;
  return h('time', { datetime: start, class: 'span' }, `${dayWords(from)} ${clockTime.format(from)}–${last}`);
}

export const clock = (at) => clockTime.format(new Date(at));

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

/** Tomorrow's date and the hours of a form, as RFC 3339 instants. */
export function tomorrow() {
  const day = new Date(now() + 86_400_000);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;
}

export function formTimes(date, from, minutes) {
  const start = new Date(`${date}T${from}`);
  const end = new Date(start.getTime() + Number(minutes) * 60_000);
  return [start, end].map((at) => at.toISOString().replace('.000Z', 'Z'));
}
