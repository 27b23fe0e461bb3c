import { ask } from '../kit/ask.js';
import { byId, fill, h } from '../kit/dom.js';
import { order } from '../kit/orders.js';
import { left, moment, span, tag } from '../kit/words.js';
import { MAIL_STATE } from '../mails/states.js';
import { barOf } from './shown.js';

const STATUS = { pending: 'Waits for approval', approved: 'Approved', denied: 'Denied', cancelled: 'Cancelled', expired: 'Expired' };
const BY = { staff: 'by staff', citizen: 'by whoever made it', instep: 'by Instep itself' };
const HOUR = 3_600_000;

/** What the panel shows: a reservation, or an entry of Outlook that the plan has. */
let subject;
let opener;

const panel = () => byId('details');

export const showReservation = (id) => show({ reservation: id });
export const showEntry = (key) => show({ entry: key });

async function show(wanted) {
  if (!panel().open) opener = document.activeElement;
  subject = wanted;
  await refreshDetails();
  if (!panel().open) panel().show();
  panel().querySelector('h2').focus();
}

export async function refreshDetails() {
  if (!subject) return;
  const asked = subject;
  const found = asked.reservation ? await ask('/_instep/reservation', { id: asked.reservation }) : barOf(asked.entry);
  if (asked !== subject) return;
  const content = !found ? gone() : asked.reservation ? reservation(found) : entry(found);
  fill(byId('details-title'), [content.title]);
  fill(byId('details-body'), content.body);
}

const gone = () => ({
  title: 'It is gone',
  body: [h('p', { 'data-key': 'gone' }, 'It stands neither in the ledger nor in Outlook any more.')],
});

function close() {
  subject = undefined;
  panel().close();
  if (opener?.isConnected) opener.focus();
}

export function readyDetails() {
  byId('details-close').addEventListener('click', close);
  panel().addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close();
  });
  document.addEventListener('click', ({ target }) => {
    const id = target.closest('[data-details]')?.dataset.details;
    if (id) void showReservation(id);
  });
}

const fact = (name, ...value) => h('div', { 'data-key': name }, h('dt', {}, name), h('dd', {}, value));

function reservation(one) {
  const {
    id,
    reference,
    title,
    space,
    building,
    zone,
    status,
    start,
    end,
    contact,
    holdUntil,
    decision,
    agreement,
    sync,
    outlook,
    mails,
    manageUrl,
  } = one;
  const act = (words, action, kind) => order(words, '/_instep/act', { action, reservation: id }, { kind, label: `${words}: ${title}` });
  const out = sync && sync.state !== 'in-step';
  return {
    title,
    body: [
      h(
        'p',
        { class: `agreement ${agreement.standing}`, 'data-key': 'agreement' },
        agreement.sentence,
        out && sync.until ? [' Next look in ', left(sync.until), '.'] : '',
      ),
      h(
        'dl',
        { class: 'facts', 'data-key': 'facts' },
        fact('Status', tag(status, STATUS[status]), holdUntil ? [' The time is kept until ', moment(holdUntil, zone), '.'] : ''),
        fact('Room', building ? `${space}, ${building}` : space),
        fact('Time', span(start, end, zone), ` (${zone.replaceAll('_', ' ')})`),
        fact('Reference', reference),
        contact && fact('For', contact.email ? `${contact.name}, ${contact.email}` : contact.name),
        decision && fact('Decided', moment(decision.at, zone), ` ${BY[decision.by] ?? ''}`, decision.reason ? `: ${decision.reason}` : ''),
        fact(
          'In Outlook',
          outlook.length === 0
            ? 'Nothing stands there.'
            : outlook.map((event) =>
                h(
                  'a',
                  { class: 'entry', href: `#room-${event.address}`, 'data-key': event.event },
                  `${event.subject}, `,
                  span(event.start, event.end, zone),
                  `, ${event.mailbox}`,
                ),
              ),
        ),
      ),
      h(
        'div',
        { class: 'acts', 'data-key': 'acts' },
        status === 'pending' ? [act('Approve', 'approve', 'primary'), act('Deny', 'deny', 'quiet')] : '',
        status === 'pending' || status === 'approved' ? act('Cancel', 'cancel', 'quiet') : '',
        out ? order('Try now', '/_instep/act', { action: 'retry', kind: 'reservation-event', id }, { done: 'It is due now.' }) : '',
        manageUrl
          ? h('a', { class: 'button', href: manageUrl, target: '_blank', rel: 'noopener noreferrer' }, 'Manage page of the citizen')
          : '',
      ),
      h('h3', { 'data-key': 'told' }, 'Who was told what'),
      h(
        'ul',
        { class: 'list small', 'data-key': 'mails' },
        mails.length === 0 ? h('li', { class: 'empty' }, 'No mail yet.') : mails.map(mailRow),
      ),
      mails.length > 0 &&
        h(
          'button',
          { type: 'button', class: 'quiet', 'data-key': 'to mails', 'data-mails-of': id, 'data-mails-title': title },
          'Read its mails',
        ),
    ].filter(Boolean),
  };
}

const mailRow = ({ key, to, subject: words, at, state, sentence }) =>
  h(
    'li',
    { 'data-key': key },
    h('p', {}, tag(state, MAIL_STATE[state]), ' ', words),
    h('p', { class: 'hint' }, to.join(', '), ' · ', moment(at), sentence ? ` · ${sentence}` : ''),
  );

/** Somebody's own entry, with what people may do to it. */
function entry({ bar, room, zone }) {
  const { title, event, start, end, sentence, showAs } = bar;
  const moved = (by) => new Date(Date.parse(by) + HOUR).toISOString();
  const act = (words, body, done) =>
    order(words, '/_instep/outlook', { mailbox: room.address, eventId: event, ...body }, { done, label: `${words}: ${title}` });
  return {
    title,
    body: [
      h('p', { class: 'agreement people', 'data-key': 'agreement' }, sentence),
      h(
        'dl',
        { class: 'facts', 'data-key': 'facts' },
        fact('Room', room.name),
        fact('Time', span(start, end, zone)),
        fact('Shown as', showAs),
      ),
      h(
        'div',
        { class: 'acts', 'data-key': 'acts' },
        act('Move 1 h later', { action: 'move', start: moved(start), end: moved(end) }, 'Moved in Outlook.'),
        act('Delete', { action: 'delete' }, 'Deleted in Outlook.'),
      ),
    ],
  };
}
