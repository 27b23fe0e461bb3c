import { DAY, HOUR, MINUTE } from '../../../shared/kernel/clock';
import type { Reservation } from '../../../shared/reservations/model';
import type { ContactDocument } from '../../../shared/limits/model';
import { aRequest, at, staff } from '../../support/builders/reservation-builder';
import { aSpaceInput } from '../../support/builders/space-builder';
import { forsaken, Town, submitted, type TownProcess } from '../../support/town';

const ADA = { name: 'Ada', email: 'Ada@Home.example' };
/** Of Ada, each on a day of its own. */
const asks = (app: TownProcess, day: number, more: Parameters<typeof aRequest>[0] = {}) =>
  app.submit(aRequest({ startsAt: at(day, 10), contact: ADA, ...more }));
const byStaff = { ...staff, action: 'reservation.submit' };
const ofCitizen = { ...staff, actor: { kind: 'citizen' } } as const;
const three = async (app: TownProcess) => {
  for (const day of [3, 4, 5]) await submitted(app, { startsAt: at(day, 10), contact: ADA, key: `key-of-day-${String(day)}` });
};
const idOn = (town: Town, day: number) => {
  const found = town.documents<Reservation>('reservation').find(({ startsAt }) => startsAt === at(day, 10));
  if (!found) throw new Error('there is no such reservation');
  return found.id;
};
const TOO_MANY = { kind: 'too-many-open', most: 3, proven: false };

describe('an address that is not proven', () => {
  it('may have three open requests, over all spaces and however it is written', async () => {
    const town = await new Town().with(aSpaceInput(), aSpaceInput('elm'));
    const app = town.process();
    await asks(app, 3);
    await asks(app, 4, { space: 'elm' });
    await asks(app, 5, { contact: { name: 'A', email: ' ada@home.EXAMPLE ' } });

    expect(await asks(app, 6, { space: 'elm' })).toEqual(TOO_MANY);
    for (const email of ['ada+chess@home.example', 'ADA+a+b@home.example', 'ada+@home.example'])
      expect(await asks(app, 6, { contact: { name: 'A', email } })).toEqual(TOO_MANY);
    expect((await asks(app, 7, { contact: { name: 'A', email: '+ada@home.example' } })).kind).toBe('accepted');
    expect((await app.submit(aRequest({ startsAt: at(6, 10) }))).kind).toBe('accepted');
  });

  it('leaves nothing with its contact where the rules of the space refuse it anyway', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();

    for (const day of [2_000, 30_000, 2_900_000])
      expect(await asks(app, day)).toMatchObject({ kind: 'refused', refusal: { rule: 'horizon' } });

    expect(town.documents<ContactDocument>('contact', 'keys')).toEqual([]);
  });

  it('is turned away without a decision: the same request is accepted when there is room', async () => {
    const town = await new Town().with(aSpaceInput());
    const [app, other] = [town.process(), town.process()];
    await three(app);
    await asks(app, 6, { key: 'the-fourth-request' });
    await other.cancel({ id: idOn(town, 4), cause: staff });

    expect((await asks(app, 6, { key: 'the-fourth-request' })).kind).toBe('accepted');
    expect(await asks(other, 7)).toEqual(TOO_MANY);
  });

  it('hears what was decided when it repeats a request, though it has no room', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    await three(app);
    await app.cancel({ id: idOn(town, 3), cause: staff });
    await asks(app, 6);

    expect(await asks(town.process(), 3, { key: 'key-of-day-3' })).toMatchObject({
      kind: 'accepted',
      reservation: { status: 'cancelled' },
    });
    expect(await asks(app, 7)).toEqual(TOO_MANY);
  });

  it.each<[string, (town: Town) => Promise<unknown>]>([
    ['was cancelled', async (town) => town.process().cancel({ id: idOn(town, 3), cause: staff })],
    ['was denied', async (town) => town.process().deny({ id: idOn(town, 3), cause: staff })],
    [
      'expired',
      async (town) => {
        town.now += 73 * HOUR;
        return town.process().expireHolds();
      },
    ],
    ['has ended', (town) => Promise.resolve((town.now = at(3, 12)))],
    [
      'was given to another contact by staff',
      async (town) =>
        town.process().change({ id: idOn(town, 3), patch: { contact: { name: 'B', email: 'b@b.example' } }, by: 'staff', cause: staff }),
    ],
  ])('has room again when a request %s', async (_, happens) => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    await three(app);
    expect((await asks(app, 8)).kind).toBe('too-many-open');
    await happens(town);
    town.now += 11 * MINUTE;

    expect((await asks(app, 8)).kind).toBe('accepted');
  });

  it('has room again at once when its requests were refused', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    await submitted(app);
    for (const key of ['refused-request-1', 'refused-request-2', 'refused-request-3'])
      expect((await asks(app, 3, { key })).kind).toBe('refused');

    expect((await asks(app, 4)).kind).toBe('accepted');
  });

  it('keeps a place for a request that is under way, and gives it back when it came to nothing', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    await asks(app, 3);
    await asks(app, 4);
    await forsaken(town, (dying) => asks(dying, 5));

    expect(await asks(app, 6)).toEqual(TOO_MANY);
    town.now += 11 * MINUTE;
    expect((await asks(app, 6)).kind).toBe('accepted');
  });

  it('sees at once what happened elsewhere, where a process sees things late', async () => {
    const town = await new Town(HOUR).with(aSpaceInput());
    town.now += 2 * HOUR;
    const [here, elsewhere] = [town.process(), town.process()];
    await three(here);
    await elsewhere.contacts.prove(ADA.email);

    expect((await asks(here, 6)).kind).toBe('accepted');
  });

  it('is nothing to staff, who leave no trace with the contact', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    for (const day of [3, 4, 5, 6])
      expect((await app.submit({ ...aRequest({ startsAt: at(day), contact: ADA }), cause: byStaff })).kind).toBe('accepted');

    expect(town.documents('contact', 'keys')).toEqual([]);
  });

  it('is not to be had by changing the contact of a reservation', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    await three(app);
    const id = await submitted(app, { startsAt: at(6, 10) });

    const changed = await app.change({ id, patch: { contact: ADA }, by: 'citizen', cause: ofCitizen });

    expect(changed).toEqual(TOO_MANY);
    expect((await app.change({ id, patch: { contact: ADA }, by: 'staff', cause: staff })).kind).toBe('done');
  });
});

describe('a proven address', () => {
  it('is held to two hundred', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    await app.contacts.prove(ADA.email);
    const requests = Array.from({ length: 200 }, (_, index) => aRequest({ startsAt: at(3) + index * HOUR, contact: ADA }));
    const kinds = (await Promise.all(requests.map((request) => app.submit(request)))).map(({ kind }) => kind);

    expect(kinds).toEqual(Array(200).fill('accepted'));
    expect(await asks(app, 20)).toEqual({ kind: 'too-many-open', most: 200, proven: true });
  }, 20_000);

  it('stays one for four hundred days, counted from the last proof, and a proof that is new writes nothing', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const proofs = () => town.documents<ContactDocument>('contact', 'keys').map(({ provenUntil }) => provenUntil);
    await app.contacts.prove(ADA.email);
    const first = town.now + 400 * DAY;
    town.now += 29 * DAY;
    await app.contacts.prove(ADA.email);
    expect(proofs()).toEqual([first]);

    town.now += 2 * DAY;
    await app.contacts.prove(ADA.email);
    expect(proofs()).toEqual([town.now + 400 * DAY]);
    expect(await app.contacts.isProven('ada@home.example')).toBe(true);
    town.now += 400 * DAY;
    expect(await app.contacts.isProven('ada@home.example')).toBe(false);
  });
});

describe('the document of a contact', () => {
  it('holds no address, and is forgotten a day after the last of its reservations', async () => {
    const town = await new Town().with(aSpaceInput());
    await asks(town.process(), 3);

    const [contact] = town.documents<ContactDocument>('contact', 'keys');
    expect(JSON.stringify(contact).toLowerCase()).not.toContain('ada');
    expect(contact).toMatchObject({ id: expect.stringMatching(/^contact:[a-z2-7]{52}$/), ttl: (at(3, 11) - town.now + DAY) / 1_000 });
    town.now = at(4, 11) + MINUTE;
    expect(town.documents('contact', 'keys')).toEqual([]);
  });

  it('costs one read and one write, and a repeated request no write', async () => {
    const town = await new Town().with(aSpaceInput());
    const calls: string[] = [];
    const app = town.process({
      sender: 'office@city.example',
      meanwhile: (call) => {
        if (call.method !== 'scan' && call.partition.startsWith('contact:')) calls.push(call.method);
      },
    });
    await asks(app, 3, { key: 'the-first-request' });
    expect(calls.splice(0)).toEqual(['read', 'commit']);

    await asks(app, 3, { key: 'the-first-request' });
    await asks(app, 4);
    expect(calls).toEqual(['read', 'read', 'commit']);
  });
});
