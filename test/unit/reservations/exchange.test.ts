import { HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import type { RefusedSubmission, Reservation } from '../../../shared/reservations/model';
import type { SpaceInput } from '../../../shared/spaces/put-space';
import { auditRecord, type AuditRecord } from '../../../shared/sync/audit';
import type { SyncItem } from '../../../shared/sync/item';
import { without } from '../../../shared/sync/lane';
import { aRequest, at, staff } from '../../support/builders/reservation-builder';
import { aDividedHall, aSpaceInput } from '../../support/builders/space-builder';
import { Exchange } from '../../support/exchange';
import { submitted, Town } from '../../support/town';

const automatic = { approval: 'automatic' } as const;

/** A town whose rooms approve by themselves, and its Exchange. */
async function aTown(...spaces: readonly SpaceInput[]) {
  const rooms = spaces.length > 0 ? spaces : [aSpaceInput('oak', { rules: automatic })];
  const town = await new Town().with(...rooms);
  const exchange = new Exchange(
    () => town.now,
    rooms.map(({ id }) => id),
  );
  return { town, exchange, app: town.process({ readSchedules: exchange.reader(), sender: 'office@city.example' }) };
}

const tenToEleven = { start: at(3, 10), end: at(3, 11) };

describe('a submission that the ledger would accept', () => {
  it('is approved when Exchange says that nobody is there', async () => {
    const { app, exchange } = await aTown();

    expect(await app.submit(aRequest())).toMatchObject({ kind: 'accepted', reservation: { status: 'approved', exchange: 'free' } });
    expect(exchange.calls).toBe(1);
  });

  it('is refused when somebody is there, with times around them, and so again when it is repeated', async () => {
    const { app, exchange, town } = await aTown();
    const board = exchange.book('oak', tenToEleven);
    const request = aRequest();

    const refused = await app.submit(request);
    const again = await app.submit(request);

    expect(board).not.toBe('');
    expect(refused).toEqual({
      kind: 'refused',
      refusal: {
        kind: 'slot-taken',
        free: [
          { start: at(3, 9), end: at(3, 10) },
          { start: at(3, 11), end: at(3, 12) },
          { start: at(2, 22), end: at(2, 23) },
        ],
      },
    });
    expect(again).toEqual(refused);
    expect(town.documents<RefusedSubmission>('refused-submission')).toHaveLength(1);
    expect(town.documents<Reservation>('reservation')).toEqual([]);
  });

  it('keeps its buffers free of them, too', async () => {
    const { app, exchange } = await aTown(aSpaceInput('oak', { rules: { ...automatic, setupMinutes: 15 } }));
    exchange.book('oak', { start: at(3, 9), end: at(3, 9, 50) });

    expect(await app.submit(aRequest())).toMatchObject({ kind: 'refused', refusal: { kind: 'slot-taken' } });
  });

  it('is taken as pending when Exchange is silent, marked, and its event reports; where staff decide, it is only noted', async () => {
    const { app, exchange, town } = await aTown(aSpaceInput('oak', { rules: automatic }), aSpaceInput('elm'));
    exchange.silence();

    const mine = await app.submit(aRequest());
    const theirs = await app.submit(aRequest({ space: 'elm' }));

    expect(mine).toMatchObject({
      kind: 'accepted',
      reservation: { status: 'pending', exchange: 'unavailable', awaits: 'exchange', holdUntil: town.now + 72 * HOUR },
      item: { reports: true, desired: { value: { subject: 'Hold: Choir practice' } } },
    });
    expect(theirs).toMatchObject({ kind: 'accepted', reservation: { status: 'pending', exchange: 'unavailable' } });
    expect(town.documents<Reservation>('reservation').find(({ spaceId }) => spaceId === 'elm')).not.toHaveProperty('awaits');
    expect(town.documents<SyncItem>('sync-item').find(({ target }) => target.startsWith('elm'))).not.toHaveProperty('reports');
    expect(town.wrongs()).toEqual([]);
  });

  it('is not asked about where the space has no calendar, nor where no reader is set', async () => {
    const { app, exchange, town } = await aTown(aSpaceInput('oak', { rules: automatic, exchangeResourceMailbox: undefined }));
    const plain = await new Town().with(aSpaceInput('oak', { rules: automatic }));

    for (const one of [await app.submit(aRequest()), await plain.process().submit(aRequest())]) {
      expect(one).toMatchObject({ kind: 'accepted', reservation: { status: 'approved' } });
      expect(one).not.toHaveProperty('reservation.exchange');
    }
    expect(exchange.calls).toBe(0);
    expect(town.wrongs()).toEqual([]);
  });

  it('is not asked about when the ledger refuses it', async () => {
    const { app, exchange, town } = await aTown();
    await submitted(app);
    town.now += MINUTE;

    await app.submit(aRequest());
    await app.submit(aRequest({ startsAt: at(1) }));

    expect(exchange.calls).toBe(1);
  });

  it('is one of sixteen for one room that are asked about in one call', async () => {
    const { app, exchange } = await aTown();

    const outcomes = await Promise.all(Array.from({ length: 16 }, (_, n) => app.submit(aRequest({ startsAt: at(3 + n, 10) }))));

    expect(outcomes.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(exchange.calls).toBeLessThanOrEqual(2);
  });

  it('does not wait for Exchange when it must not be asked: others of the ledger are answered meanwhile', async () => {
    const { town } = await aTown();
    let release = (): void => undefined;
    const silent = new Promise<void>((resolve) => {
      release = resolve;
    });
    const app = town.process({
      readSchedules: async (addresses) => {
        await silent;
        return new Map(addresses.map((address) => [address, { kind: 'read', busy: [] }]));
      },
    });
    const asking = app.submit(aRequest());

    expect(await app.submit(aRequest({ startsAt: at(1) }))).toMatchObject({ kind: 'refused', refusal: { kind: 'slot-in-the-past' } });
    release();
    expect(await asking).toMatchObject({ kind: 'accepted' });
  });

  it('is accepted once of two for the same time that were asked about together', async () => {
    const { app, town } = await aTown();

    const outcomes = await Promise.all([app.submit(aRequest()), app.submit(aRequest())]);

    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['accepted', 'refused']);
    expect(town.wrongs()).toEqual([]);
  });
});

describe('a hall that can be divided', () => {
  it.each([
    ['the whole', 'hall', 'hall-1', 'refused'],
    ['a part', 'hall-1', 'hall', 'refused'],
    ['a part', 'hall-1', 'hall-2', 'accepted'],
  ])('%s (%s) while somebody has %s in Outlook: %s', async (_what, wanted, booked, kind) => {
    const { app, exchange } = await aTown(...aDividedHall(2, automatic));
    exchange.book(booked, tenToEleven);

    expect(await app.submit(aRequest({ space: wanted }))).toMatchObject({ kind });
    expect(exchange.calls).toBe(1);
  });

  it('knows its own events in the calendars of parts and whole', async () => {
    const { app, exchange, town } = await aTown(...aDividedHall(2, automatic));
    const id = await submitted(app, { space: 'hall-1' });
    await written(town, exchange, id, 'hall-1');
    await app.cancel({ id, cause: staff });
    town.now += 20 * SECOND;

    expect(await app.submit(aRequest({ space: 'hall' }))).toMatchObject({ kind: 'accepted', reservation: { exchange: 'free' } });
  });
});

const itemOf = (town: Town, id: string): SyncItem => {
  const found = town.documents<SyncItem>('sync-item').find(({ subject, kind }) => subject === id && kind === 'reservation-event');
  if (!found) throw new Error(`${id} has no item`);
  return found;
};

/** What the loop leaves behind. */
const put = (town: Town, ...documents: readonly (SyncItem | AuditRecord)[]) =>
  town.process().database.commit(
    'items',
    documents[0]?.pk ?? '',
    documents.map((document) => ({ kind: 'upsert', document })),
  );

/** The loop has written the event of a reservation as it is wished; the calendar shows it. */
async function written(town: Town, exchange: Exchange, id: string, room = 'oak'): Promise<void> {
  const item = itemOf(town, id);
  const value = item.desired.value as { readonly start: number; readonly end: number }; // as the kind makes it
  const externalId = exchange.book(room, value);
  await put(town, {
    ...without(item, 'due'),
    state: 'in-step',
    appliedRevision: item.desired.revision,
    applied: { externalId, fingerprint: '', value },
  });
}

/** The loop has removed the event of a reservation; the calendar still shows it. */
async function removed(town: Town, id: string): Promise<void> {
  const item = itemOf(town, id);
  const made = { verb: 'delete', before: item.applied?.value ?? null, after: null } as const;
  await put(town, { ...without(item, 'due', 'applied'), state: 'in-step' }, auditRecord(item, made, town.now));
}

describe('what Exchange shows of ourselves', () => {
  it('is nobody else: a cancelled reservation whose event still stands does not block its time', async () => {
    const { app, exchange, town } = await aTown();
    const id = await submitted(app);
    await written(town, exchange, id);
    await app.cancel({ id, cause: staff });
    town.now += 20 * SECOND;

    expect(await app.submit(aRequest())).toMatchObject({ kind: 'accepted', reservation: { exchange: 'free' } });
  });

  it('is nobody else for five minutes after it was removed, in every process', async () => {
    const { app, exchange, town } = await aTown();
    const id = await submitted(app);
    await written(town, exchange, id);
    await app.cancel({ id, cause: staff });
    await removed(town, id);
    const other = town.process({ readSchedules: exchange.reader() });

    town.now += 5 * MINUTE - 1;
    const inTime = await other.submit(aRequest());
    expect(inTime).toMatchObject({ kind: 'accepted', reservation: { exchange: 'free' } });
    if (inTime.kind === 'accepted') await app.cancel({ id: inTime.reservation.id, cause: staff });

    town.now += MINUTE;
    expect(await other.submit(aRequest())).toMatchObject({ kind: 'refused', refusal: { kind: 'slot-taken' } });
  });

  it('explains one entry of exactly its time, not two, and not one beside it', async () => {
    const { app, exchange, town } = await aTown();
    const id = await submitted(app);
    await written(town, exchange, id);
    await app.cancel({ id, cause: staff });
    town.now += 20 * SECOND;

    const late = exchange.book('oak', { start: at(3, 10, 30), end: at(3, 11) });
    expect(await app.submit(aRequest())).toMatchObject({ kind: 'refused' });
    exchange.remove('oak', late);
    exchange.book('oak', tenToEleven);
    town.now += 20 * SECOND;
    expect(await app.submit(aRequest())).toMatchObject({ kind: 'refused' });
  });

  it('is known where it was before it was moved', async () => {
    const { app, exchange, town } = await aTown();
    const id = await submitted(app);
    await written(town, exchange, id);
    const before = itemOf(town, id);
    await app.change({ id, patch: { startsAt: at(3, 14), endsAt: at(3, 15) }, by: 'staff', cause: staff });
    const item = itemOf(town, id);
    const made = { verb: 'update', before: before.desired.value, after: item.desired.value } as const;
    await put(
      town,
      { ...item, applied: { externalId: 'e', fingerprint: '', value: item.desired.value } },
      auditRecord(item, made, town.now),
    );
    town.now += 20 * SECOND;

    expect(await app.submit(aRequest())).toMatchObject({ kind: 'accepted', reservation: { exchange: 'free' } });
  });
});
