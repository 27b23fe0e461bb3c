import { HOUR, MINUTE } from '../../../../shared/kernel/clock';
import type { RefusedSubmission } from '../../../../shared/reservations/model';
import { aRequest, at, citizen, START, staff } from '../../../support/builders/reservation-builder';
import { aDividedHall, aSpaceInput, spaceId } from '../../../support/builders/space-builder';
import { submitted, Town, type TownProcess } from '../../../support/town';

async function consequences(app: TownProcess, id: Parameters<TownProcess['consequences']>[0]) {
  const outcome = await app.consequences(id);
  if (outcome.kind !== 'weighed') throw new Error(`it was ${outcome.kind}`);
  return outcome.consequences;
}

describe('a submission that is turned away', () => {
  it('leaves what it wanted and what stood in its way, and nothing of who asked or what for', async () => {
    const town = await new Town().with(aSpaceInput('oak', { rules: { setupMinutes: 15 } }));
    const app = town.process();
    const id = await submitted(app);
    town.now += MINUTE;

    await app.submit(aRequest({ title: 'Secret society', notes: 'hush', contact: { name: 'Eve', email: 'eve@home.example' } }));

    const [refused, ...others] = town.documents<RefusedSubmission>('refused-submission');
    expect(others).toEqual([]);
    expect(refused?.turnedAway).toEqual({
      spaceId: 'oak',
      startsAt: at(3, 10),
      endsAt: at(3, 11),
      kept: { start: at(3, 9, 45), end: at(3, 11) },
      askedAt: START + MINUTE,
      inTheWay: [id],
    });
    expect(refused?.ttl).toBe(48 * 3_600);
    expect(JSON.stringify(refused)).not.toMatch(/Secret|hush|Eve|eve@/);
  });

  it('leaves nothing where a rule refused it: no decision frees that', async () => {
    const town = await new Town().with(aSpaceInput('oak', { capacity: 5 }));
    await town.process().submit(aRequest({ attendance: 6 }));

    expect(town.documents<RefusedSubmission>('refused-submission')[0]).not.toHaveProperty('turnedAway');
  });
});

describe('the consequences of a pending request', () => {
  it('count a request that is repeated under its key once', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app);
    const again = aRequest({ key: 'one-key-of-16-chars' });
    await app.submit(again);
    town.now += MINUTE;
    await app.submit(again);
    await app.submit(aRequest());

    const { waiting } = await consequences(app, id);

    expect(waiting.requests.map(({ askedAt }) => askedAt)).toEqual([START, START + MINUTE]);
    expect(waiting.more).toBe(false);
  });

  it('tell of everybody in spaces that exclude each other: whole, half, and who came from another ledger', async () => {
    const town = await new Town().with(...aDividedHall(2, { setupMinutes: 30, cleanupMinutes: 30 }), aSpaceInput('elm'));
    const app = town.process();
    const id = await submitted(app, { space: 'hall-1' });
    await submitted(app, { space: 'hall-2' });
    const before = await submitted(app, { space: 'hall', startsAt: at(3, 8), endsAt: at(3, 9) });
    const moved = await submitted(app, { space: 'elm', startsAt: at(3, 20), endsAt: at(3, 21) });
    await app.change({
      id: moved,
      patch: { spaceId: spaceId('hall-1'), startsAt: at(3, 12), endsAt: at(3, 13) },
      by: 'staff',
      cause: staff,
    });
    await app.submit(aRequest({ space: 'hall' }));
    await app.submit(aRequest({ space: 'hall-1', startsAt: at(3, 10, 30), endsAt: at(3, 11, 30) }));
    expect(town.wrongs()).toEqual([]);
    town.scans.length = 0;

    const { neighbours, rejectedIfApproved, waiting, ifDenied } = await consequences(app, id);

    expect(neighbours.reservations.map((one) => [one.side, one.id])).toEqual([
      ['before', before],
      ['after', moved],
    ]);
    expect(rejectedIfApproved.reservations).toEqual([]);
    // The other half keeps the whole from whoever wanted it; the next half hour is taken by nobody else.
    expect(waiting.requests).toMatchObject([
      { spaceId: 'hall', freeIfDenied: false },
      { spaceId: 'hall-1', freeIfDenied: false },
    ]);
    expect(ifDenied.freeFor).toBe(0);
    expect(town.scans).toHaveLength(2);
  });

  it('know that somebody asked before, whose hold expired', async () => {
    const town = await new Town().with(aSpaceInput('oak', { rules: { holdHours: 1 } }));
    const app = town.process();
    await submitted(app);
    await app.submit(aRequest());
    town.now += 2 * HOUR;
    await app.expireHolds();
    const id = await submitted(app);

    const { first, waiting } = await consequences(app, id);

    expect(first.earlier.map(({ became }) => became).sort()).toEqual(['expired', 'turned-away']);
    expect(waiting.requests).toEqual([]);
  });

  it('are seen by a process that did not take the request', async () => {
    const town = await new Town(5_000).with(aSpaceInput());
    town.now += MINUTE;
    const id = await submitted(town.process());

    expect((await town.process().consequences(id)).kind).toBe('weighed');
  });

  it('go on where it was moved to', async () => {
    const town = await new Town().with(aSpaceInput(), aSpaceInput('elm'));
    const app = town.process();
    const id = await submitted(app);
    await app.change({ id, patch: { spaceId: spaceId('elm') }, by: 'citizen', cause: citizen });
    await app.submit(aRequest({ space: 'elm' }));
    await app.submit(aRequest());

    const { waiting } = await consequences(app, id);

    expect(waiting.requests).toMatchObject([{ spaceId: 'elm', freeIfDenied: true }]);
  });

  it('are of a pending request only', async () => {
    const town = await new Town().with(aSpaceInput());
    const app = town.process();
    const id = await submitted(app);
    await app.approve({ id, cause: staff });

    expect(await app.consequences(id)).toMatchObject({ kind: 'not-pending', reservation: { status: 'approved' } });
    await app.submit(aRequest());
    const [refused] = town.documents<RefusedSubmission>('refused-submission');
    expect(await app.consequences(refused?.id as typeof id)).toEqual({ kind: 'unknown-reservation' });
  });
});
