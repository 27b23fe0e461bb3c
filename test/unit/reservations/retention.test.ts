import { DAY } from '../../../shared/kernel/clock';
import type { ReservationId } from '../../../shared/kernel/ids';
import type { Reservation } from '../../../shared/reservations/model';
import type { SyncItem } from '../../../shared/sync/item/item';
import { aRequest, at, staff } from '../../support/builders/reservation-builder';
import { aSpaceInput } from '../../support/builders/space-builder';
import { submitted, Town } from '../../support/town';

const town = (): Promise<Town> => new Town().with(aSpaceInput());
const stored = (some: Town, id: ReservationId): Reservation | undefined =>
  some.documents<Reservation>('reservation').find((one) => one.id === id);
const END = at(3, 11);

describe('the contact of a reservation', () => {
  it('is removed with the notes a year after its end, not a moment before; the rest stays, under a new revision', async () => {
    const oak = await town();
    const app = oak.process();
    const id = await submitted(app, { notes: 'Bring the accordion' });
    const [items, days] = [oak.documents<SyncItem>('sync-item'), oak.days()];

    oak.now = END + 365 * DAY - 1;
    expect(await app.forgetContacts()).toEqual({ reservations: 0 });
    expect(stored(oak, id)).toMatchObject({ contact: { name: 'Ada Alder' } });
    oak.now += 1;
    expect(await app.forgetContacts()).toEqual({ reservations: 1 });

    const left = stored(oak, id);
    expect(left).toMatchObject({ title: 'Choir practice', status: 'pending', revision: 2, contactRemovedAt: oak.now });
    expect(left).not.toHaveProperty('contact');
    expect(left).not.toHaveProperty('notes');
    expect([oak.documents<SyncItem>('sync-item'), oak.days()]).toEqual([items, days]);
    expect(await app.forgetContacts()).toEqual({ reservations: 0 });
  });

  it('stays while the reservation is held, whatever its status, and goes when it is not held any more', async () => {
    const oak = await town();
    const app = oak.process();
    const id = await submitted(app);
    await app.cancel({ id, cause: staff });
    oak.now = END + 400 * DAY;

    const held = await app.setLegalHold({ id, hold: true, ifRevision: 2, cause: staff });
    await app.forgetContacts();
    const kept = stored(oak, id);
    const late = await app.setLegalHold({ id, hold: false, ifRevision: 2, cause: staff });
    const again = await app.setLegalHold({ id, hold: true, cause: staff });
    await app.setLegalHold({ id, hold: false, ifRevision: 3, cause: staff });
    await app.forgetContacts();

    expect(held).toMatchObject({ kind: 'done', reservation: { legalHold: true, revision: 3 } });
    expect(kept).toMatchObject({ contact: { name: 'Ada Alder' }, revision: 3 });
    expect(late).toMatchObject({ kind: 'changed-meanwhile', reservation: { revision: 3 } });
    expect(again).toMatchObject({ kind: 'done', reservation: { revision: 3 } });
    expect(stored(oak, id)).toMatchObject({ revision: 5, contactRemovedAt: oak.now });
    expect(stored(oak, id)).not.toHaveProperty('legalHold');
    expect(stored(oak, id)).not.toHaveProperty('contact');
  });

  it('is left alone by a run that somebody who holds the reservation comes before', async () => {
    const oak = await town();
    const other = oak.process();
    const id = await submitted(other);
    oak.now = END + 366 * DAY;
    const app = oak.process({
      meanwhile: async (call) => {
        if (call.method === 'commit' && call.writes.some((write) => write.kind !== 'upsert'))
          await other.setLegalHold({ id, hold: true, cause: staff });
      },
    });

    await app.forgetContacts();

    expect(stored(oak, id)).toMatchObject({ legalHold: true, contact: { name: 'Ada Alder' } });
  });

  it('is removed a page a run, and what cannot be reached is left for the next', async () => {
    const oak = await town();
    const app = oak.process();
    for (let hour = 0; hour < 3; hour += 1) await submitted(app, { startsAt: at(3, 10 + hour), endsAt: at(3, 11 + hour) });
    oak.now = END + 400 * DAY;
    oak.fault({ when: 'before', match: { operation: 'batch' }, times: 1, effect: { kind: 'refuse', status: 503 } });

    await app.forgetContacts();
    await app.forgetContacts();

    expect(oak.documents<Reservation>('reservation').filter(({ contact }) => contact)).toEqual([]);
    expect(oak.scans.at(-1)).toMatchObject({ limit: 200 });
  });

  it('is not what a repeated request is told by: the answer stays the same', async () => {
    const oak = await town();
    const app = oak.process();
    const request = aRequest();
    await app.submit(request);
    oak.now = END + 366 * DAY;
    await app.forgetContacts();

    expect(await app.submit(request)).toMatchObject({ kind: 'accepted', reservation: { title: 'Choir practice' } });
  });
});
