import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { chromiumPath } from '../support/jest/chromium';
import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import { PRIVATE, tokenOf, type Reservation } from '../support/scenario/people';
import { until } from '../support/scenario/until';
import { at, useCloud } from '../support/scenario/use-cloud';

const SOON_MS = 10_000;
const UNUSABLE = 'This link is not valid, or no longer.';

const town = useCloud();
let browser: Browser;
let page: Page;
/** Everything the page complained of: a script that the policy stopped, among others. */
let complaints: string[];
/** The addresses and methods of everything the page asked. */
let asked: string[];

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
});
afterAll(() => browser.close());
afterEach(async () => {
  await page.context().close();
  expect(complaints).toEqual([]);
});

async function open(url: string, options: BrowserContextOptions = {}): Promise<void> {
  complaints = [];
  asked = [];
  const context = await browser.newContext({ viewport: { width: 320, height: 640 }, ...options });
  page = await context.newPage();
  page.setDefaultTimeout(SOON_MS);
  page.on('console', (message) => {
    // That an answer was 404 is told by the browser itself.
    if (['error', 'warning'].includes(message.type()) && !message.text().includes('404')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
  await page.goto(url);
}

let day = 3;
const booked = (): Promise<Reservation> => {
  day += 1;
  return town.people.booked({ space: 'oak', from: at(day, 14), to: at(day, 15) });
};
/** The newest mail about it that has left. */
const mailOf = (id: string) =>
  until('the mail has left', () => {
    const mail = town.cloud.cores.tenant.snapshot().deliveredOutside.findLast(({ mark }) => mark?.startsWith(`${id}~2-`) === true);
    return mail && { to: mail.to.join(), url: /http[^\s"<]+\/manage#[\w.-]+/.exec(mail.body.content)?.[0] ?? '' };
  });
const statusOf = async ({ id }: Reservation): Promise<string> => (await town.people.read(id)).status;
const button = (name: string) => page.getByRole('button', { name, exact: true });
const fact = (id: string): Promise<string | null> => page.locator(`#${id}`).textContent();
const focused = (): Promise<string> => page.evaluate('document.activeElement.textContent.trim()');
const fits = async (): Promise<boolean> => Number(await page.evaluate('document.documentElement.scrollWidth')) <= 320;

describe('the page of a link, where scripts run', () => {
  it('opens by the fragment and cancels after a question; focus goes along, and no address holds the link', async () => {
    const reservation = await booked();
    await town.people.inStep(reservation.id);

    await open(reservation.manageUrl);
    await page.getByRole('heading', { name: PRIVATE.title }).waitFor();
    expect(await fact('status')).toBe('Waiting for a decision. The time is kept for you.');
    expect(await fact('calendar')).toBe('Up to date.');
    expect(await page.getByText('Our last mail to you').isVisible()).toBe(true);
    expect(await page.getByText('The office writes').isVisible()).toBe(false);
    expect(await fits()).toBe(true);

    await button('Cancel this reservation').click();
    expect(await focused()).toBe('Cancel for good? The time is then free for others.');
    await button('No, keep it').click();
    expect(await focused()).toBe('Cancel this reservation');
    expect(await statusOf(reservation)).toBe('pending');

    await button('Cancel this reservation').click();
    await button('Yes, cancel it').click();
    await page.getByText('Your reservation is cancelled.').waitFor();
    expect(await fact('status')).toBe('Cancelled.');
    expect(await button('Cancel this reservation').isVisible()).toBe(false);
    expect(await statusOf(reservation)).toBe('cancelled');
    expect(asked.filter((one) => one.includes(tokenOf(reservation)) && !one.includes('#'))).toEqual([]);
  });

  it('opens by the link in the mail, and says so when the mail was sent', async () => {
    const reservation = await booked();
    await town.people.decide('approve', reservation.id);
    const { to, url } = await mailOf(reservation.id);
    expect(to.endsWith(PRIVATE.email)).toBe(true);

    await open(url);

    await page.getByRole('heading', { name: PRIVATE.title }).waitFor();
    expect([await fact('status'), await fact('mail')]).toEqual(['Approved.', 'Sent.']);
  });

  it.each([
    ['wrong', (url: string) => `${url.slice(0, -1)}${url.endsWith('a') ? 'b' : 'a'}`],
    ['missing', (url: string) => url.split('#')[0] ?? ''],
  ])('says that a link is %s in words', async (_, changed) => {
    await open(changed((await booked()).manageUrl));

    await page.getByText(UNUSABLE).waitFor();
    expect(await page.locator('#facts').isVisible()).toBe(false);
  });

  it('says nothing by a link that staff revoked', async () => {
    const reservation = await booked();
    await town.people.staff('POST', `/api/v1/reservations/${reservation.id}/revoke-links`);

    await open(reservation.manageUrl);

    await page.getByText(UNUSABLE).waitFor();
  });
});

describe('the page of a link, where no script runs', () => {
  const scriptless = { javaScriptEnabled: false };

  it('shows what belongs to the pasted link, asks, and cancels; the keyboard is enough', async () => {
    const reservation = await booked();
    await open(reservation.manageUrl, scriptless);
    expect(await page.getByText(PRIVATE.title).count()).toBe(0);

    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('link');
    await page.keyboard.insertText(reservation.manageUrl);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: PRIVATE.title }).waitFor();
    expect(await fact('status')).toBe('Waiting for a decision. The time is kept for you.');
    expect(page.url()).toBe(`${town.cloud.urls.api}/manage`);
    expect(await fits()).toBe(true);

    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Cancel for good?').waitFor();
    await button('No, keep it').click();
    await button('Cancel this reservation').click();
    expect(await statusOf(reservation)).toBe('pending');
    await button('Yes, cancel it').click();
    await page.getByText('Your reservation is cancelled.').waitFor();

    expect(await fact('status')).toBe('Cancelled.');
    expect(await statusOf(reservation)).toBe('cancelled');
    expect(asked.filter((one) => one.includes('?') || (one.startsWith('GET') && one.includes('/api/')))).toEqual([]);
  });

  it('says that a link is wrong, with 404, and takes another', async () => {
    const reservation = await booked();
    await open(`${town.cloud.urls.api}/manage`, scriptless);

    await page.getByLabel('Your link').fill('https://book.city.example/manage#nonsense');
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      button('Show the reservation').click(),
    ]);
    await page.getByText(UNUSABLE).waitFor();
    expect(answer.status()).toBe(404);

    await page.getByLabel('Your link').fill(reservation.manageUrl);
    await button('Show the reservation').click();
    await page.getByRole('heading', { name: PRIVATE.title }).waitFor();
  });
});

logsNothingPrivate(() => town);
