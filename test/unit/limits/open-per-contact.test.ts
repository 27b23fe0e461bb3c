import { MINUTE } from '../../../shared/kernel/clock';
import { aRequest, at, staff } from '../../support/builders/reservation-builder';
import { aSpaceInput, spaceId } from '../../support/builders/space-builder';
import { Town, submitted, type TownProcess } from '../../support/town';

const ADA = { name: 'Ada', email: 'ada@home.example' };
const asks = (app: TownProcess, day: number, more: Parameters<typeof aRequest>[0] = {}) =>
  app.submit(aRequest({ startsAt: at(day, 10), contact: ADA, ...more }));
const rule = (bound: string) => ({ kind: 'rule-broken', rule: 'open-per-contact', bound });
const ONE = rule('at most 1 open reservation of one contact');
const TWO = rule('at most 2 open reservations of one contact');
const cause = { ...staff, actor: { kind: 'citizen' } } as const;

/** Oak allows two of one contact, elm one. */
const aTown = async () => {
  const town = await new Town().with(
    aSpaceInput('oak', { rules: { openPerContact: 2 } }),
    aSpaceInput('elm', { rules: { openPerContact: 1 } }),
  );
  const app = town.process();
  await app.contacts.prove(ADA.email);
  return { town, app };
};

describe('the rule how many one contact may have open in a space', () => {
  it('refuses the next, names itself, and counts each space by itself', async () => {
    const { app } = await aTown();
    await asks(app, 3);
    await asks(app, 4);

    expect(await asks(app, 5)).toEqual({ kind: 'refused', refusal: TWO });
    expect((await asks(app, 5, { space: 'elm' })).kind).toBe('accepted');
    expect(await asks(app, 6, { space: 'elm' })).toEqual({ kind: 'refused', refusal: ONE });
    expect((await app.submit(aRequest({ startsAt: at(5, 10) }))).kind).toBe('accepted');
  });

  it('decides a request once: the repeated one hears the same, also when there is room by then', async () => {
    const { town, app } = await aTown();
    await asks(app, 3, { key: 'the-first-request' });
    const second = await submitted(app, { startsAt: at(4, 10), contact: ADA });
    await asks(app, 5, { key: 'the-third-request' });
    await app.cancel({ id: second, cause: staff });

    expect(await asks(town.process(), 5, { key: 'the-third-request' })).toEqual({ kind: 'refused', refusal: TWO });
    expect((await asks(app, 3, { key: 'the-first-request' })).kind).toBe('accepted');
    expect((await asks(app, 5)).kind).toBe('accepted');
    expect(await asks(app, 6)).toEqual({ kind: 'refused', refusal: TWO });
  });

  it('comes after the rules that the time breaks, and before other times are offered', async () => {
    const { app } = await aTown();
    await asks(app, 3, { space: 'elm' });

    expect(await asks(app, 1, { space: 'elm' })).toMatchObject({ refusal: { kind: 'slot-in-the-past' } });
    expect(await asks(app, 3, { space: 'elm' })).toMatchObject({ refusal: ONE });
  });

  it('does not hold staff', async () => {
    const { app } = await aTown();
    await asks(app, 3, { space: 'elm' });

    expect((await app.submit({ ...aRequest({ space: 'elm', startsAt: at(4, 10), contact: ADA }), cause: staff })).kind).toBe('accepted');
  });

  it('holds for a citizen who moves a reservation into the space, and counts the move', async () => {
    const { app } = await aTown();
    const id = await submitted(app, { startsAt: at(3, 10), contact: ADA });
    const move = (space: string) => app.change({ id, patch: { spaceId: spaceId(space) }, by: 'citizen', cause });
    const inElm = await submitted(app, { space: 'elm', startsAt: at(4, 10), contact: ADA });
    expect(await move('elm')).toEqual({ kind: 'slot-refused', refusal: ONE });
    expect((await app.change({ id, patch: { spaceId: spaceId('elm') }, by: 'staff', cause: staff })).kind).toBe('done');
    await app.cancel({ id, cause: staff });

    await app.cancel({ id: inElm, cause: staff });
    const other = await submitted(app, { startsAt: at(5, 10), contact: ADA });
    expect((await app.change({ id: other, patch: { spaceId: spaceId('elm') }, by: 'citizen', cause })).kind).toBe('done');
    expect(await asks(app, 6, { space: 'elm' })).toMatchObject({ refusal: ONE });
    // It is seen that it left oak.
    expect((await asks(app, 6)).kind).toBe('accepted');
    expect((await asks(app, 7)).kind).toBe('accepted');
    expect(await asks(app, 8)).toMatchObject({ refusal: TWO });
  });

  it('counts a reservation where it stands, until it is over, though it was to be moved or made longer', async () => {
    const { town, app } = await aTown();
    const id = await submitted(app, { space: 'elm', startsAt: at(3, 10), contact: ADA });
    await app.change({ id, patch: { endsAt: at(3, 14) }, by: 'citizen', cause });
    await submitted(app, { startsAt: at(3, 10) });
    // Oak is taken then: the move fails.
    await app.change({ id, patch: { spaceId: spaceId('oak') }, by: 'citizen', cause });
    town.now = at(3, 13);

    expect(await asks(app, 4, { space: 'elm' })).toMatchObject({ refusal: ONE });
    town.now += 11 * MINUTE;
    expect((await asks(app, 4)).kind).toBe('accepted');
    expect((await asks(app, 5)).kind).toBe('accepted');
    town.now = at(3, 14);
    expect((await asks(app, 4, { space: 'elm', startsAt: at(4, 20) })).kind).toBe('accepted');
  });

  it('is the rule of the present, where a process sees things late', async () => {
    const town = await new Town(60 * MINUTE).with(aSpaceInput('elm', { rules: { openPerContact: 1 } }));
    town.now += 120 * MINUTE;
    const [here, elsewhere] = [town.process(), town.process()];
    await asks(here, 3, { space: 'elm' });
    await elsewhere.putSpace(aSpaceInput('elm', { rules: { openPerContact: 2 } }), staff);

    expect((await asks(here, 4, { space: 'elm' })).kind).toBe('accepted');
  });
});
