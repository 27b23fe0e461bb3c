import { INSTEP_MAIL_PROPERTY } from '../../../infra/local/tenant/model';
import { startViewer, type Viewer } from '../../../infra/local/viewer/wire';
import { mailKey } from '../../../shared/mail/model';
import { aLane } from '../../support/builders/lane';
import { aMailItem, OFFICE, OFFICE_LANE } from '../../support/builders/mail';
import { aReservation, aReservationId } from '../../support/builders/reservation-builder';
import { ViewedCloud } from '../../support/viewer/viewed-cloud';

const ADA = 'ada@home.example';
const KEY = mailKey(aReservationId(), 1, 'received');

let cloud: ViewedCloud;
let viewer: Viewer;

beforeEach(async () => {
  cloud = await ViewedCloud.start();
  cloud.cores.tenant.addUser({ address: OFFICE, displayName: 'City office', kind: 'shared' });
  viewer = await startViewer({ cloud: cloud.viewed, port: 0 });
});

afterEach(async () => {
  await viewer.close();
  await cloud.close();
});

interface Mail {
  readonly key: string;
  readonly state: string;
  readonly subject: string;
  readonly to: readonly string[];
  readonly sentence?: string;
}

interface Inbox {
  readonly total: number;
  readonly waiting: number;
  readonly recipients: readonly string[];
  readonly mails: readonly Mail[];
}

const get = async <T>(path: string): Promise<T> => (await (await fetch(`${viewer.url}${path}`)).json()) as T; // the test names the shape
const inbox = (query = ''): Promise<Inbox> => get(`/_instep/mails${query}`);

function draft(to = ADA, mark = KEY, content = '<p>Hello <b>you</b></p>'): string {
  const { id } = cloud.graph('POST', `/users/${OFFICE}/messages`, {
    subject: `For ${to}`,
    body: { contentType: 'html', content },
    toRecipients: [{ emailAddress: { address: to } }],
    replyTo: [{ emailAddress: { address: 'desk@city.example' } }],
    singleValueExtendedProperties: [{ id: INSTEP_MAIL_PROPERTY, value: mark }],
  });
  if (typeof id !== 'string') throw new Error('a draft has an id');
  return id;
}

function send(...args: Parameters<typeof draft>): string {
  const id = draft(...args);
  cloud.graph('POST', `/users/${OFFICE}/messages/${id}/send`, {});
  return id;
}

it('has none at first', async () => {
  expect(await inbox()).toEqual({ total: 0, waiting: 0, recipients: [], mails: [], more: 0 });
});

it('lists what left, newest first, with the reservation that it is about', async () => {
  send();
  cloud.now += 1_000;
  send('bob@home.example', mailKey(aReservationId('b'), 1, 'received'));

  expect(await inbox()).toMatchObject({
    total: 2,
    waiting: 0,
    recipients: [ADA, 'bob@home.example'],
    mails: [
      { state: 'sent', to: ['bob@home.example'], reservation: aReservationId('b'), at: '2026-03-02T08:00:01.000Z' },
      { state: 'sent', to: [ADA], subject: `For ${ADA}`, reservation: aReservationId() },
    ],
  });
});

it('can be asked for one recipient, or for one reservation', async () => {
  send();
  send('Bob@home.example', mailKey(aReservationId('b'), 1, 'received'));

  expect((await inbox('?to=BOB@')).mails).toMatchObject([{ to: ['Bob@home.example'] }]);
  expect((await inbox(`?reservation=${aReservationId()}`)).mails).toMatchObject([{ to: [ADA] }]);
  expect((await inbox('?to=carl')).mails).toEqual([]);
});

it('shows a draft that is paced, with the reason', async () => {
  cloud.commit('items', aMailItem({ key: KEY }));
  const notBefore = cloud.now + 30_000;
  cloud.commit('lanes', aLane({ id: OFFICE_LANE, pk: OFFICE_LANE, notBefore, pacedUntil: notBefore }));
  draft();

  expect(await inbox()).toMatchObject({
    waiting: 1,
    mails: [{ state: 'draft', sentence: 'As many left within the last minute as this mailbox may send.' }],
  });
});

it('shows what is wished before any draft of it stands', async () => {
  cloud.commit('items', aMailItem({ key: KEY }));

  expect((await inbox()).mails).toMatchObject([
    {
      state: 'waiting',
      to: [ADA],
      subject: 'Reservation confirmed',
      reservation: aReservationId(),
      sentence: expect.stringContaining('waits'),
    },
  ]);
});

it('shows a draft that was overtaken as one that is not sent, and nothing that is not wanted any more', async () => {
  cloud.commit('items', aMailItem({ key: KEY, desired: { revision: 2, value: null } }));
  expect((await inbox()).mails).toEqual([]);

  draft();
  expect((await inbox()).mails).toMatchObject([{ state: 'draft', sentence: expect.stringContaining('overtook') }]);
});

it('says of a sent one that Instep does not know yet that it left', async () => {
  cloud.commit('items', aMailItem({ key: KEY, state: 'unknown' }));
  send();

  expect((await inbox()).mails).toMatchObject([{ state: 'sent', sentence: expect.stringContaining('does not know') }]);
});

it('opens one as its recipient reads it: the HTML as written, the text that Exchange makes, the headers', async () => {
  send();
  const key = KEY;

  expect(await get(`/_instep/mail?key=${encodeURIComponent(key)}`)).toMatchObject({
    html: '<p>Hello <b>you</b></p>',
    text: 'Hello you',
    headers: [
      { name: 'From', value: OFFICE },
      { name: 'To', value: ADA },
      { name: 'Reply-To', value: 'desk@city.example' },
      { name: 'Subject' },
      { name: 'Date', value: 'Mon, 02 Mar 2026 08:00:00 GMT' },
      { name: 'Message-ID', value: expect.stringMatching(/^<.+>$/) },
    ],
  });
});

it('keeps the key of a mail from the wish to the copy among the sent', async () => {
  const keys = async () => (await inbox()).mails.map(({ state, key }) => [state, key]);
  cloud.commit('items', aMailItem({ key: KEY }));
  expect(await keys()).toEqual([['waiting', KEY]]);

  const id = draft();
  expect(await keys()).toEqual([['draft', KEY]]);

  cloud.graph('POST', `/users/${OFFICE}/messages/${id}/send`, {});
  expect(await keys()).toEqual([['sent', KEY]]);

  const second = draft();
  expect(new Set((await keys()).flat())).toEqual(new Set(['sent', KEY, 'draft', second]));
});

it('opens one that waits, and none that is gone', async () => {
  cloud.commit('items', aMailItem({ key: KEY }));
  const [{ key } = { key: '' }] = (await inbox()).mails;

  expect(await get(`/_instep/mail?key=${encodeURIComponent(key)}`)).toMatchObject({ html: '<p>Confirmed</p>', text: 'Confirmed' });
  expect(await get('/_instep/mail?key=gone')).toEqual({ gone: true });
});

it('finds the link of the citizen in the newest mail that carries one', async () => {
  const link = `${cloud.viewed.urls.api}/manage#v1.a&b`;
  cloud.commit('items', aReservation());
  send(ADA, KEY, `<a href="${link.replace('&', '&amp;')}">See it</a>`);
  cloud.now += 1_000;
  send(ADA, mailKey(aReservationId(), 2, 'cancelled'), '<a href="https://elsewhere.example/manage">no</a>');

  expect(await get(`/_instep/reservation?id=${aReservationId()}`)).toMatchObject({ manageUrl: link, mails: [{}, {}] });
});
