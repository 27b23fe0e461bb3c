import type { Locator } from 'playwright-core';
import { useViewerPage } from '../support/browser/viewer-page';
import type { Reservation } from '../support/scenario/people';
import { at, eventsIn, room, useCloud } from '../support/scenario/use-cloud';

const scenario = useCloud();
const viewer = useViewerPage(() => scenario.cloud.urls.viewer);

const grid = (): Locator => viewer.page.getByRole('grid');
const bar = (name: string | RegExp): Locator => grid().getByRole('button', { name });
const row = (name: string): Locator =>
  grid()
    .getByRole('row')
    .filter({ has: viewer.page.getByRole('rowheader', { name, exact: true }) });
const details = (title: string): Locator => viewer.page.getByRole('dialog', { name: title });
const dateOf = (day: number): string => at(day, 0).slice(0, 10);

/** Shows the day that lies so many days ahead; each story has days of its own. */
async function goTo(date: string): Promise<void> {
  await viewer.page.getByLabel('Day', { exact: true }).fill(date);
  const [year = '', , day = ''] = date.split('-');
  await viewer.page.getByRole('heading', { name: new RegExp(`^Day plan: \\w+, ${String(Number(day))} \\w+ ${year}$`) }).waitFor();
}

async function booked(space: string, day: number, hour: number, title: string): Promise<Reservation> {
  return scenario.people.booked({ space, from: at(day, hour), to: at(day, hour + 1), title });
}

it('shows a booking in its room, in step with Outlook, and lets staff approve it', async () => {
  await goTo(dateOf(2));
  await booked('oak', 2, 14, 'Chess club');
  await booked('oak', 3, 14, 'Another day');

  await row('Oak Room')
    .getByRole('button', { name: /^Chess club, 1\d:00–1\d:00, waits for approval\. In step/ })
    .click();
  await details('Chess club').getByText('In step: its event stands in Outlook as wished.').waitFor();
  await details('Chess club')
    .getByRole('link', { name: /^Hold: Chess club/ })
    .waitFor();
  await details('Chess club').getByText('Request received').waitFor();
  await details('Chess club').getByRole('button', { name: 'Approve' }).click();

  await bar(/^Chess club, .*, approved\. In step/).waitFor();
  await details('Chess club').getByText('by staff').waitFor();
  expect(await bar(/Another day/).count()).toBe(0);
});

it('fills the booking form from a free spot, and shows what was booked', async () => {
  await goTo(dateOf(3));
  await grid().getByRole('button', { name: 'Book Elm Room at 10:00' }).click();

  const form = viewer.page.getByRole('form', { name: 'Book a room' });
  expect(await form.getByLabel('Room').inputValue()).toBe('elm');
  expect(await form.getByLabel('Date').inputValue()).toBe(dateOf(3));
  expect(await form.getByLabel('From').inputValue()).toBe('10:00');
  await form.getByLabel('Title').fill('Life drawing');
  await form.getByRole('button', { name: 'Book a room' }).click();

  await row('Elm Room')
    .getByRole('button', { name: /^Life drawing, 10:00–11:00, approved\. In step/ })
    .waitFor();
  expect(await grid().getByRole('button', { name: 'Book Elm Room at 10:00' }).count()).toBe(0);
});

it('shows at a glance where Outlook differs from the ledger', async () => {
  await goTo(dateOf(4));
  const { id } = await booked('studio', 4, 9, 'Salsa');
  await bar(/^Salsa, .* In step/).waitFor();
  await viewer.page.getByText('Ledger and Outlook agree.').waitFor();

  const [event] = eventsIn(scenario, 'studio', id);
  const { outlook } = scenario.cloud.cores.tenant;
  outlook.move(room('studio'), event?.id ?? '', Date.parse(at(4, 12)), Date.parse(at(4, 13)));

  await bar(/^Salsa, .* Somebody changed its event in Outlook/).waitFor();
  await bar(/^Hold: Salsa, .*, stands in Outlook, not in the ledger\. Outlook shows the reservation at this time/).waitFor();
  await viewer.page.getByText('2 differences between ledger and Outlook.').waitFor();
});

it('shows what staff booked in Outlook, a clash with it, and lets them take it away', async () => {
  await goTo(dateOf(5));
  await booked('boathouse', 5, 9, 'Rowing');
  await bar(/^Rowing, .* In step/).waitFor();
  const lunch = { subject: 'Team lunch', start: Date.parse(at(5, 9, 30)), end: Date.parse(at(5, 11)) };
  scenario.cloud.cores.tenant.outlook.create(room('boathouse'), lunch);

  await bar(/^Rowing, .* Staff have “Team lunch” in Outlook at the same time/).waitFor();
  await bar(/^Team lunch, .*, staff’s own entry in Outlook/).click();
  await details('Team lunch').getByRole('button', { name: 'Delete: Team lunch' }).click();

  await bar(/^Rowing, .* In step/).waitFor();
  await viewer.page.getByRole('dialog', { name: 'It is gone' }).waitFor();
});

it('says why a booking is not in Outlook yet', async () => {
  await goTo(dateOf(6));
  scenario.cloud.cores.tenant.throttle(room('maker-space'), 3_600_000);
  await booked('maker-space', 6, 9, 'Soldering');

  await bar(/^Soldering, .*, waits for approval\. Microsoft asked/).waitFor();
});

it('has 23 and 25 hours on the days when clocks change', async () => {
  const hours = () => grid().getByRole('columnheader').filter({ hasText: ':00' }).allTextContents();

  await goTo('2027-03-28');
  expect((await hours()).slice(0, 3)).toEqual(['00:00', '02:00', '03:00']);
  expect(await hours()).toHaveLength(23);

  await goTo('2027-10-31');
  expect((await hours()).slice(0, 4)).toEqual(['00:00', '01:00', '01:00 again', '02:00']);
  expect(await hours()).toHaveLength(25);
});

it('books the hour that comes twice, the second time', async () => {
  const rules = { approval: 'automatic', maxDurationMinutes: 120, setupMinutes: 0, cleanupMinutes: 0, holdHours: 24 };
  const building = { name: 'Old Mill', abbreviation: 'OM' };
  const attic = { name: 'Attic', building, timeZone: 'Europe/Dublin', features: [], state: 'open', reservationConfig: rules };
  expect((await scenario.people.staff('PUT', '/api/v1/spaces/attic', attic)).status).toBeLessThan(300);
  await goTo('2027-10-31');

  await grid().getByRole('button', { name: 'Book Attic at 01:00' }).nth(1).click();
  await viewer.page.getByRole('form', { name: 'Book a room' }).getByRole('button', { name: 'Book a room' }).click();

  await row('Attic')
    .getByRole('cell')
    .or(row('Attic').getByRole('gridcell'))
    .nth(2)
    .getByRole('button', { name: /^Chess club, 01:00–02:00/ })
    .waitFor();
});

it('is one stop of the Tab key, walks by arrows, and gives the focus back', async () => {
  await goTo(dateOf(7));
  await booked('oak', 7, 9, 'Bridge');
  await bar(/^Bridge/).waitFor();
  const focused = (): Promise<string> => viewer.page.evaluate('document.activeElement.getAttribute("aria-label") ?? ""');

  await bar(/^Bridge/).focus();
  await viewer.page.keyboard.press('ArrowDown');
  expect(await focused()).toMatch(/^Book Elm Room at /);
  await viewer.page.keyboard.press('ArrowUp');
  expect(await focused()).toMatch(/^Bridge/);
  await viewer.page.keyboard.press('ArrowRight');
  expect(await focused()).toMatch(/^Book Oak Room at /);
  await viewer.page.keyboard.press('ArrowLeft');
  await viewer.page.keyboard.press('Enter');
  await details('Bridge').waitFor();
  await viewer.page.keyboard.press('Escape');

  expect(await focused()).toMatch(/^Bridge/);
  expect(await grid().locator('button[tabindex="0"]').count()).toBe(1);
  expect(await grid().locator('button:not([tabindex])').count()).toBe(0);
});

it('goes to the day before, the day after, and back to today', async () => {
  const heading = (date: string) => {
    const words = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
    return viewer.page.getByRole('heading', { name: `Day plan: ${words.format(new Date(date))}` });
  };
  await goTo(dateOf(8));

  await viewer.page.getByRole('button', { name: 'Next day' }).click();
  await heading(dateOf(9)).waitFor();
  await viewer.page.getByRole('button', { name: 'Previous day' }).click();
  await heading(dateOf(8)).waitFor();
  await viewer.page.getByRole('button', { name: 'Today', exact: true }).click();
  await viewer.page.getByText(/^Today: /).waitFor();
});

it('scrolls within its own region on a telephone', async () => {
  await viewer.page.setViewportSize({ width: 360, height: 760 });
  const region = viewer.page.getByRole('region', { name: 'Day plan of all rooms' });

  expect(await region.getAttribute('tabindex')).toBe('0');
  expect(
    await viewer.page.evaluate(`document.querySelector('#plan').scrollWidth - document.querySelector('#plan').clientWidth`),
  ).toBeGreaterThan(0);
  expect(await viewer.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
});

it.each(['light', 'dark'] as const)(
  'can be read: each kind of bar has a contrast of 4.5 to 1 or more when it is %s',
  async (colorScheme) => {
    const page = await viewer.open({ colorScheme });

    const low = await page.evaluate(`(() => {
    const light = (text) => {
      const [r, g, b] = text.match(/[\\d.]+/g).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    return [...document.querySelectorAll('.legend .bar')].map((bar) => {
      const { color, backgroundColor } = getComputedStyle(bar);
      const [low, high] = [light(color), light(backgroundColor)].sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    }).filter((ratio) => !(ratio >= 4.5));
  })()`);

    expect(low).toEqual([]);
  },
);

it('weighs less than 200 kB', async () => {
  const bytes = await viewer.page.evaluate(`performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
    .filter(({ name }) => !name.includes('/_instep/')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`);

  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThan(200_000);
});

it('says what to try first, until it was read', async () => {
  await viewer.page.getByRole('button', { name: 'Got it' }).click();
  await viewer.page.reload();

  await viewer.page.getByText('Live', { exact: true }).waitFor();
  expect(await viewer.page.getByRole('button', { name: 'Got it' }).count()).toBe(0);
});
