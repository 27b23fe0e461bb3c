import { ask } from '../kit/ask.js';
import { byId, fill, h } from '../kit/dom.js';
import { moment, nothing, plural, tag } from '../kit/words.js';
import { openedMail } from './opened.js';
import { MAIL_STATE } from './states.js';

const filter = { to: '', reservation: undefined, title: '' };
let open;
let again;

export async function refreshMails() {
  const { to, reservation } = filter;
  const opened = open;
  const [inbox, mail] = await Promise.all([ask('/_instep/mails', { to, reservation }), opened && ask('/_instep/mail', { key: opened })]);
  if (inbox && to === filter.to && reservation === filter.reservation) showList(inbox);
  if (opened === open)
    fill(
      byId('mail-opened'),
      opened ? openedMail(mail) : [h('p', { class: 'empty', 'data-key': 'none' }, 'Choose a mail to read it as its recipient does.')],
    );
}

function showList({ total, waiting, recipients, mails, more }) {
  const filtered = filter.to !== '' || filter.reservation;
  fill(byId('mail-says'), [
    total === 0
      ? 'No mail yet: each change of a reservation causes one.'
      : `${plural(total - waiting, 'mail')} sent, ${waiting} ${waiting === 1 ? 'waits' : 'wait'}.`,
  ]);
  fill(
    byId('mail-recipients'),
    recipients.map((value) => h('option', { value, 'data-key': value })),
  );
  fill(
    byId('mail-about'),
    filter.reservation
      ? [
          h(
            'button',
            {
              type: 'button',
              class: 'quiet',
              'data-key': 'about',
              'data-mails-of': '',
              'aria-label': `Show all mails, not only those about ${filter.title}`,
            },
            `About ${filter.title} ✕`,
          ),
        ]
      : [],
  );
  const rows = mails.map(row);
  fill(
    byId('mails'),
    rows.length > 0
      ? [...rows, ...(more > 0 ? [h('li', { class: 'empty', 'data-key': 'more' }, `and ${more} older`)] : [])]
      : nothing(filtered ? 'No mail like that.' : 'No mail yet.'),
  );
}

const row = ({ key, state, subject, to, at, sentence }) =>
  h(
    'li',
    { 'data-key': key, 'data-mail': subject },
    h(
      'button',
      { type: 'button', class: 'mail-row', 'data-open-mail': key, 'aria-pressed': String(key === open) },
      h('span', { class: 'mail-top' }, h('span', { class: 'mail-to' }, to.join(', ')), moment(at)),
      h('span', { class: 'mail-subject' }, state === 'sent' ? '' : [tag(state, MAIL_STATE[state]), ' '], subject),
      sentence ? h('span', { class: 'hint' }, sentence) : '',
    ),
  );

function choose(key) {
  open = key;
  again();
}

/** Only the mails about one reservation, or to one address; about and to nobody: all again. */
function only({ reservation, title, to = '' }) {
  Object.assign(filter, { to, reservation: reservation || undefined, title });
  byId('mail-filter').value = to;
  if (reservation || to) byId('mail-title').scrollIntoView();
  if (reservation || to) byId('mail-title').focus();
  again();
}

export function readyMails(refresh) {
  again = refresh;
  byId('mail-filter').addEventListener('input', ({ target }) => {
    filter.to = target.value;
    again();
  });
  document.addEventListener('click', ({ target }) => {
    const opens = target.closest('[data-open-mail]');
    const of = target.closest('[data-mails-of]');
    if (opens) choose(opens.dataset.openMail);
    const to = target.closest('[data-mails-to]');
    if (of) only({ reservation: of.dataset.mailsOf, title: of.dataset.mailsTitle });
    if (to) only({ to: to.dataset.mailsTo });
  });
}
