import { h } from '../kit/dom.js';
import { order } from '../kit/orders.js';
import { left, nothing, span, tag } from '../kit/words.js';

const STATUS = { pending: 'Waits for approval', approved: 'Approved', denied: 'Denied', cancelled: 'Cancelled', expired: 'Expired' };

export function reservationRows({ reservations }) {
  if (reservations.length === 0) return nothing('No reservation yet. Book a room above, and it shows here and in the calendar.');
  return reservations.map(row);
}

function row({ id, reference, title, space, status, start, end, contact, sync }) {
  const act = (words, action, kind) =>
    order(words, '/_instep/act', { action, reservation: id }, { kind, label: `${words}: ${title}, ${space}` });
  return h(
    'li',
    { class: `reservation ${status}`, 'data-key': id, 'data-reservation': id },
    h(
      'div',
      { class: 'what' },
      h('p', { class: 'subject' }, title, ' ', tag(status, STATUS[status])),
      h('p', { class: 'hint' }, space, ' · ', span(start, end), ' · ', contact, ' · ', reference),
      sync && inStep(sync, status),
    ),
    h(
      'div',
      { class: 'acts' },
      status === 'pending' ? [act('Approve', 'approve', 'primary'), act('Deny', 'deny', 'quiet')] : '',
      status === 'pending' || status === 'approved' ? act('Cancel', 'cancel', 'quiet') : '',
      sync && sync.state !== 'in-step' ? retry(id, title) : '',
      h('button', { type: 'button', class: 'quiet', 'data-details': id, 'aria-label': `Details: ${title}, ${space}` }, 'Details'),
    ),
  );
}

const retry = (id, title) =>
  order(
    'Try now',
    '/_instep/act',
    { action: 'retry', kind: 'reservation-event', id },
    { label: `Try now: ${title}`, done: 'It is due now.' },
  );

function inStep({ state, sentence, until, target }, status) {
  if (state !== 'in-step')
    return h(
      'p',
      { class: 'sync out' },
      h('strong', {}, 'Not in step yet: '),
      sentence,
      until && Date.parse(until) > Date.now() ? [' Next try in ', left(until), '.'] : '',
    );
  const gone = status !== 'pending' && status !== 'approved';
  return h('p', { class: 'sync in' }, gone ? `In step: its event is gone from ${target}` : `In step: its event stands in ${target}`);
}
