import { HOUR } from '../../../shared/kernel/clock';
import { holdsTime, type Reservation } from '../../../shared/reservations/model';
import type { SyncItem } from '../../../shared/sync/item/item';
import { MAIL } from '../../../shared/mail/model';
import { aRequest, at, staff } from '../../support/builders/reservation-builder';
import { aSpaceInput } from '../../support/builders/space-builder';
import { Crossroads } from '../../support/crossroads';
import { Town } from '../../support/town';
import { Random } from '../../simulation/random';

const ADA = { name: 'Ada', email: 'ada@home.example' };

describe('three instances asked at once by one contact', () => {
  it('never take more than three requests of an address that is not proven, nor make more than three mails, however it interleaves (seeded)', async () => {
    let full = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = new Random(seed);
      const town = await new Town(random.chance(0.5) ? random.whole(100, 5_000) : undefined).with(aSpaceInput(), aSpaceInput('elm'));
      town.now += HOUR;
      const roads = new Crossroads(random, () => {
        town.now += random.whole(0, 200);
      });
      const sender = 'office@city.example';
      const processes = [1, 2, 3].map(() => town.process({ travel: roads, sender }));
      if (random.chance(0.3))
        town.fault({ match: { operation: 'batch' }, when: random.pick(['before', 'after']), effect: { kind: 'never' }, times: 1 });
      const acts = Array.from({ length: 7 }, async (_, index) => {
        const request = aRequest({
          space: random.pick(['oak', 'elm']),
          startsAt: at(3 + random.whole(0, 5), 10),
          contact: ADA,
          key: `request-${String(index)}`,
        });
        const outcome = await random
          .pick(processes)
          .submit(request)
          .catch(() => random.pick(processes).submit(request));
        if (outcome.kind !== 'accepted') return outcome;
        if (random.chance(0.3)) await random.pick(processes).submit(request);
        if (random.chance(0.4))
          await random.pick(processes)[random.pick(['approve', 'deny'] as const)]({ id: outcome.reservation.id, cause: staff });
        return outcome;
      });

      const outcomes = await roads.run(Promise.all(acts));

      const open = town.documents<Reservation>('reservation').filter(({ status }) => holdsTime(status)).length;
      const mails = town.documents<SyncItem>('sync-item').filter(({ kind, key }) => kind === MAIL && key.endsWith('-received')).length;
      expect({ seed, open: Math.min(open, 4), mails: Math.min(mails, 4) }).toEqual({
        seed,
        open: Math.min(open, 3),
        mails: Math.min(mails, 3),
      });
      expect({ seed, wrongs: town.wrongs() }).toEqual({ seed, wrongs: [] });
      full += outcomes.filter(({ kind }) => kind === 'too-many-open').length;
    }
    expect(full).toBeGreaterThan(60);
  }, 30_000);
});
