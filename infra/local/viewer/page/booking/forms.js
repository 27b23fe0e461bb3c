import { byId, fill, h } from '../kit/dom.js';
import { post, problemWords, say } from '../kit/orders.js';
import { formTimes, homeZone, rfc3339, span, tomorrow } from '../kit/words.js';
import { clockIn, dateIn } from '../kit/zones.js';

let rooms = [];
let spaces = [];
let api = '';
/** What the plan or an offer put into the form: exact, also in the hour that a change of clocks brings twice. */
let filledIn;

const bookable = () => spaces.filter(({ space }) => space.approval !== 'none');

/** Keeps the choices of both forms and the command in step with the rooms. */
export function showRooms(overview) {
  byId('book').elements.date.value ||= tomorrow();
  const choices = () => JSON.stringify([spaces, rooms.map(({ address, space, name }) => [address, name, space])]);
  const known = choices();
  ({ rooms, spaces, api } = overview);
  if (known !== choices()) {
    choose(byId('book').elements.room, bookable(), ({ space }) => space.id, 'oak');
    choose(byId('outlook').querySelector('form').elements.mailbox, rooms, ({ address }) => address);
  }
  showCommand();
}

function choose(select, from, value, preferred) {
  const chosen = select.value || preferred;
  const buildings = [...new Set(from.map(({ space }) => space?.building ?? 'Room mailboxes'))];
  fill(
    select,
    buildings.map((building) =>
      h(
        'optgroup',
        { label: building },
        from
          .filter(({ space }) => (space?.building ?? 'Room mailboxes') === building)
          .map((room) => h('option', { value: value(room) }, room.name)),
      ),
    ),
  );
  if ([...select.options].some((option) => option.value === chosen)) select.value = chosen;
}

function showCommand() {
  const port = Number(new URL(api).port);
  const environment = port === 7071 ? '' : `PORT=${port} `;
  byId('openapi').href = `${api}/api/openapi.json`;
  byId('token').textContent = `${environment}npm run --silent token -- --role Reservations.Approve`;
  byId('curl').textContent = command();
}

function command() {
  const form = byId('book').elements;
  if (bookable().length === 0) return `# No space yet. Make one first:\n# PUT ${api}/api/v1/spaces/{id}`;
  const [startsAt, endsAt] = form.date.value && form.from.value ? wantedTimes() : ['', ''];
  const body = { spaceId: form.room.value, startsAt, endsAt, title: form.title.value, contact: contact(form.name.value) };
  const text = JSON.stringify(body, null, 2).replaceAll("'", "'\\''");
  return [
    `curl ${api}/api/v1/reservations \\`,
    `  -H 'content-type: application/json' \\`,
    `  -H "idempotency-key: try-$(date +%s)-$RANDOM" \\`,
    `  -d '${text}'`,
  ].join('\n');
}

const contact = (name) => ({
  name,
  email: `${
    name
      .trim()
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '.')
      .replace(/^\.|\.$/g, '') || 'somebody'
  }@example.org`,
});

const zoneOf = (space) => spaces.find((one) => one.space.id === space)?.space.timeZone ?? homeZone();

/** The times in the form, by the clock of the room. */
function wantedTimes() {
  const { room, date, from, minutes } = byId('book').elements;
  if (filledIn && filledIn.space === room.value && filledIn.date === date.value && filledIn.from === from.value)
    return [filledIn.at, filledIn.at + Number(minutes.value) * 60_000].map(rfc3339);
  return formTimes(date.value, from.value, minutes.value, zoneOf(room.value));
}

function fillIn(space, at) {
  const form = byId('book').elements;
  const zone = zoneOf(space);
  filledIn = { space, at, date: dateIn(zone, at), from: clockIn(zone, at) };
  form.room.value = space;
  form.date.value = filledIn.date;
  form.from.value = filledIn.from;
  fill(byId('booked'), []);
  showCommand();
}

/** Puts a free spot of the plan into the form and goes there. */
export function bookAt(space, at) {
  fillIn(space, at);
  const { title } = byId('book').elements;
  byId('book').scrollIntoView({ block: 'center' });
  title.focus({ preventScroll: true });
  title.select();
}

/** `onBooked` is told the day of a reservation that was accepted. */
export function readyForms(afterwards, onBooked) {
  const book = byId('book');
  book.addEventListener('input', showCommand);
  book.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { room, title, name } = book.elements;
    const [startsAt, endsAt] = wantedTimes();
    fill(byId('booked'), [h('p', { class: 'hint' }, 'Asking the API…')]);
    const answer = await post('/_instep/book', { spaceId: room.value, startsAt, endsAt, title: title.value, contact: contact(name.value) });
    fill(byId('booked'), booked(answer));
    if (answer.ok) onBooked(dateIn(zoneOf(room.value), startsAt));
    afterwards();
  });
  byId('booked').addEventListener('click', (event) => {
    const start = event.target.closest('button')?.dataset.start;
    if (!start) return;
    fillIn(book.elements.room.value, Date.parse(start));
    book.requestSubmit();
  });
  byId('copy').addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(byId('curl').textContent);
      say('Copied.');
    } catch {
      getSelection().selectAllChildren(byId('curl'));
      say('Selected: copy it with your keyboard.');
    }
  });
  readyOutlook(afterwards);
}

function booked({ ok, status, body }) {
  if (ok) {
    const words = body.status === 'pending' ? 'Held for you until staff approve.' : 'Booked and approved.';
    return [h('p', { class: 'good' }, h('strong', {}, words), ' Watch it arrive in the plan and in the calendar.')];
  }
  if (status === 429) {
    const { email } = contact(byId('book').elements.name.value);
    return [
      h('p', { class: 'bad' }, problemWords({ body })),
      h('p', { class: 'hint' }, `Open the link in a mail to ${email}: that proves the address. Or book under another name.`),
      h('div', { class: 'acts' }, h('button', { type: 'button', class: 'quiet', 'data-mails-to': email }, `Read the mails to ${email}`)),
    ];
  }
  if (status !== 409 || !body.free) return [h('p', { class: 'bad' }, problemWords({ body }))];
  return [
    h('p', { class: 'bad' }, h('strong', {}, 'That time is taken.'), body.free.length > 0 ? ' Free instead:' : ''),
    h(
      'div',
      { class: 'acts' },
      body.free.map(({ startsAt, endsAt }) =>
        h(
          'button',
          { type: 'button', class: 'quiet', 'data-start': startsAt },
          span(startsAt, endsAt, zoneOf(byId('book').elements.room.value)),
        ),
      ),
    ),
  ];
}

function readyOutlook(afterwards) {
  const dialog = byId('outlook');
  const form = dialog.querySelector('form');
  document.addEventListener('click', (event) => {
    const address = event.target.closest('[data-outlook]')?.dataset.outlook;
    if (!address) return;
    form.elements.mailbox.value = address;
    form.elements.date.value ||= tomorrow();
    dialog.returnValue = '';
    dialog.showModal();
  });
  dialog.addEventListener('close', async () => {
    if (dialog.returnValue !== 'book') return;
    const { mailbox, subject, date, from, minutes, allDay } = form.elements;
    const zone = rooms.find(({ address }) => address === mailbox.value)?.space?.timeZone;
    const wish = { action: 'create', mailbox: mailbox.value, subject: subject.value };
    const [start, end] = allDay.checked
      ? formTimes(date.value, '00:00', 1_440, 'UTC')
      : formTimes(date.value, from.value, minutes.value, zone);
    const answer = await post('/_instep/outlook', { ...wish, start, end, ...(allDay.checked && { isAllDay: true }) });
    say(answer.ok ? 'It stands in the calendar.' : problemWords(answer), answer.ok ? 'fine' : 'bad');
    afterwards();
  });
}
