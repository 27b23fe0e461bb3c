import { MINUTE } from '../../../shared/kernel/clock';
import { MAIL } from '../../../shared/mail/model';
import type { Reservation } from '../../../shared/reservations/model';
import type { SyncItem } from '../../../shared/sync/item/item';
import { aRequest, at, staff } from '../../support/builders/reservation-builder';
import { aSpaceInput } from '../../support/builders/space-builder';
import { forsaken, Town, submitted, type TownProcess } from '../../support/town';

const OFFICE = 'office@city.example';
const ADA = { name: 'BUY AT EVIL.EXAMPLE', email: 'ada@home.example' };
const cause = { ...staff, actor: { kind: 'citizen' } } as const;
const aTown = () => new Town().with(aSpaceInput());
const mails = (town: Town) =>
  town
    .documents<SyncItem>('sync-item')
    .filter(({ kind }) => kind === MAIL)
    .map(({ key }) => key.slice(key.indexOf('~') + 1));
const asks = (app: TownProcess, day: number, more: Parameters<typeof aRequest>[0] = {}) =>
  submitted(app, { startsAt: at(day, 10), contact: ADA, ...more });
const renamed = (app: TownProcess, id: Reservation['id'], title: string) => app.change({ id, patch: { title }, by: 'citizen', cause });

describe('an address that is not proven', () => {
  it('gets three mails a day of what citizens cause; the reservation says where one was withheld', async () => {
    const town = await aTown();
    const [app, other] = [town.process({ sender: OFFICE }), town.process({ sender: OFFICE })];
    const id = await asks(app, 3);
    await renamed(other, id, 'A');
    await renamed(app, id, 'B');
    expect(mails(town)).toEqual(['1-received', '2-changed', '3-changed']);

    await other.cancel({ id, cause });

    expect(mails(town)).toHaveLength(3);
    expect(town.documents<Reservation>('reservation')).toMatchObject([{ status: 'cancelled', mailWithheld: true }]);
  });

  it('is told what staff decide, however many mails it had', async () => {
    const town = await aTown();
    const app = town.process({ sender: OFFICE });
    const id = await asks(app, 3);
    for (const title of ['A', 'B', 'C']) await renamed(app, id, title);

    await app.approve({ id, cause: staff });

    expect(mails(town).at(-1)).toBe('5-approved');
    expect(town.documents<Reservation>('reservation')[0]).not.toHaveProperty('mailWithheld');
  });

  it('gets mails again on the next day (UTC), and then nothing is said of the one that was withheld', async () => {
    const town = await aTown();
    const app = town.process({ sender: OFFICE });
    const id = await asks(app, 3);
    for (const title of ['A', 'B', 'C']) await renamed(app, id, title);
    town.now = at(3);
    await renamed(app, id, 'D');

    expect(mails(town)).toEqual(['1-received', '2-changed', '3-changed', '5-changed']);
    expect(town.documents<Reservation>('reservation')[0]).not.toHaveProperty('mailWithheld');
  });

  it('is told nothing of one more request that day, which is accepted all the same', async () => {
    const town = await aTown();
    const app = town.process({ sender: OFFICE });
    const id = await asks(app, 3);
    for (const title of ['A', 'B']) await renamed(app, id, title);

    await asks(app, 4);

    expect(
      town
        .documents<Reservation>('reservation')
        .map(({ mailWithheld = false }) => mailWithheld)
        .sort(),
    ).toEqual([false, true]);
    expect(mails(town)).toHaveLength(3);
  });

  it('does not lose a mail to requests that were refused, nor to one that came to nothing', async () => {
    const town = await aTown();
    const app = town.process({ sender: OFFICE });
    await submitted(app, { startsAt: at(3, 10) });
    await forsaken(town, (dying) => asks(dying, 4));
    for (const key of ['refused-request-1', 'refused-request-2']) await app.submit(aRequest({ startsAt: at(3, 10), contact: ADA, key }));
    town.now += 11 * MINUTE;
    const before = mails(town).length;

    await asks(app, 5);
    await asks(app, 6);
    await asks(app, 7);

    expect(mails(town)).toHaveLength(before + 3);
  });

  it('counts a request once, however often it is sent', async () => {
    const town = await aTown();
    const app = town.process({ sender: OFFICE });
    for (const _ of [1, 2, 3]) await asks(app, 3, { key: 'one-request-three-times' });
    await asks(app, 4);
    await asks(app, 5);

    expect(mails(town)).toHaveLength(3);
    expect(town.documents<Reservation>('reservation').filter(({ mailWithheld }) => mailWithheld)).toEqual([]);
  });

  it('is told what staff enter for it, and that is not counted', async () => {
    const town = await aTown();
    const app = town.process({ sender: OFFICE });
    const enters = (day: number, notify?: boolean) =>
      app.submit({ ...aRequest({ startsAt: at(day, 10), contact: ADA, notify }), cause: staff });
    await enters(3, false);

    for (const day of [4, 5, 6, 7]) await enters(day);

    expect(mails(town)).toHaveLength(4);
    expect(town.documents('contact', 'keys')).toEqual([]);
  });

  it('holds over two instances for the last mail of the day', async () => {
    const town = await aTown();
    const [app, other] = [town.process({ sender: OFFICE }), town.process({ sender: OFFICE })];
    const [one, two] = [await asks(app, 3), await asks(app, 4)];

    await Promise.all([app.cancel({ id: one, cause }), other.cancel({ id: two, cause })]);

    expect(mails(town)).toHaveLength(3);
    expect(town.documents<Reservation>('reservation').filter(({ mailWithheld }) => mailWithheld)).toHaveLength(1);
  });
});

describe('a proven address', () => {
  it('gets every mail, and no write is made to count them', async () => {
    const town = await aTown();
    const app = town.process({ sender: OFFICE });
    await app.contacts.prove(ADA.email);
    const id = await asks(app, 3);
    town.commits.length = 0;

    for (const title of ['A', 'B', 'C', 'D']) await renamed(app, id, title);

    expect(mails(town)).toHaveLength(5);
    expect(town.commits.filter(({ container }) => container === 'keys')).toEqual([]);
  });
});

describe('the words of whoever asked', () => {
  const sent = (town: Town) => JSON.stringify(town.documents<SyncItem>('sync-item').filter(({ kind }) => kind === MAIL));
  const evil = { title: 'BUY AT EVIL.EXAMPLE', notes: 'BUY AT EVIL.EXAMPLE' };

  it.each(['approve', 'deny', 'cancel'] as const)('stand in no mail to an address that is not proven, also when staff %s', async (verb) => {
    const town = await aTown();
    const app = town.process({ sender: OFFICE });
    const id = await asks(app, 3, evil);
    await app[verb]({ id, cause: staff });

    expect(mails(town)).toHaveLength(2);
    expect(sent(town)).not.toContain('EVIL');
  });

  it('stand in what staff cause once the address is proven, and in what staff entered themselves', async () => {
    const town = await aTown();
    const app = town.process({ sender: OFFICE });
    const id = await asks(app, 3);
    await app.contacts.prove(ADA.email);
    await app.approve({ id, cause: staff });
    expect(sent(town)).toContain('Dear BUY AT EVIL.EXAMPLE');

    const own = { name: 'Bo', email: 'bo@home.example' };
    await app.submit({ ...aRequest({ startsAt: at(4), contact: own }), cause: staff });
    expect(sent(town)).toContain('Dear Bo');
  });
});
