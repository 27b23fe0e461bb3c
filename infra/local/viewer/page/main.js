import { ask } from './kit/ask.js';
import { byId, fill, h } from './kit/dom.js';
import { readyForms, showRooms } from './booking/forms.js';
import { laneRows, peopleRows, queueBlocks, requestRows } from './inside/inside.js';
import { readyHint } from './booking/hint.js';
import { takeOrders } from './kit/orders.js';
import { readyMails, refreshMails } from './mails/inbox.js';
import { readyDetails, refreshDetails } from './plan/details.js';
import { goTo, readyPlan, refreshPlan } from './plan/plan.js';
import { reservationRows } from './rooms/reservations.js';
import { roomSections } from './rooms/rooms.js';
import { allClear, switchRows, troubleRows } from './inside/trouble.js';
import { plural, setClock, setHome, tickTimes, zoneWords } from './kit/words.js';

const AT_LEAST_EVERY_MS = 2_000;
/** Between two answers, however much happens. */
const BREATH_MS = 200;
let asking = false;
let askAgain = false;

/** Asks for everything and shows it; asked meanwhile, once more afterwards. */
async function refresh() {
  askAgain = asking;
  if (asking) return;
  asking = true;
  try {
    const overview = await ask('/_instep/overview');
    live(overview ? 'live' : 'lost', overview ? 'Live' : 'The local cloud does not answer');
    if (overview) {
      show(overview);
      await refreshPlan();
      await Promise.all([refreshDetails(), refreshMails()]);
    }
    await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
  } finally {
    asking = false;
  }
  if (askAgain) await refresh();
}

function live(state, words) {
  const element = byId('live');
  if (element.dataset.state === state) return;
  element.dataset.state = state;
  element.textContent = words;
}

function show(overview) {
  setClock(overview.at);
  setHome(overview.zone ?? 'UTC');
  showRooms(overview);
  fill(byId('summary'), summary(overview));
  fill(byId('reservations'), reservationRows(overview));
  fill(
    byId('rooms'),
    overview.rooms.length > 0 ? roomSections(overview) : [h('p', { class: 'empty' }, 'The tenant has no room mailbox yet.')],
  );
  fill(byId('on'), troubleRows(overview));
  byId('clear').dataset.body = JSON.stringify(allClear(overview));
  fill(byId('switches'), switchRows(overview));
  fill(byId('lanes'), laneRows(overview));
  fill(byId('queues'), queueBlocks(overview));
  fill(byId('requests'), requestRows(overview));
  fill(byId('people'), peopleRows(overview));
  fill(byId('people-count'), [`${plural(overview.people.length, 'person', 'people')} in the tenant`]);
  fill(byId('zone'), [zoneWords()]);
}

function summary({ counts, trouble, hosts, starting, fill: filling }) {
  if (starting) return [h('strong', { class: 'out' }, 'Still starting'), h('span', {}, 'Rooms, people and spaces are being set up.')];
  const state = counts.notInStep > 0 ? 'out' : 'in';
  const words =
    counts.notInStep > 0
      ? `${plural(counts.notInStep, 'entry', 'entries')} not in step yet`
      : counts.items > 0
        ? 'Everything is in step'
        : 'All quiet: nothing is booked yet';
  const dead = hosts.filter(({ alive }) => !alive).length;
  const more = [
    hosts.length > 0 && (dead > 0 ? `${plural(dead, 'worker')} starting again` : `${plural(hosts.length, 'worker')} running`),
    trouble.length > 0 && `${plural(trouble.length, 'fault')} on`,
    filling && (filling.state === 'running' || filling.state === 'failed') && filling.sentence,
  ].filter(Boolean);
  return [h('strong', { class: state }, words), ...more.map((text) => h('span', {}, text))];
}

const again = () => void refresh();
readyHint();
readyForms(again, goTo);
readyPlan(again);
readyDetails();
readyMails(again);
takeOrders(again);
setInterval(tickTimes, 250);
// What only time changes (a wait that ends) makes no tick.
setInterval(() => {
  if (!document.hidden) void refresh();
}, AT_LEAST_EVERY_MS);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void refresh();
});
new EventSource('/_instep/stream').addEventListener('change', again);
void refresh();
