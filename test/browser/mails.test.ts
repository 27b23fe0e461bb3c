import { randomUUID } from 'node:crypto';
import type { Locator } from 'playwright-core';
import { SENDER } from '../../infra/local/seed-data';
import { useViewerPage } from '../support/browser/viewer-page';
import { at, useCloud, type Scenario } from '../support/scenario/use-cloud';

async function book({ people }: Scenario, space: string, day: number, title: string, email: string): Promise<void> {
  const body = { spaceId: space, startsAt: at(day, 10), endsAt: at(day, 11), title, contact: { name: 'Ada', email } };
  const { status } = await people.ask('POST', '/api/v1/reservations', { headers: { 'idempotency-key': randomUUID() }, body });
  expect(status).toBe(201);
}

describe('mails that left', () => {
  const scenario = useCloud();
  const viewer = useViewerPage(() => scenario.cloud.urls.viewer, /status of 429/);
  const inbox = (): Locator => viewer.page.getByRole('list', { name: 'Mails' });
  const mail = (to: string, subject: RegExp): Locator => inbox().getByRole('button').filter({ hasText: to }).filter({ hasText: subject });

  it('opens one as its recipient reads it, and its link leads to the real page', async () => {
    await book(scenario, 'oak', 2, 'Chess club', 'ada@home.example');

    await mail('ada@home.example', /Request received: Oak Room/).click();
    const letter = viewer.page.getByRole('article', { name: /^Request received/ });
    await letter.getByText(SENDER).first().waitFor();
    const frame = viewer.page.frameLocator('iframe');
    await frame.getByText('We have received your request').waitFor();
    await letter.getByText('Its text part').click();
    await letter.locator('pre').getByText('We have received your request').waitFor();

    const [manage] = await Promise.all([viewer.page.context().waitForEvent('page'), frame.getByRole('link').first().click()]);
    await manage.getByRole('heading', { name: 'Chess club' }).waitFor();
    expect(manage.url()).toContain(`${scenario.cloud.urls.api}/manage`);
  });

  it('goes from a reservation to its mails and back', async () => {
    await book(scenario, 'elm', 3, 'Irish for beginners', 'brian@home.example');
    await book(scenario, 'ash', 3, 'Bridge', 'ciara@home.example');
    await mail('ciara@home.example', /Reservation confirmed: Ash Room/).waitFor();
    await viewer.page.getByRole('button', { name: 'Details: Irish for beginners, Elm Room' }).click();
    const details = viewer.page.getByRole('dialog', { name: 'Irish for beginners' });
    await details.getByText('brian@home.example ·').waitFor();
    expect(await details.getByRole('link', { name: 'Manage page of the citizen' }).getAttribute('href')).toContain('/manage#');
    await details.getByRole('button', { name: 'Read its mails' }).click();

    await viewer.page.getByRole('button', { name: 'Show all mails, not only those about Irish for beginners' }).waitFor();
    await mail('ciara@home.example', /./).waitFor({ state: 'detached' });
    await mail('brian@home.example', /Reservation confirmed: Elm Room/).click();
    await details.getByRole('button', { name: 'Close the details' }).click();
    await viewer.page.getByRole('button', { name: 'Its reservation' }).click();
    await details.waitFor();
  });

  it('shows the mails to one recipient', async () => {
    await book(scenario, 'elm', 4, 'Choir', 'declan@home.example');
    await book(scenario, 'ash', 4, 'Yoga', 'emma@home.example');
    await mail('declan@home.example', /./).waitFor();
    await mail('emma@home.example', /./).waitFor();

    await viewer.page.getByLabel('To', { exact: true }).fill('Declan');

    await mail('emma@home.example', /./).waitFor({ state: 'detached' });
    expect(await inbox().getByRole('button').count()).toBe(1);
  });

  it('leads whoever asks for too much to the mail whose link proves the address', async () => {
    for (const day of [5, 6, 7]) await book(scenario, 'elm', day, 'Sewing', 'grace@example.org');
    const form = viewer.page.getByRole('form', { name: 'Book a room' });
    await form.getByLabel('Room').selectOption({ label: 'Ash Room' });
    await form.getByLabel('Your name').fill('Grace');
    await form.getByLabel('Date').fill(at(8, 0).slice(0, 10));
    await form.getByRole('button', { name: 'Book a room' }).click();
    await form.getByRole('button', { name: 'Read the mails to grace@example.org' }).click();

    await mail('grace@example.org', /Elm Room/)
      .first()
      .click();
    const link = viewer.page.frameLocator('iframe').getByRole('link').first();
    const [manage] = await Promise.all([viewer.page.context().waitForEvent('page'), link.click()]);
    await manage.getByRole('heading', { name: 'Sewing' }).waitFor();
    await form.getByRole('button', { name: 'Book a room' }).click();

    await form.getByText('Booked and approved.').waitFor();
  });

  it('runs nothing that stands in a mail', async () => {
    const { tenant } = scenario.cloud.cores;
    const content = '<p>Hello</p><script>document.body.textContent = "ran"; parent.document.title = "ran"</script>';
    const principal = {
      tenantId: tenant.entra.tenantId,
      appId: scenario.cloud.clientId,
      roles: ['Mail.Send'],
      idtyp: 'app',
      expiresAt: Infinity,
    } as const;
    const message = {
      subject: 'Mean',
      body: { contentType: 'html', content },
      toRecipients: [{ emailAddress: { address: 'eve@home.example' } }],
    };
    const headers = { 'content-type': 'application/json' };
    tenant.graph({ method: 'POST', path: `/users/${SENDER}/sendMail`, headers, body: { message } }, principal);

    await mail('eve@home.example', /Mean/).click();

    await viewer.page.frameLocator('iframe').getByText('Hello').waitFor();
    expect(await viewer.page.title()).toBe('Instep · local cloud');
    const frame = viewer.page.locator('iframe');
    expect(await frame.getAttribute('sandbox')).toBe('allow-popups allow-popups-to-escape-sandbox');
    expect(await frame.getAttribute('srcdoc')).toContain("default-src 'none'");
    expect(await frame.getAttribute('srcdoc')).not.toContain('<script');
  });
});

describe('mails that wait', () => {
  const scenario = useCloud({ settings: { MAIL_PER_MINUTE: '1' } });
  const viewer = useViewerPage(() => scenario.cloud.urls.viewer);

  it('says which have not left, and why', async () => {
    await book(scenario, 'elm', 2, 'Choir', 'declan@home.example');
    await book(scenario, 'ash', 2, 'Yoga', 'emma@home.example');

    const waiting = viewer.page
      .getByRole('list', { name: 'Mails' })
      .getByRole('button')
      .filter({ hasText: /As many left within the last minute/ });
    await waiting.filter({ hasText: /Draft|Waits/ }).waitFor();
    await viewer.page.getByText('1 mail sent, 1 waits.').waitFor();
  });
});
