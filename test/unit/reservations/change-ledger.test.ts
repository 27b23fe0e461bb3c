import { HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import type { ReservationId } from '../../../shared/kernel/ids';
import type { ChangeRequest } from '../../../shared/reservations/moves/change-reservation';
import { claimId, type Claim, type Reservation } from '../../../shared/reservations/model';
import type { SyncItem } from '../../../shared/sync/item/item';
import { aRequest, at, staff } from '../../support/builders/reservation-builder';
import { aDividedHall, aSpaceInput, ledgerId, spaceId } from '../../support/builders/space-builder';
import { decides, submitted, Town, type TownProcess } from '../../support/town';

const to = (id: ReservationId, space: string, patch: ChangeRequest['patch'] = {}): ChangeRequest => ({
  id,
  patch: { spaceId: spaceId(space), ...patch },
  by: 'staff',
  cause: staff,
});
const stored = (town: Town): Reservation | undefined => town.documents<Reservation>('reservation')[0];
const claims = (town: Town): string[] => town.documents<Claim>('claim').map(({ pk, due }) => `${pk}${due === undefined ? '' : ' due'}`);
const wishes = (town: Town): string[] =>
  town
    .documents<SyncItem>('sync-item')
    .map(({ target, desired }) => `${desired.value === null ? 'absent from' : 'present in'} ${target}`)
    .sort();

/** Oak, Elm, Ash and a hall, and a reservation of Oak on the 3rd at 10:00. */
async function booked(): Promise<{ town: Town; app: TownProcess; id: ReservationId }> {
  const town = await new Town().with(
    aSpaceInput(),
    aSpaceInput('elm', { rules: { setupMinutes: 30 } }),
    aSpaceInput('ash'),
    ...aDividedHall(),
  );
  const app = town.process();
  const id = await submitted(app);
  town.commits.length = 0;
  return { town, app, id };
}

describe('into another ledger', () => {
  it('claims the time there, then changes the home, then lets the claim agree; it keeps its id', async () => {
    const { town, app, id } = await booked();

    const outcome = await app.change(to(id, 'elm'));

    expect(outcome).toMatchObject({
      kind: 'done',
      reservation: { id, pk: 'ledger:oak', ledger: 'oak', spaceId: 'elm', placedIn: 'elm', revision: 2, kept: { start: at(3, 9, 30) } },
      item: { key: `${id}~elm`, target: 'elm@city.example' },
    });
    expect(town.commits.filter(decides).map(({ partition }) => partition)).toEqual(['ledger:elm', 'ledger:oak', 'ledger:elm']);
    expect(town.days()).toEqual({ 'day:elm:2026-03-03': [id] });
    expect(claims(town)).toEqual(['ledger:elm']);
    expect(wishes(town)).toEqual(['absent from oak@city.example', 'present in elm@city.example']);
    expect(await app.read(id)).toMatchObject({ reservation: { spaceId: 'elm' }, item: { target: 'elm@city.example' } });
    expect(app.nudges.slice(-2).map(({ lane }) => lane)).toEqual(['mailbox:elm@city.example', 'mailbox:oak@city.example']);
    expect(town.wrongs()).toEqual([]);
    await submitted(app);
    expect(town.wrongs()).toEqual([]);
  });

  it('that is taken there: refused with other times, and nothing has changed', async () => {
    const { town, app, id } = await booked();
    await submitted(app, { space: 'elm' });
    const before = { days: town.days(), reservations: town.documents('reservation') };

    const outcome = await app.change(to(id, 'elm'));

    expect(outcome).toMatchObject({ kind: 'slot-refused', refusal: { kind: 'slot-taken', free: [{ start: at(3, 8, 30) }, {}, {}] } });
    expect({ days: town.days(), reservations: town.documents('reservation') }).toEqual(before);
    expect(claims(town)).toEqual([]);
  });

  it('takes a whole there, with its parts, and changes its time there by claim as well', async () => {
    const { town, app, id } = await booked();

    await app.change(to(id, 'hall', { endsAt: at(4, 1) }));
    expect(Object.keys(town.days())).toHaveLength(6);
    expect(town.wrongs()).toEqual([]);
    await app.change(to(id, 'hall-1', { startsAt: at(3, 10, 30), endsAt: at(3, 12) }));

    expect(town.days()).toEqual({ 'day:hall:2026-03-03': [id], 'day:hall-1:2026-03-03': [id] });
    expect(town.wrongs()).toEqual([]);
  });

  it('is what a repeated submission is told of', async () => {
    const { town, app } = await booked();
    const request = aRequest({ startsAt: at(3, 14) });
    const first = await app.submit(request);
    if (first.kind !== 'accepted') throw new Error(first.kind);
    await app.change(to(first.reservation.id, 'elm'));

    expect(await town.process().submit(request)).toMatchObject({
      kind: 'accepted',
      reservation: { id: first.reservation.id, spaceId: 'elm' },
      item: { target: 'elm@city.example' },
    });
    expect(town.wrongs()).toEqual([]);
  });

  it('goes back and forth, and round', async () => {
    const { town, app, id } = await booked();

    for (const space of ['elm', 'oak', 'elm', 'ash', 'hall-2', 'elm', 'oak']) {
      expect(await app.change(to(id, space))).toMatchObject({ kind: 'done', reservation: { id, spaceId: space } });
      expect(town.wrongs()).toEqual([]);
      expect(Object.keys(town.days()).filter((day) => !day.startsWith(`day:${space.split('-', 1)[0] ?? ''}`))).toEqual([]);
      expect(wishes(town).filter((wish) => wish.startsWith('present'))).toEqual([`present in ${space}@city.example`]);
    }
    expect(claims(town)).toEqual([]);
    expect(stored(town)).not.toHaveProperty('leaving');
    expect(stored(town)).not.toHaveProperty('placedIn');
    expect(stored(town)).not.toHaveProperty('eventSubject');
  });

  it.each(['deny', 'cancel', 'approve'] as const)('can be decided there: %s', async (verb) => {
    const { town, app, id } = await booked();
    await app.change(to(id, 'elm'));

    const outcome = await app[verb]({ id, cause: staff });

    const stands = verb === 'approve';
    expect(outcome).toMatchObject({ kind: 'done', item: { key: `${id}~elm` } });
    expect(town.days()).toEqual(stands ? { 'day:elm:2026-03-03': [id] } : {});
    expect(claims(town)).toEqual(stands ? ['ledger:elm'] : []);
    expect(wishes(town)).toEqual([`${stands ? 'present in' : 'absent from'} elm@city.example`, 'absent from oak@city.example'].sort());
    expect(town.wrongs()).toEqual([]);
    await submitted(app, { space: 'elm', startsAt: at(3, stands ? 13 : 10) });
  });

  it('expires there: time and event are given back', async () => {
    const { town, app, id } = await booked();
    await app.change(to(id, 'elm', { startsAt: at(20, 10), endsAt: at(20, 11) }));
    town.now += 72 * HOUR;

    await app.expireHolds();

    expect(stored(town)).toMatchObject({ id, status: 'expired' });
    expect(town.days()).toEqual({});
    expect(claims(town)).toEqual([]);
    expect(wishes(town)).toEqual(['absent from elm@city.example', 'absent from oak@city.example']);
  });

  it('counts for the ledger that it is in, and no longer for its home', async () => {
    const { app, id } = await booked();

    await app.change(to(id, 'elm'));

    expect([await app.countStanding(ledgerId('oak')), await app.countStanding(ledgerId('elm'))]).toEqual([0, 1]);
    const moved = await app.putSpace(aSpaceInput('elm', { exchangeResourceMailbox: 'elm-2@city.example' }), staff);
    expect(moved).toEqual({ kind: 'has-reservations', count: 1 });
    await app.cancel({ id, cause: staff });
    expect(await app.countStanding(ledgerId('elm'))).toBe(0);
  });

  it('writes into the mailbox that the space has now, also when it was there before with another one', async () => {
    const { town, app, id } = await booked();
    await app.change(to(id, 'elm'));
    await app.change(to(id, 'oak'));
    await app.putSpace(aSpaceInput('elm', { exchangeResourceMailbox: 'elm-2@city.example', rules: { setupMinutes: 30 } }), staff);

    await app.change(to(id, 'elm'));

    expect(wishes(town)).toEqual(['absent from elm@city.example', 'absent from oak@city.example', 'present in elm-2@city.example']);
    expect(town.wrongs()).toEqual([]);
  });

  it('leaves no event where there is no calendar, and makes one where there is one again', async () => {
    const { town, app, id } = await booked();
    await app.putSpace(aSpaceInput('lawn', { exchangeResourceMailbox: undefined }), staff);

    expect(await app.change(to(id, 'lawn'))).not.toHaveProperty('item');
    expect(wishes(town)).toEqual(['absent from oak@city.example']);
    expect(await app.approve({ id, cause: staff })).toMatchObject({ kind: 'done' });
    expect(wishes(town)).toEqual(['absent from oak@city.example']);
    await app.change(to(id, 'elm'));
    await app.change(to(id, 'lawn'));
    expect(wishes(town).filter((wish) => wish.startsWith('present'))).toEqual([]);
    await app.change(to(id, 'oak'));

    expect(wishes(town)).toEqual(['absent from elm@city.example', 'present in oak@city.example']);
    expect(stored(town)).not.toHaveProperty('eventSubject');
    expect(town.wrongs()).toEqual([]);
  });
});

describe('a process that dies on the way', () => {
  // A move within reach of every order: out, back, and on to a third ledger.
  const ways = { out: ['elm'], back: ['elm', 'oak'], on: ['elm', 'ash'], within: ['elm', 'elm'] };
  const cases = Object.keys(ways).flatMap((way) => [1, 2, 3].map((commits) => ({ way: way as keyof typeof ways, commits })));

  it.each(cases)('$way, after commit $commits: nothing is lost or taken twice, and the sweep finishes it', async ({ way, commits }) => {
    const { town, app, id } = await booked();
    const path = [...ways[way]];
    const last = path.pop() ?? '';
    for (const space of path) await app.change(to(id, space));
    const revision = stored(town)?.revision;

    await town.dying((dead) => dead.change(to(id, last, { endsAt: at(3, 12) })), commits);

    expect(town.wrongs()).toEqual([]);
    const happened = stored(town)?.revision !== revision;
    expect(stored(town)?.spaceId).toBe(happened ? last : (path.at(-1) ?? 'oak'));
    town.now += MINUTE;
    const other = town.process();
    await other.finishMoves();
    await other.finishMoves();

    expect(stored(town)).not.toHaveProperty('leaving');
    expect(claims(town)).toEqual(stored(town)?.spaceId === 'oak' ? [] : [`ledger:${stored(town)?.spaceId ?? ''}`]);
    expect(town.wrongs()).toEqual([]);
    expect(Object.keys(town.days())).toHaveLength(1);
    expect((await other.finishMoves()).claims).toBe(0);
  });

  it('after a decision, before the other ledger knows: the sweep gives the time back', async () => {
    const { town, app, id } = await booked();
    await app.change(to(id, 'elm'));

    await town.dying((dead) => dead.cancel({ id, cause: staff }), 1);
    expect(town.days()).toEqual({ 'day:elm:2026-03-03': [id] });
    await town.process().finishMoves();

    expect(town.days()).toEqual({});
    expect(claims(town)).toEqual([]);
  });

  it('does not keep the next change from being made, before any sweep', async () => {
    const { town, app, id } = await booked();
    await town.dying((dead) => dead.change(to(id, 'elm')), 1);

    expect(await app.change(to(id, 'ash'))).toMatchObject({ kind: 'done' });
    expect(await app.change(to(id, 'elm', { startsAt: at(3, 14), endsAt: at(3, 15) }))).toMatchObject({ kind: 'done' });
    town.now += 2 * MINUTE;
    await town.process().finishMoves();

    expect(town.days()).toEqual({ 'day:elm:2026-03-03': [id] });
    expect(town.wrongs()).toEqual([]);
  });
});

describe('a mover that was asleep', () => {
  /** A process that sleeps so long after its claim, before its home batch; others act meanwhile. */
  const sleeper = (town: Town, ms: number, others: () => Promise<unknown>): TownProcess => {
    let asleep = false;
    return town.process({
      meanwhile: async (call) => {
        if (asleep || call.method !== 'commit' || call.partition !== 'ledger:oak' || !decides(call)) return;
        asleep = true;
        town.now += ms;
        await others();
      },
    });
  };

  it('for over a minute has lost its claim; it begins again, and what was given away meanwhile stays given', async () => {
    const { town, id } = await booked();
    const other = town.process();
    let winner: ReservationId | undefined;

    const outcome = await sleeper(town, MINUTE, async () => {
      await other.finishMoves();
      winner = await submitted(other, { space: 'elm' });
    }).change(to(id, 'elm'));

    expect(outcome).toMatchObject({ kind: 'slot-refused', refusal: { kind: 'slot-taken' } });
    expect(town.days()).toEqual({ 'day:elm:2026-03-03': [winner], 'day:oak:2026-03-03': [id] });
    expect(stored(town)).toMatchObject({ id, spaceId: 'oak', revision: 1, fence: 1 });
    expect(claims(town)).toEqual([]);
    expect(town.wrongs()).toEqual([]);
  });

  it('for over a minute simply begins again where nobody came between', async () => {
    const { town, id } = await booked();
    const other = town.process();

    const outcome = await sleeper(town, MINUTE, () => other.finishMoves()).change(to(id, 'elm'));

    expect(outcome).toMatchObject({ kind: 'done', reservation: { spaceId: 'elm', revision: 2 } });
    expect(town.days()).toEqual({ 'day:elm:2026-03-03': [id] });
    expect(town.wrongs()).toEqual([]);
  });

  it('for less than a minute keeps its claim', async () => {
    const { town, id } = await booked();
    const other = town.process();
    let refused = '';

    const outcome = await sleeper(town, 59 * SECOND, async () => {
      await other.finishMoves();
      refused = (await other.change(to(await submitted(other, { startsAt: at(3, 14) }), 'elm', { startsAt: at(3, 10), endsAt: at(3, 11) })))
        .kind;
    }).change(to(id, 'elm'));

    expect(outcome).toMatchObject({ kind: 'done' });
    expect(refused).toBe('slot-refused');
    expect(stored(town)).not.toHaveProperty('fence');
    expect(town.wrongs()).toEqual([]);
  });

  it('loses to whoever cancelled meanwhile, and its claim is given back', async () => {
    const { town, id } = await booked();
    const other = town.process();

    const outcome = await sleeper(town, SECOND, () => other.cancel({ id, cause: staff })).change(to(id, 'elm'));
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { kind: 'not-possible-now', status: 'cancelled' } });
    town.now += 2 * MINUTE;
    await other.finishMoves();

    expect(town.days()).toEqual({});
    expect(claims(town)).toEqual([]);
  });
});

describe('an outage right after the home has decided', () => {
  it('is no failure of the move: the sweep finishes it', async () => {
    const { town, id } = await booked();
    const decided = town.process({
      meanwhile: (call) => {
        if (
          call.method === 'commit' &&
          call.writes.some((write) => 'document' in write && write.document.type === 'claim') &&
          stored(town)?.placedIn
        )
          town.fault({ match: { partition: 'ledger:elm' }, when: 'before', effect: { kind: 'refuse', status: 503 }, times: 1 });
      },
    });

    expect(await decided.change(to(id, 'elm'))).toMatchObject({ kind: 'done' });
    expect(town.documents<Claim>('claim')).toMatchObject([{ id: claimId(id), due: town.now + MINUTE }]);
    town.now += MINUTE;
    await town.process().finishMoves();

    expect(claims(town)).toEqual(['ledger:elm']);
    expect(town.wrongs()).toEqual([]);
  });
});
