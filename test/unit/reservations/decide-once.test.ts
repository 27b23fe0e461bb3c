import { DAY, HOUR } from '../../../shared/kernel/clock';
import { linkKey } from '../../../shared/links/model';
import { makeDecideLinks } from '../../../shared/links/decide-links';
import { DIGEST } from '../../support/builders/digest';
import { aReservation, aReservationId, citizen, START, staff } from '../../support/builders/reservation-builder';
import { aSpaceInput } from '../../support/builders/space-builder';
import { Crossroads } from '../../support/crossroads';
import { submitted, Town } from '../../support/town';
import { Random } from '../../simulation/random';
import type { Reservation } from '../../../shared/reservations/model';

const byLink = { ...staff, actor: { kind: 'approver-link' } as const };

describe('a decision about one revision', () => {
  it('is made while it is the present one, and answered alike when it is asked for again', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app);

    const once = await app.approve({ id, ifRevision: 1, cause: byLink });
    const commits = town.commits.length;
    const again = await app.approve({ id, ifRevision: 1, cause: byLink });

    expect(once).toMatchObject({
      kind: 'done',
      reservation: { status: 'approved', revision: 2, decision: { by: { kind: 'approver-link' } } },
    });
    expect(again).toEqual(once);
    expect(town.commits).toHaveLength(commits);
  });

  it('is not made once the reservation was decided otherwise, or changed, even where it would be possible', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app);
    await app.change({ id, patch: { title: 'Go' }, by: 'citizen', cause: citizen });

    expect(await app.approve({ id, ifRevision: 1, cause: byLink })).toMatchObject({
      kind: 'changed-meanwhile',
      reservation: { status: 'pending', revision: 2 },
    });
    await app.approve({ id, ifRevision: 2, cause: byLink });
    expect(await app.deny({ id, ifRevision: 2, cause: byLink })).toMatchObject({
      kind: 'changed-meanwhile',
      reservation: { status: 'approved' },
    });
    await app.change({ id, patch: { title: 'Chess' }, by: 'staff', cause: staff });
    expect(await app.approve({ id, ifRevision: 2, cause: byLink })).toMatchObject({
      kind: 'changed-meanwhile',
      reservation: { revision: 4 },
    });
  });

  it('waits for what another process has committed and this one does not see yet', async () => {
    const town = await new Town(60_000).with(aSpaceInput());
    town.now += HOUR;
    const [one, other] = [town.process(), town.process()];
    const id = await submitted(one);
    town.now += HOUR;
    await other.read(id);
    await one.change({ id, patch: { title: 'Go' }, by: 'citizen', cause: citizen });

    expect(await other.approve({ id, ifRevision: 2, cause: byLink })).toMatchObject({
      kind: 'done',
      reservation: { revision: 3, title: 'Go' },
    });
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))('is one, whatever meets it on the way (seed %i)', async (seed) => {
    const town = await new Town(2_000).with(aSpaceInput());
    town.now += HOUR;
    const id = await submitted(town.process());
    town.now += HOUR;
    const roads = new Crossroads(new Random(seed), () => (town.now += 7));
    const [one, other] = [town.process({ travel: roads }), town.process({ travel: roads })];

    const [approved, denied] = await roads.run(
      Promise.all([one.approve({ id, ifRevision: 1, cause: byLink }), other.deny({ id, ifRevision: 1, cause: byLink })]),
    );

    expect([approved.kind, denied.kind].sort()).toEqual(['changed-meanwhile', 'done']);
    expect(town.documents<Reservation>('reservation')).toMatchObject([
      { status: approved.kind === 'done' ? 'approved' : 'denied', revision: 2 },
    ]);
    expect(town.wrongs()).toEqual([]);
  });
});

describe('the link', () => {
  const key = linkKey(DIGEST);
  let now = START;
  const links = makeDecideLinks({
    keys: { current: () => Promise.resolve(key), previous: () => Promise.resolve(undefined) },
    clock: { now: () => now, id: () => '', random: () => 0 },
    appUrl: 'https://book.city.example',
  });
  const tokenOf = async (more: Partial<Reservation> = {}): Promise<string> => (await links.urlOf(aReservation(more))).split('#')[1] ?? '';

  beforeEach(() => {
    now = START;
  });

  it('names the revision, and opens until the hold ends', async () => {
    const token = await tokenOf({ revision: 3, holdUntil: START + HOUR });

    expect(await links.open(token, aReservationId())).toMatchObject({ purpose: 'decide', version: 3, expiresAt: START + HOUR });
    now += HOUR;
    expect(await links.open(token, aReservationId())).toBeUndefined();
  });

  it('opens for two weeks where the hold has no end', async () => {
    const token = await tokenOf();

    now += 14 * DAY - 1_000;
    expect(await links.open(token, aReservationId())).toBeDefined();
    now += 1_000;
    expect(await links.open(token, aReservationId())).toBeUndefined();
  });

  it('opens nothing else', async () => {
    expect(await links.open(await tokenOf(), aReservationId('b'))).toBeUndefined();
    expect(await links.open('nonsense', aReservationId())).toBeUndefined();
  });
});
