import { byId, fill, h } from '../kit/dom.js';
import { post, problemWords, say } from '../kit/orders.js';
import { formTimes, span, tomorrow } from '../kit/words.js';

let rooms = [];
let api = '';

const bookable = () => rooms.filter(({ space }) => space && space.approval !== 'none');

/** Keeps the choices of both forms and the command in step with the rooms. */
export function showRooms(overview) {
  const known = JSON.stringify(rooms.map(({ address, space, name }) => [address, name, space]));
  rooms = overview.rooms;
  api = overview.api;
  if (known !== JSON.stringify(rooms.map(({ address, space, name }) => [address, name, space]))) {
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
  const [startsAt, endsAt] =
    form.date.value && form.from.value ? formTimes(form.date.value, form.from.value, form.minutes.value) : ['', ''];
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

export function readyForms(afterwards) {
  const book = byId('book');
  book.elements.date.value = tomorrow();
  book.addEventListener('input', showCommand);
  book.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { room, title, date, from, minutes, name } = book.elements;
    const [startsAt, endsAt] = formTimes(date.value, from.value, minutes.value);
    fill(byId('booked'), [h('p', { class: 'hint' }, 'Asking the API…')]);
    const answer = await post('/_instep/book', { spaceId: room.value, startsAt, endsAt, title: title.value, contact: contact(name.value) });
    fill(byId('booked'), booked(answer));
    afterwards();
  });
  byId('booked').addEventListener('click', (event) => {
    const start = event.target.closest('button')?.dataset.start;
    if (!start) return;
    const at = new Date(start);
    const two = (value) => String(value).padStart(2, '0');
    book.elements.date.value = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    book.elements.from.value = `${two(at.getHours())}:${two(at.getMinutes())}`;
    showCommand();
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
    return [h('p', { class: 'good' }, h('strong', {}, words), ' Watch it arrive in the calendar below.')];
  }
  if (status !== 409 || !body.free) return [h('p', { class: 'bad' }, problemWords({ body }))];
  return [
    h('p', { class: 'bad' }, h('strong', {}, 'That time is taken.'), body.free.length > 0 ? ' Free instead:' : ''),
    h(
      'div',
      { class: 'acts' },
      body.free.map(({ startsAt, endsAt }) =>
        h('button', { type: 'button', class: 'quiet', 'data-start': startsAt }, span(startsAt, endsAt)),
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
    const { mailbox, subject, date, from, minutes } = form.elements;
    const [start, end] = formTimes(date.value, from.value, minutes.value);
    const answer = await post('/_instep/outlook', { action: 'create', mailbox: mailbox.value, subject: subject.value, start, end });
    say(answer.ok ? 'It stands in the calendar.' : problemWords(answer), answer.ok ? 'fine' : 'bad');
    afterwards();
  });
}
