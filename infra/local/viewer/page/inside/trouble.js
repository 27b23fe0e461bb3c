import { h } from '../kit/dom.js';
import { fault } from '../kit/orders.js';
import { left, plural } from '../kit/words.js';

/** Tokens outlive a change of permissions: only a new process sees that it may again. */
const restarts = (ids, hosts) => (ids.some((id) => id.startsWith('permission:')) ? hosts.map(({ number }) => ({ kill: number })) : []);

export const allClear = ({ trouble, hosts }) => [
  { clear: true },
  ...restarts(
    trouble.map(({ id }) => id),
    hosts,
  ),
];

/** What is wrong at present, each with a way to end it. */
export const troubleRows = ({ trouble, hosts }) =>
  trouble.map(({ id, sentence, until }) =>
    h(
      'li',
      { 'data-key': id },
      h('p', {}, sentence, until ? [' ', left(until), ' left.'] : ''),
      fault('End', [{ remove: id }, ...restarts([id], hosts)], { label: `End: ${sentence}` }),
    ),
  );

/** The switches; one that is on says how to end it. */
export function switchRows({ hosts, permissions, trouble }) {
  const on = (id) => trouble.some((one) => one.id === id);
  const restart = hosts.map(({ number }) => ({ kill: number }));
  const mayWrite = permissions.find(({ role }) => role === 'Calendars.ReadWrite')?.granted ?? true;
  return [
    flip(on('graph-down'), 'graph-down', 'Graph is down', 'Everything that is asked of it answers 503.', 'For 20 s', { graphDown: 20 }),
    flip(
      on('throttle:app'),
      'throttle:app',
      'Throttle the app',
      'Every request answers 429; one mailbox alone: see the rooms.',
      'For 30 s',
      {
        throttle: 'app',
        seconds: 30,
      },
    ),
    ...hosts.map(({ number, pid, alive, restarts }) =>
      row(
        `host ${number}`,
        hosts.length > 1 ? `Kill worker ${number}` : 'Kill the worker',
        alive ? `Process ${pid} is gone at once and comes back (${plural(restarts, 'restart')} so far).` : 'It is dead and comes back.',
        fault('Kill', { kill: number }, { done: 'Killed. It starts again by itself.', label: `Kill worker ${number}` }),
      ),
    ),
    flip(on('lose-nudges'), 'lose-nudges', 'Lose the next nudge', 'The sweep finds the work within a minute.', 'Lose it', {
      loseNudges: 1,
    }),
    flip(on('double-nudges'), 'double-nudges', 'Double the next nudge', 'The event is written once all the same.', 'Double it', {
      doubleNudges: 1,
    }),
    row(
      'permission',
      'Withdraw the permission',
      mayWrite
        ? 'Calendars.ReadWrite. New tokens lack it, so the app is restarted too.'
        : 'The app may not write calendars. Grant it again; the app restarts.',
      mayWrite
        ? fault('Revoke', [{ revoke: 'Calendars.ReadWrite' }, ...restart], { done: 'Revoked.', pressed: 'false' })
        : fault('Grant', [{ grant: 'Calendars.ReadWrite' }, ...restart], { done: 'Granted.', pressed: 'true' }),
    ),
    row(
      'secret',
      'Expire the client secret',
      on('secret') ? 'The app cannot sign in. A new one into the vault ends it.' : 'The app is restarted, so that it must sign in anew.',
      on('secret')
        ? fault('Rotate', { rotateSecret: true }, { done: 'A new secret is in the vault.', pressed: 'true' })
        : fault('Expire', [{ expireSecret: true }, ...restart], { done: 'Expired.', pressed: 'false' }),
    ),
    flip(on('list-lag'), 'list-lag', 'Slow lists', 'Lists in Graph show changes 10 s later.', 'Slow down', { listLagMs: 10_000 }),
  ];
}

const flip = (isOn, id, name, about, words, body) =>
  row(
    id,
    name,
    about,
    isOn
      ? fault('End', { remove: id }, { label: `End: ${name}`, pressed: 'true' })
      : fault(words, body, { label: `${name}: ${words}`, pressed: 'false' }),
  );

const row = (key, name, about, button) =>
  h('li', { 'data-key': key }, h('div', {}, h('p', { class: 'name' }, name), h('p', { class: 'hint' }, about)), button);
