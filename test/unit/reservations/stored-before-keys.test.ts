import { NOW } from '../../support/builders/instants';
import { HOUR } from '../../../shared/kernel/clock';
import { makeReservationId, toLedgerId, type SpaceId } from '../../../shared/kernel/ids';
import { makeReadLastMail } from '../../../shared/mail/read-last-mail';
import { makeFindStrangers } from '../../../shared/reservations/exchange/own-events';
import type { SyncItem } from '../../../shared/sync/item/item';
import { START, staff } from '../../support/builders/reservation-builder';
import { aSpaceInput } from '../../support/builders/space-builder';
import { AUDIT, DAY, EVENT, MAIL, RESERVATION } from '../../support/stored-before-keys';
import { Town } from '../../support/town';

const ID = makeReservationId(toLedgerId('oak' as SpaceId), RESERVATION.id.split('.')[1] ?? ''); // a slug

/** A town in which an earlier version left an approved reservation. */
async function left() {
  const town = await new Town().with(aSpaceInput());
  const app = town.process({ sender: 'office@city.example' });
  for (const document of [RESERVATION, DAY, EVENT, MAIL, AUDIT])
    await app.database.commit('items', document.pk, [{ kind: 'create', document }]);
  return { town, app };
}

/** Key by key: whether something is wished, and whether it is stored in the present form. */
const wished = (town: Town): Record<string, [wished: boolean, present: boolean]> =>
  Object.fromEntries(
    town.documents<SyncItem>('sync-item').map((item) => [item.id, [item.desired.value !== null, 'key' in item && !('subject' in item)]]),
  );

describe('a reservation whose sync items were stored before their key had this name', () => {
  it('is read with its event and its last mail', async () => {
    const { app } = await left();

    const read = await app.read(ID);

    expect(read).toMatchObject({ reservation: { id: ID }, item: { key: ID } });
    expect(
      read &&
        (await makeReadLastMail({ database: app.database, clock: { now: () => NOW, id: () => 'id', random: () => 0.5 } })(
          read.reservation,
        )),
    ).toMatchObject({ key: `${ID}~2-approved` });
  });

  it('is changed', async () => {
    const { town, app } = await left();
    const times = { startsAt: RESERVATION.startsAt + HOUR, endsAt: RESERVATION.endsAt + HOUR };

    const outcome = await app.change({ id: ID, patch: times, by: 'staff', ifRevision: 2, cause: staff });

    expect(outcome).toMatchObject({ kind: 'done', item: { key: ID, desired: { value: { start: times.startsAt } } } });
    expect(wished(town)[EVENT.id]).toEqual([true, true]);
    expect(town.days()).toEqual({ [DAY.id]: [ID] });
  });

  it('is cancelled: its event and the mail that has not left are withdrawn', async () => {
    const { town, app } = await left();

    await app.cancel({ id: ID, cause: staff });

    expect(wished(town)).toEqual({
      [EVENT.id]: [false, true],
      [MAIL.id]: [false, true],
      [`sync:mail:${ID}~3-cancelled`]: [true, true],
    });
    expect(town.days()).toEqual({});
  });

  it('is not taken for somebody else: its event and the record of its write are one', async () => {
    const { app } = await left();
    const clock = { now: () => START + 1, id: () => 'id', random: () => 0.5 };
    const time = { start: RESERVATION.startsAt, end: RESERVATION.endsAt };
    const ofItsOwn = { ...AUDIT, id: 'audit:own', subject: ID };
    await app.database.commit('items', AUDIT.pk, [{ kind: 'create', document: ofItsOwn }]);

    const found = await makeFindStrangers({ ...app, clock })(new Map([['oak@city.example', [time, time, time]]]));

    // The audit record of another reservation at the same time explains the second entry, nothing the third.
    expect(found.get('oak@city.example')).toEqual([time]);
  });
});
