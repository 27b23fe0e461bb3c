import { useViewerPage } from '../support/browser/viewer-page';
import { useCloud } from '../support/scenario/use-cloud';

const scenario = useCloud();
const viewer = useViewerPage(() => scenario.cloud.urls.viewer);

const room = (name: string) => viewer.page.getByRole('article', { name, exact: true });
const reservation = (title: string) => viewer.page.locator('#reservations > li').filter({ hasText: title });
const lane = (name: string) => viewer.page.locator('#lanes > li').filter({ hasText: name });

async function book(wish: { readonly room: string; readonly title: string; readonly from: string }): Promise<void> {
  const form = viewer.page.getByRole('form', { name: 'Book a room' });
  await form.getByLabel('Room').selectOption({ label: wish.room });
  await form.getByLabel('Title').fill(wish.title);
  await form.getByLabel('From').fill(wish.from);
  // Each of somebody else: one address may not have many requests open before it is proven.
  await form.getByLabel('Your name').fill(`${wish.title} of ${wish.room}`);
  await form.getByRole('button', { name: 'Book a room' }).click();
  await form.getByText(/Held for you|Booked and approved/).waitFor();
}

describe('the first page that anybody sees', () => {
  it('takes a booking to the calendar, through approval, and out again', async () => {
    await book({ room: 'Oak Room', title: 'Chess club', from: '09:00' });
    await room('Oak Room').getByText('Hold: Chess club').waitFor();
    await room('Oak Room').getByText('Hold, not approved yet').waitFor();

    await reservation('Chess club').getByRole('button', { name: 'Approve' }).click();
    await room('Oak Room').getByText('Confirmed by Instep').waitFor();
    expect(await room('Oak Room').getByText('Hold').count()).toBe(0);

    await reservation('Chess club').getByRole('button', { name: 'Cancel' }).click();
    await room('Oak Room').getByText('No events ahead.').waitFor();
    await reservation('Chess club').getByText('Cancelled').waitFor();
  });

  it('shows what somebody else does within a second', async () => {
    const start = Date.now() + 86_400_000;
    scenario.cloud.cores.tenant.outlook.create('garden-room@city.example', { subject: 'Staff picnic', start, end: start + 3_600_000 });

    await room('Garden Room').getByText('Staff picnic').waitFor({ timeout: 3_000 });

    await room('Garden Room').getByText('Booked by people').waitFor();
  });

  it('lets a person book, move and delete in Outlook', async () => {
    await viewer.page.getByRole('button', { name: 'Someone books Ash Room in Outlook' }).click();
    const dialog = viewer.page.getByRole('dialog', { name: 'Someone books in Outlook' });
    await dialog.getByLabel('From').fill('11:00');
    await dialog.getByRole('button', { name: 'Book in Outlook' }).click();
    await room('Ash Room').getByText('Tomorrow 11:00–12:00').waitFor();

    await room('Ash Room').getByText('In Outlook…').click();
    await room('Ash Room').getByRole('button', { name: 'Move 1 h later: Team lunch' }).click();
    await room('Ash Room').getByText('Tomorrow 12:00–13:00').waitFor();

    await room('Ash Room').getByRole('button', { name: 'Delete: Team lunch' }).click();
    await room('Ash Room').getByText('No events ahead.').waitFor();
  });

  it('shows a throttled mailbox as a lane that waits, while other rooms go on', async () => {
    await viewer.page.getByRole('button', { name: 'Throttle Dance Studio for 30 seconds' }).click();
    await viewer.page.getByRole('button', { name: 'End throttling Dance Studio' }).waitFor();

    await book({ room: 'Dance Studio', title: 'Salsa', from: '18:00' });
    await book({ room: 'Elm Room', title: 'Irish for beginners', from: '18:00' });

    await lane('Dance Studio').getByText('Waiting').waitFor();
    await lane('Dance Studio').getByText('Microsoft asked it to wait. Goes on in').waitFor();
    await room('Dance Studio').getByText('On its way').waitFor();
    await room('Elm Room').getByText('Confirmed by Instep').waitFor();

    await viewer.page.getByRole('button', { name: 'Clear all' }).click();
    scenario.pass(40_000);
    await room('Dance Studio').getByText('Hold: Salsa').waitFor();
    await viewer.page.getByText('Everything is in step').waitFor();
  });

  it('shows which permission is missing, and heals once it is granted', async () => {
    await viewer.page.getByRole('button', { name: 'Revoke' }).click();
    await viewer.page.getByText('The app lacks the permission Calendars.ReadWrite.').waitFor();
    await viewer.page.getByText('1 worker running').waitFor();
    await book({ room: 'Maker Space', title: 'Soldering', from: '16:00' });
    await lane('Maker Space').getByText('grant the application permission Calendars.ReadWrite').waitFor();

    await viewer.page.getByRole('button', { name: 'Grant', exact: true }).click();
    await viewer.page.getByText('1 worker running').waitFor();
    await viewer.page.getByRole('button', { name: 'Try now: Soldering' }).click();

    await room('Maker Space').getByText('Hold, not approved yet').waitFor();
    await viewer.page.getByText('Everything is in step').waitFor();
  });

  it('keeps the focus and what is open while it changes under the reader', async () => {
    const people = viewer.page.getByText('40 people in the tenant');
    await people.click();
    await people.focus();

    await book({ room: 'Reading Room', title: 'Book club', from: '17:00' });
    await room('Reading Room').getByText('Book club').waitFor();

    expect(await viewer.page.getByText('Aoife Byrne', { exact: false }).first().isVisible()).toBe(true);
    expect(await viewer.page.evaluate('document.activeElement.textContent.trim()')).toBe('Book a room');
  });

  it.each([320, 768, 1360])('needs no sideways scrolling %i pixels wide', async (width) => {
    await viewer.page.setViewportSize({ width, height: 800 });

    const wide = await viewer.page.evaluate('document.documentElement.scrollWidth');

    expect(wide).toBeLessThanOrEqual(width);
  });

  it('names every control', async () => {
    const nameless = await viewer.page.evaluate(`[...document.querySelectorAll('button, input, select, summary')].filter((control) =>
      !control.textContent.trim() && !control.labels?.length && !control.hasAttribute('aria-label')).length`);

    expect(nameless).toBe(0);
  });
});
