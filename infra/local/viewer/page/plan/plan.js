import { ask } from '../kit/ask.js';
import { byId, fill, h } from '../kit/dom.js';
import { plural } from '../kit/words.js';
import { bookAt } from '../booking/forms.js';
import { showEntry, showReservation } from './details.js';
import { keepOneStop, walkByArrows } from './grid-keys.js';
import { barOf, keepDay, shownDay } from './shown.js';
import { planTable } from './table.js';

/** The day that is looked at; undefined: today, also when today becomes another day. */
let chosen;
let again;

const long = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const dayWords = (date) => long.format(new Date(`${date}T12:00:00Z`));

export async function refreshPlan() {
  const asked = chosen;
  const day = await ask('/_instep/day', { date: asked });
  if (day && asked === chosen) showPlan(day);
}

function showPlan(day) {
  const another = shownDay()?.date !== day.date;
  keepDay(day);
  const field = byId('plan-date');
  if (document.activeElement !== field) field.value = day.date;
  fill(byId('plan-title'), [dayWords(day.date)]);
  byId('plan-today').setAttribute('aria-pressed', String(day.date === day.today));
  const rooms = day.zones.flatMap(({ buildings }) => buildings.flatMap((building) => building.rooms));
  fill(byId('plan-says'), [
    sentence(
      day,
      rooms.flatMap(({ bars }) => bars),
    ),
  ]);
  const region = byId('plan');
  const now = Date.parse(day.at);
  fill(
    region,
    rooms.length === 0
      ? [h('p', { class: 'empty', 'data-key': 'no room' }, 'No room yet.')]
      : day.zones
          .filter(({ buildings }) => buildings.length > 0)
          .flatMap((one) => {
            const words = `${dayWords(day.date)}, times as in ${one.zone.replaceAll('_', ' ')}`;
            return [
              h('p', { class: 'hint zone', 'data-key': `zone ${one.zone}` }, `Times as in ${one.zone.replaceAll('_', ' ')}.`),
              planTable(one, { now, words }),
            ];
          }),
  );
  keepOneStop(region);
  if (another && rooms.length > 0) scrollToMorning(region, day);
}

function sentence({ date, today }, bars) {
  const reservations = bars.filter(({ kind }) => kind === 'reservation');
  const out = reservations.filter(({ standing }) => standing !== 'in-step' && standing !== 'no-calendar').length;
  const strays = bars.filter(({ kind }) => kind === 'ours-only-in-outlook').length;
  const people = bars.filter(({ kind }) => kind === 'people').length;
  const apart = out + strays;
  return [
    date === today ? 'Today: ' : '',
    plural(reservations.length, 'reservation'),
    `, ${plural(people, 'entry', 'entries')} of staff in Outlook. `,
    reservations.length + strays === 0
      ? ''
      : apart === 0
        ? 'Ledger and Outlook agree.'
        : `${plural(apart, 'difference')} between ledger and Outlook.`,
  ].join('');
}

/** To the first hour in which a room is open. */
function scrollToMorning(region, { zones }) {
  const opens = zones
    .flatMap(({ buildings }) =>
      buildings.flatMap(({ rooms }) => rooms.flatMap(({ space, open }) => (space && open[0] ? [open[0].start] : []))),
    )
    .sort()[0];
  const hours = zones[0]?.hours ?? [];
  const at = Math.max(
    0,
    hours.findIndex(({ end }) => opens !== undefined && end > opens),
  );
  const [corner, cell] = [region.querySelector('.corner'), region.querySelectorAll('thead th[data-hour]')[at]];
  if (corner && cell) region.scrollLeft = cell.offsetLeft - corner.offsetWidth;
}

/** Shows the plan of this day, `2026-03-03`; none: today. */
export function goTo(date) {
  chosen = date && date !== shownDay()?.today ? date : undefined;
  again();
}

export function readyPlan(refresh) {
  again = refresh;
  byId('plan-previous').addEventListener('click', () => goTo(shownDay()?.previous));
  byId('plan-next').addEventListener('click', () => goTo(shownDay()?.next));
  byId('plan-today').addEventListener('click', () => goTo(undefined));
  byId('plan-date').addEventListener('change', ({ target }) => target.value && goTo(target.value));
  const region = byId('plan');
  walkByArrows(region);
  region.addEventListener('click', ({ target }) => {
    const bar = target.closest('[data-bar]');
    const spot = target.closest('[data-book]');
    if (spot) bookAt(spot.dataset.book, Number(spot.dataset.at));
    const found = bar && barOf(bar.dataset.bar);
    if (found?.bar.reservation) showReservation(found.bar.reservation);
    else if (found) showEntry(found.bar.key);
  });
}
