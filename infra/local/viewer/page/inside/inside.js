import { h } from '../kit/dom.js';
import { clock, goesOn, left, nothing, plural, tag } from '../kit/words.js';

const LANE = { working: 'Working', waiting: 'Waiting', blocked: 'Blocked', paused: 'Paused' };

/** Lanes that do something or wait, then how many are idle. */
export function laneRows({ lanes, app }) {
  if (lanes.length === 0) return nothing('No lane yet. The first booking opens one.');
  const busy = lanes.filter(({ state }) => state !== 'idle');
  const idle = lanes.length - busy.length;
  const last = lanes.map(({ lastSuccessAt }) => lastSuccessAt ?? '').reduce((one, other) => (one > other ? one : other), '');
  return [
    app && h('li', { class: 'lane', 'data-key': 'app' }, h('p', {}, tag(app.state, 'All lanes wait')), waiting(app)),
    ...busy.map((lane) =>
      h(
        'li',
        { class: 'lane', 'data-key': lane.id, 'data-lane': lane.id },
        h('p', {}, h('strong', {}, lane.name), ' ', tag(lane.state, LANE[lane.state])),
        waiting(lane),
        h(
          'p',
          { class: 'hint' },
          `${plural(lane.items, 'entry', 'entries')} not in step, ${lane.inFlight} in flight, ${lane.width} at a time`,
        ),
      ),
    ),
    idle > 0 &&
      h(
        'li',
        { class: 'empty', 'data-key': 'idle' },
        `${plural(idle, 'lane')} with nothing to write${last ? `; the last write was at ${clock(last)}` : ''}.`,
      ),
  ].filter(Boolean);
}

const waiting = (wait) => h('p', {}, wait.sentence, goesOn(wait));

export const queueBlocks = ({ queues }) =>
  queues.map(({ queue, counts, messages, deadLetters }) =>
    h(
      'div',
      { class: 'queue', 'data-key': queue, 'data-queue': queue },
      h('h3', {}, queue),
      h(
        'dl',
        {},
        [
          ['waiting', counts.active],
          ['with a worker', counts.locked],
          ['scheduled', counts.scheduled],
          ['dead letters', counts.deadLettered],
        ].map(([name, count]) => h('div', { class: count > 0 ? 'some' : '' }, h('dt', {}, name), h('dd', {}, String(count)))),
      ),
      h('ul', { class: 'list small' }, messages.map(message), deadLetters.map(deadLetter)),
    ),
  );

const message = ({ id, state, at, deliveryCount, body }) =>
  h(
    'li',
    { 'data-key': id },
    { active: 'Waiting', locked: 'With a worker', scheduled: 'Scheduled' }[state],
    ': ',
    nudgeWords(body),
    state === 'scheduled' ? [', in ', left(at)] : deliveryCount > 0 ? `, delivered ${plural(deliveryCount, 'time')} before` : '',
  );

const deadLetter = ({ id, reason, description, body }) =>
  h('li', { 'data-key': `dead ${id}`, class: 'dead' }, h('strong', {}, 'Dead letter: '), nudgeWords(body), `. ${reason} ${description}`);

const nudgeWords = (body) =>
  body?.lane ? `${String(body.lane).replace(/^mailbox:/, '')} (${body.cause ?? 'nudge'})` : JSON.stringify(body);

export function requestRows({ requests }) {
  if (requests.length === 0) return nothing('None yet. Each one shows here with what Microsoft answered.');
  return requests.map(({ id, at, method, path, status, ms, items }) =>
    h(
      'li',
      { 'data-key': id },
      h('p', {}, request({ method, path, status }), ' ', h('time', { class: 'hint', datetime: at }, clock(at), ms > 0 ? `, ${ms} ms` : '')),
      items &&
        h(
          'ul',
          {},
          items.map((item) => h('li', {}, request(item))),
        ),
    ),
  );
}

const request = ({ method, path, status }) => [
  h('span', { class: `status ${status === null || status >= 400 ? 'bad' : 'good'}` }, status === null ? 'no answer' : String(status)),
  ' ',
  h('code', {}, `${method} ${path}`),
];

export const peopleRows = ({ people }) =>
  people.map(({ displayName, userPrincipalName }) =>
    h('li', { 'data-key': userPrincipalName }, displayName, ' ', h('span', { class: 'hint' }, userPrincipalName)),
  );
