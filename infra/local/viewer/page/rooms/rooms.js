import { h } from '../kit/dom.js';
import { fault, order } from '../kit/orders.js';
import { goesOn, left, nothing, plural, span, tag } from '../kit/words.js';

const HOUR = 3_600_000;

/** Rooms by building; those that no space of Instep stands for come last. */
export function roomSections({ rooms, trouble, reservations }) {
  const buildings = Map.groupBy
    ? Map.groupBy(rooms, (room) => room.space?.building ?? '')
    : rooms.reduce((map, room) => map.set(room.space?.building ?? '', [...(map.get(room.space?.building ?? '') ?? []), room]), new Map());
  return [...buildings].map(([building, own]) =>
    h(
      'section',
      { class: 'building', 'data-key': building || 'no building', 'aria-label': building || 'Room mailboxes' },
      h('h3', {}, building || 'Room mailboxes'),
      h(
        'div',
        { class: 'cards' },
        own.map((room) => card(room, { trouble, reservations })),
      ),
    ),
  );
}

function card(room, { trouble, reservations }) {
  const { address, name, space, events, moreEvents, wait } = room;
  const throttle = trouble.find(({ id }) => id === `throttle:${address.toLowerCase()}`);
  const busy = wait && wait.state !== 'idle';
  const coming = reservations.filter(
    ({ id, sync, status }) =>
      sync?.target.toLowerCase() === address.toLowerCase() &&
      sync.state !== 'in-step' &&
      (status === 'pending' || status === 'approved') &&
      !events.some(({ reservationId }) => reservationId === id),
  );
  const rows = [...coming.map((one) => comingRow(one, busy, space?.timeZone)), ...events.map((event) => eventRow(event, room))];
  return h(
    'article',
    { class: 'card', id: `room-${address}`, 'data-key': address, 'aria-label': name, 'data-mailbox': address },
    h('header', {}, h('h4', {}, name), h('p', { class: 'hint' }, space ? about(space) : `${address} · no space of Instep uses it`)),
    busy ? h('p', { class: `wait ${wait.state}` }, wait.sentence, goesOn(wait)) : '',
    h('ul', { class: 'events' }, rows.length > 0 ? rows : nothing('No events ahead.')),
    moreEvents > 0 ? h('p', { class: 'hint' }, `and ${moreEvents} more`) : '',
    h(
      'footer',
      {},
      throttle
        ? fault(
            ['End throttling (', left(throttle.until), ')'],
            { remove: throttle.id },
            { pressed: 'true', label: `End throttling ${name}` },
          )
        : fault('Throttle 30 s', { throttle: address, seconds: 30 }, { label: `Throttle ${name} for 30 seconds`, pressed: 'false' }),
      h(
        'button',
        { type: 'button', class: 'quiet', 'data-outlook': address, 'aria-label': `Someone books ${name} in Outlook` },
        'Book in Outlook',
      ),
    ),
  );
}

const about = ({ capacity, approval, partOf }) =>
  [
    capacity === undefined ? '' : plural(capacity, 'seat'),
    partOf === undefined ? '' : 'part of a larger room',
    approval === 'staff' ? 'staff approve' : approval === 'automatic' ? 'approved at once' : 'not for booking',
  ]
    .filter(Boolean)
    .join(' · ');

const comingRow = ({ id, title, start, end, sync }, roomSaysWhy, zone) =>
  h(
    'li',
    { class: 'event coming', 'data-key': `coming ${id}` },
    h('p', { class: 'when' }, span(start, end, zone), tag('coming', 'On its way')),
    h('p', { class: 'subject' }, title),
    roomSaysWhy ? '' : h('p', { class: 'hint' }, sync.sentence),
  );

/** What an event is, in words and for the stylesheet. */
function standing({ whose, reservationStatus, syncState }) {
  if (whose === 'people') return ['people', 'Booked by people'];
  if (syncState === 'needs-attention' || syncState === 'parked') return ['hold', 'Needs attention'];
  if (syncState !== undefined && syncState !== 'in-step') return ['changing', 'Being brought in step'];
  if (reservationStatus === 'pending') return ['hold', 'Hold, not approved yet'];
  return ['confirmed', 'Confirmed by Instep'];
}

function eventRow(event, { address, name, space }) {
  const zone = space?.timeZone;
  const { id, subject, start, end } = event;
  const moved = (by) => new Date(Date.parse(by) + HOUR).toISOString();
  const act = (words, body, done) =>
    order(words, '/_instep/outlook', { mailbox: address, eventId: id, ...body }, { done, label: `${words}: ${subject}, ${name}` });
  const [kind, words] = standing(event);
  return h(
    'li',
    { class: `event ${kind}`, 'data-key': id, 'data-event': id },
    h('p', { class: 'when' }, span(start, end, zone), tag(kind, words)),
    h('p', { class: 'subject' }, subject),
    h(
      'details',
      {},
      h('summary', {}, 'In Outlook…'),
      h(
        'div',
        { class: 'acts' },
        act('Move 1 h later', { action: 'move', start: moved(start), end: moved(end) }, 'Moved in Outlook.'),
        act('Rename', { action: 'edit', subject: `${subject} (changed in Outlook)` }, 'Renamed in Outlook.'),
        act('Delete', { action: 'delete' }, 'Deleted in Outlook.'),
      ),
    ),
  );
}
