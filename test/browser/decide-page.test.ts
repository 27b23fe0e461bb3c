import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { SENDER } from '../../infra/local/seed-data';
import { chromiumPath } from '../support/jest/chromium';
import { until } from '../support/scenario/until';
import { at, useCloud } from '../support/scenario/use-cloud';

const SOON_MS = 10_000;
const town = useCloud();
let browser: Browser;
/** Everything that a page complained of. */
let complaints: string[] = [];
let pages: Page[] = [];

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
});

afterAll(() => browser.close());

beforeEach(() => {
  complaints = [];
  pages = [];
});

afterEach(async () => {
  await Promise.all(pages.map((page) => page.context().close()));
  // A refusal that the page tells in words is logged by the browser all the same.
  expect(complaints.filter((text) => !/status of 40[49]/.test(text))).toEqual([]);
});

async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ timezoneId: 'Europe/Dublin', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  pages.push(page);
  page.setDefaultTimeout(SOON_MS);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(town.cloud.urls.api)) complaints.push(`asked elsewhere: ${request.url()}`);
  });
  await page.goto(url);
  return page;
}

interface Links {
  readonly approve: string;
  readonly deny: string;
}

/** The links of the mail that asks about a reservation. */
const linksIn = (id: string): Promise<Links> =>
  until('the mail has come', () => {
    const { mailboxes } = town.cloud.cores.tenant.snapshot();
    const sent = mailboxes.find(({ address }) => address === SENDER)?.sent ?? [];
    const mail = sent.find(({ mark }) => mark === `${id}~1-to-decide`);
    const [approve, deny] = [...(mail?.body.content ?? '').matchAll(/href="([^"]+)"/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    );
    return approve !== undefined && deny !== undefined && { approve, deny };
  });

async function asked(space: string, hour = 14): Promise<{ readonly id: string; readonly links: Links }> {
  const { id } = await town.people.booked({ space, from: at(5, hour), to: at(5, hour + 1) });
  return { id, links: await linksIn(id) };
}

const status = async (id: string): Promise<string> => (await town.people.read(id)).status;

/** `SCREENSHOTS=folder` keeps what was seen. */
async function keep(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

describe('the page behind the links of the mail', () => {
  it('shows the request and what deciding would mean, and approves when its button is pressed', async () => {
    const { id, links } = await asked('oak');
    await town.people.inStep(id);

    const page = await open(links.approve);
    await page.getByRole('heading', { name: 'Accordion evening' }).waitFor();
    await page.getByText('Oak Room, Town Hall').waitFor();
    await page.getByText('It was the first to ask for this time').waitFor();
    await page.getByText('The room calendar shows the hold').waitFor();
    expect(await page.getByLabel('Approve').isChecked()).toBe(true);
    expect(await status(id)).toBe('pending');
    await keep(page, 'approve');

    await page.getByRole('button', { name: 'Approve this request' }).click();
    await page.getByText('Approved. The time stays taken.').waitFor();
    await keep(page, 'approved');

    expect(await status(id)).toBe('approved');
    expect(await page.getByRole('button').count()).toBe(0);
  });

  it('denies with a reason, and says in words what became of it when it is opened again', async () => {
    const { id, links } = await asked('studio');

    const page = await open(links.deny);
    await page.getByLabel('Reason').fill('The floor is being sanded.');
    await keep(page, 'deny');
    await page.getByRole('button', { name: 'Deny this request' }).click();
    await page.getByText('Denied. The time is free again.').waitFor();
    const again = await open(links.approve);
    await again.getByText(/Nothing is left to decide: it was denied on .* at \d\d:\d\d\./).waitFor();
    await keep(again, 'spent');

    expect(await town.people.read(id)).toMatchObject({ status: 'denied', decision: { reason: 'The floor is being sanded.' } });
    expect(await again.getByRole('button').count()).toBe(0);
  });

  it('asks to choose where the link does not say, and changes its mind with the reader', async () => {
    const { id, links } = await asked('boathouse');

    const page = await open(links.approve.replace('&approve', ''));
    const button = page.getByRole('button');
    await button.waitFor();
    expect([await button.textContent(), await button.isDisabled()]).toEqual(['Decide', true]);
    await page.getByLabel('Deny').check();
    expect(await button.textContent()).toBe('Deny this request');
    await page.getByLabel('Approve').check();
    expect([await button.textContent(), await page.getByLabel('Reason').isVisible()]).toEqual(['Approve this request', false]);
    expect(await status(id)).toBe('pending');
  });

  it.each(['', '#', '#nonsense', '#v2.decide.b2FrLmFh.1.99999999999.abcdefgh.x&deny'])('is of no use with %j', async (fragment) => {
    const page = await open(`${town.cloud.urls.api}/decide${fragment}`);

    await page.getByText('This link is not valid, or no longer.').waitFor();

    expect(await page.getByRole('button').count()).toBe(0);
  });

  it.each([
    [320, 'light'],
    [1280, 'dark'],
  ] as const)('needs no sideways scrolling %i pixels wide, and names every control (%s)', async (width, colorScheme) => {
    const { links } = await asked('maker-space', width === 320 ? 10 : 15);
    const page = await open(links.deny, { viewport: { width, height: 800 }, colorScheme });
    await page.getByRole('button').waitFor();
    await keep(page, `wide-${String(width)}`);

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    const nameless = `[...document.querySelectorAll('button, input, textarea')].filter((one) => !one.textContent.trim() && !one.labels?.length).length`;
    expect(await page.evaluate(nameless)).toBe(0);
  });
});
