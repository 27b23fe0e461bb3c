import { HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import type { SubmitOutcome } from '../../../shared/reservations/submit-reservation';
import { aRequest, at, staff } from '../../support/builders/reservation-builder';
import { aDividedHall, aSpaceInput } from '../../support/builders/space-builder';
import { Crossroads } from '../../support/crossroads';
import { decides, Town } from '../../support/town';
import { Random } from '../../simulation/random';

const busyOrDecided = (outcome: SubmitOutcome) => ['accepted', 'refused'].includes(outcome.kind);

describe('two processes on one ledger', () => {
  it('never take overlapping reservations, however their requests interleave (seeded)', async () => {
    let refused = 0;
    let accepted = 0;
    for (let seed = 1; seed <= 30; seed += 1) {
      const random = new Random(seed);
      const rules = { setupMinutes: random.whole(0, 2) * 15, cleanupMinutes: random.whole(0, 2) * 15 };
      const town = await new Town(random.chance(0.5) ? random.whole(100, 5_000) : undefined).with(...aDividedHall(2, rules));
      town.now += HOUR;
      const roads = new Crossroads(random, () => {
        town.now += random.whole(0, 200);
      });
      const processes = [town.process({ travel: roads }), town.process({ travel: roads }), town.process({ travel: roads })];
      if (random.chance(0.3))
        town.fault({ match: { operation: 'batch' }, when: random.pick(['before', 'after']), effect: { kind: 'never' }, times: 1 });
      const acts = Array.from({ length: 14 }, async () => {
        const app = random.pick(processes);
        const startsAt = at(3, 20) + random.whole(0, 16) * 30 * MINUTE;
        const space = random.pick(['hall', 'hall-1', 'hall-2']);
        const outcome = await app.submit(aRequest({ space, startsAt, endsAt: startsAt + random.whole(1, 6) * 30 * MINUTE }));
        if (outcome.kind === 'accepted' && random.chance(0.4))
          await random.pick(processes)[random.pick(['approve', 'deny', 'cancel'] as const)]({ id: outcome.reservation.id, cause: staff });
        return outcome;
      });

      const outcomes = await roads.run(Promise.all(acts));

      expect({ seed, wrongs: town.wrongs() }).toEqual({ seed, wrongs: [] });
      expect({ seed, decided: outcomes.every(busyOrDecided) }).toEqual({ seed, decided: true });
      accepted += outcomes.filter(({ kind }) => kind === 'accepted').length;
      refused += outcomes.filter(({ kind }) => kind === 'refused').length;
    }
    expect(Math.min(accepted, refused)).toBeGreaterThan(75);
  }, 30_000);

  it('answer every loser, and one winner only, when all want the same time', async () => {
    const town = await new Town(2 * SECOND).with(aSpaceInput());
    town.now += HOUR;
    const random = new Random(7);
    const roads = new Crossroads(random, () => {
      town.now += random.whole(0, 50);
    });
    const processes = [town.process({ travel: roads }), town.process({ travel: roads })];

    const outcomes = await roads.run(Promise.all(Array.from({ length: 60 }, () => random.pick(processes).submit(aRequest()))));

    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'refused')).toHaveLength(59);
    expect(town.wrongs()).toEqual([]);
  });

  it('meet on the same day document for different times and both win', async () => {
    const town = await new Town().with(aSpaceInput());
    const other = town.process();
    let met = false;
    const app = town.process({
      meanwhile: async (call) => {
        if (met || !decides(call)) return;
        met = true;
        await other.submit(aRequest({ startsAt: at(3, 14) }));
      },
    });

    expect((await app.submit(aRequest())).kind).toBe('accepted');
    expect(town.documents('reservation')).toHaveLength(2);
    expect(town.wrongs()).toEqual([]);
  });
});

describe('a process that sees what others did an hour late', () => {
  const late = async () => {
    const town = await new Town(HOUR).with(aSpaceInput());
    town.now += 2 * HOUR;
    return { town, here: town.process(), elsewhere: town.process() };
  };

  it('does not take a time that was taken elsewhere', async () => {
    const { town, here, elsewhere } = await late();
    await elsewhere.submit(aRequest());

    expect(await here.submit(aRequest())).toMatchObject({ kind: 'refused', refusal: { kind: 'slot-taken' } });
    expect(town.wrongs()).toEqual([]);
  });

  it('takes a time that was given back elsewhere', async () => {
    const { town, here, elsewhere } = await late();
    const standing = await here.submit(aRequest());
    await elsewhere.submit(aRequest({ startsAt: at(4) }));
    if (standing.kind === 'accepted') await elsewhere.cancel({ id: standing.reservation.id, cause: staff });

    expect((await here.submit(aRequest())).kind).toBe('accepted');
    expect(town.wrongs()).toEqual([]);
  });

  it('takes a reservation of a space that was opened elsewhere', async () => {
    const { here, elsewhere } = await late();
    await elsewhere.putSpace(aSpaceInput('oak', { state: 'closed' }), staff);
    await here.submit(aRequest());
    await elsewhere.putSpace(aSpaceInput('oak'), staff);

    expect((await here.submit(aRequest())).kind).toBe('accepted');
  });

  it('offers times that are free at present', async () => {
    const { here, elsewhere } = await late();
    await here.submit(aRequest());
    await elsewhere.submit(aRequest({ startsAt: at(3, 11) }));

    const refused = await here.submit(aRequest());

    expect(refused).toMatchObject({ kind: 'refused', refusal: { kind: 'slot-taken' } });
    expect(JSON.stringify(refused)).not.toContain(`"start":${String(at(3, 11))}`);
    expect(JSON.stringify(refused)).toContain(`"start":${String(at(3, 12))}`);
  });
});
