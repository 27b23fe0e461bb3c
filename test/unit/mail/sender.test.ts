import { mailboxLane } from '../../../shared/microsoft/model';
import { makeMailsFor } from '../../../shared/mail/make-mails';
import { senderLane } from '../../../shared/mail/model';
import { makeSenderHindrance } from '../../../shared/mail/sender';
import type { Reservation } from '../../../shared/reservations/model';
import type { SyncItem } from '../../../shared/sync/item/item';
import { aRequest, staff } from '../../support/builders/reservation-builder';
import { aSpaceInput } from '../../support/builders/space-builder';
import { Town } from '../../support/town';

const OFFICE = 'office@city.example';
const mails = (town: Town): SyncItem[] => town.documents<SyncItem>('sync-item').filter(({ kind }) => kind === 'mail');

describe('the lane of a sender', () => {
  it('sends nothing while its address is the mailbox of a space, and says of which', async () => {
    const town = await new Town().with(aSpaceInput('oak'));
    const hindrance = makeSenderHindrance(town.process());

    expect(await hindrance(senderLane('Oak@city.example'), 7)).toMatchObject({ code: 'sender-is-a-space', who: 'operator', nextTryAt: 7 });
    expect(await hindrance(senderLane(OFFICE), 7)).toBeUndefined();
    expect(await hindrance(mailboxLane('oak@city.example'), 7)).toBeUndefined();
  });

  it('goes on once the space has another mailbox', async () => {
    const town = await new Town().with(aSpaceInput('oak'));
    await town.process().putSpace(aSpaceInput('oak', { exchangeResourceMailbox: 'oak-room@city.example' }), staff);

    expect(await makeSenderHindrance(town.process())(senderLane('oak@city.example'), 7)).toBeUndefined();
  });
});

describe('the mail of a change', () => {
  it('stands in the batch of the change, one for each revision, and the reservation names it', async () => {
    const town = await new Town().with(aSpaceInput('oak'));
    const process = town.process({ sender: OFFICE });
    const taken = await process.submit(aRequest());
    if (taken.kind !== 'accepted') throw new Error(taken.kind);
    await process.approve({ id: taken.reservation.id, cause: staff });

    const [reservation] = town.documents<Reservation>('reservation');
    expect(reservation?.lastMail).toBe(`${taken.reservation.id}~2-approved`);
    expect(mails(town).map(({ key, desired }) => [key.split('~')[1], desired.value === null])).toEqual([
      ['1-received', true],
      ['2-approved', false],
    ]);
    expect(process.nudges.map(({ lane }) => lane)).toContain(senderLane(OFFICE));
  });

  it('is not taken back once it was sent', async () => {
    const town = await new Town().with(aSpaceInput('oak'));
    const process = town.process({ sender: OFFICE });
    const taken = await process.submit(aRequest());
    if (taken.kind !== 'accepted') throw new Error(taken.kind);
    const [item] = mails(town);
    if (!item) throw new Error('there is no mail');
    const sent: SyncItem = { ...item, state: 'in-step', applied: { externalId: 'm', fingerprint: '', value: null, sent: true } };
    await process.database.commit('items', item.pk, [{ kind: 'upsert', document: sent }]);

    await process.deny({ id: taken.reservation.id, cause: staff });

    expect(mails(town).map(({ desired, state }) => [desired.value === null, state])).toEqual([
      [false, 'in-step'],
      [false, 'pending'],
    ]);
  });

  it('is not made without a sender or without a space, and says nothing of a key that cannot be had', async () => {
    const town = await new Town().with(aSpaceInput('oak'));
    const process = town.process();
    await process.submit(aRequest());
    const [after] = town.documents<Reservation>('reservation');
    if (!after) throw new Error('there is no reservation');
    const mailsFor = makeMailsFor({
      database: process.database,
      fill: (template) => template,
      sender: OFFICE,
      organisation: 'City',
      manageUrl: () => Promise.resolve(null),
      isProven: () => Promise.resolve(true),
      countMail: () => Promise.reject(new Error('nothing is to be counted')),
    });

    expect(mails(town)).toEqual([]);
    expect(await mailsFor({ after, space: undefined, cause: staff, now: 0 })).toEqual({ reservation: after, wishes: [] });
  });
});
