import { HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import type { RefusedSubmission, Reservation } from '../../../shared/reservations/model';
import type { SpaceInput } from '../../../shared/spaces/put-space';
import { auditRecord, type AuditRecord } from '../../../shared/sync/item/audit';
import type { SyncItem } from '../../../shared/sync/item/item';
import { without } from '../../../shared/sync/lane/lane';
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

describe('dates in a calendar of a room west of Greenwich', () => {
  const rules = { ...automatic, maxDurationMinutes: 48 * 60 };
  const inSaoPaulo = () => aTown(aSpaceInput('oak', { rules, timeZone: 'America/Sao_Paulo' })); // 3 hours behind UTC
  const painted = { start: at(4), end: at(5) };

  it.each([
    ['the evening before, which the room is free', at(4, 1), 'refused'],
    ['the last hour of the day before its midnight in UTC', at(3, 23), 'accepted'],
    ['the first hour of the day', at(4, 3), 'refused'],
    ['the last hour of the day', at(5, 2), 'refused'],
    ['the first hour of the next day', at(5, 3), 'accepted'],
  ])('are met by both readings, for free/busy does not say whether they are dates: %s', async (_when, startsAt, kind) => {
    const { app, exchange } = await inSaoPaulo();
    exchange.bookDates('oak', painted);

    expect((await app.submit(aRequest({ startsAt }))).kind).toBe(kind);
  });

  it('are seen from the next day, although Exchange shows them on the day before', async () => {
    const { app, exchange } = await inSaoPaulo();
    exchange.bookDates('oak', painted);

    // Whole days are asked for: without the hours beside them that of the 5th would not show the 4th.
    expect((await app.submit(aRequest({ startsAt: at(5, 0), endsAt: at(5, 1) }))).kind).toBe('refused');
  });

  it('are not offered as free, nor shown as free by the search', async () => {
    const { app, exchange } = await inSaoPaulo();
    exchange.bookDates('oak', painted);

    const refused = await app.submit(aRequest({ startsAt: at(4, 12) }));

    expect(refused).toMatchObject({ kind: 'refused', refusal: { kind: 'slot-taken' } });
    for (const { start, end } of refused.kind === 'refused' && refused.refusal.kind === 'slot-taken' ? refused.refusal.free : [])
      expect(start >= at(5, 3) || end <= at(4)).toBe(true);
  });

  it('are not made of our own events that last from midnight to midnight in UTC', async () => {
    const { app, exchange } = await inSaoPaulo();
    await submitted(app, { startsAt: at(4), endsAt: at(5) });
    exchange.book('oak', painted); // what the loop has written

    expect((await app.submit(aRequest({ startsAt: at(5, 1) }))).kind).toBe('accepted');
  });
});

describe('a decision that nobody looks at again', () => {
  it.each([3, 9])('asks Exchange anew, although it answered %i seconds ago', async (seconds) => {
    const { app, exchange, town } = await aTown();
    await app.submit(aRequest({ startsAt: at(3, 8) }));
    exchange.book('oak', { start: at(3, 9), end: at(3, 10) });
    town.now += seconds * SECOND;

    expect(await app.submit(aRequest({ startsAt: at(3, 9) }))).toMatchObject({ kind: 'refused', refusal: { kind: 'slot-taken' } });
  });

  it('asks anew before a move, too', async () => {
    const { app, exchange, town } = await aTown();
    const id = await submitted(app, { startsAt: at(3, 8) });
    exchange.book('oak', { start: at(3, 9), end: at(3, 10) });
    town.now += SECOND;

    const patch = { startsAt: at(3, 9), endsAt: at(3, 10) };
    expect(await app.change({ id, patch, by: 'citizen', cause: staff })).toMatchObject({
      kind: 'slot-refused',
      refusal: { kind: 'slot-taken' },
    });
  });

  it('is not asked for where staff decide: an answer of a moment ago does', async () => {
    const { app, exchange, town } = await aTown(aSpaceInput('oak'));
    await app.submit(aRequest({ startsAt: at(3, 8) }));
    town.now += SECOND;

    await app.submit(aRequest({ startsAt: at(3, 9) }));

    expect(exchange.calls).toBe(1);
  });
});

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
  const found = town.documents<SyncItem>('sync-item').find(({ key, kind }) => key === id && kind === 'reservation-event');
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

describe('a change of time', () => {
  const later = { startsAt: at(3, 14), endsAt: at(3, 15) };
  const change = (by: 'staff' | 'citizen', patch: object = later) => ({ patch, by, cause: staff });

  it.each(['staff', 'citizen'] as const)('by %s is refused where somebody is, and nothing has changed', async (by) => {
    const { app, exchange, town } = await aTown();
    const id = await submitted(app);
    exchange.book('oak', { start: at(3, 14), end: at(3, 15) });
    town.now += 20 * SECOND;

    expect(await app.change({ id, ...change(by) })).toMatchObject({
      kind: 'slot-refused',
      refusal: { kind: 'slot-taken', free: [{ start: at(3, 13) }, { start: at(3, 15) }, {}] },
    });
    expect(town.documents<Reservation>('reservation')).toMatchObject([{ startsAt: at(3, 10), status: 'approved', revision: 1 }]);
    expect(town.wrongs()).toEqual([]);
  });

  it('to another ledger claims nothing there where somebody is', async () => {
    const { app, exchange, town } = await aTown(aSpaceInput('oak', { rules: automatic }), aSpaceInput('elm', { rules: automatic }));
    const id = await submitted(app);
    exchange.book('elm', tenToEleven);

    expect(await app.change({ id, ...change('citizen', { spaceId: 'elm' }) })).toMatchObject({ kind: 'slot-refused' });
    expect(town.documents('claim')).toEqual([]);
  });

  it('is not held against its own event', async () => {
    const { app, exchange, town } = await aTown();
    const id = await submitted(app);
    await written(town, exchange, id);
    town.now += 20 * SECOND;

    const outcome = await app.change({ id, ...change('citizen', { startsAt: at(3, 10, 30), endsAt: at(3, 11, 30) }) });

    expect(outcome).toMatchObject({ kind: 'done', reservation: { status: 'approved', exchange: 'free' } });
  });

  it('by a citizen waits while Exchange is silent, that of staff goes through', async () => {
    const { app, exchange, town } = await aTown();
    const [mine, theirs] = [await submitted(app), await submitted(app, { startsAt: at(4, 10) })];
    exchange.silence();
    town.now += 20 * SECOND;

    const byCitizen = await app.change({ id: mine, ...change('citizen') });
    const byStaff = await app.change({ id: theirs, ...change('staff', { startsAt: at(4, 14), endsAt: at(4, 15) }) });

    expect(byCitizen).toMatchObject({
      kind: 'done',
      reservation: { status: 'pending', exchange: 'unavailable', awaits: 'exchange', holdUntil: town.now + 72 * HOUR },
      item: { reports: true },
    });
    expect(byStaff).toMatchObject({ kind: 'done', reservation: { status: 'approved', exchange: 'unavailable' } });
    expect(byStaff).not.toHaveProperty('reservation.awaits');
    expect(town.wrongs()).toEqual([]);
  });

  it('asks once, however often it is tried, and not where the ledger refuses or nothing moves', async () => {
    const { app, exchange, town } = await aTown();
    const [id, other] = [await submitted(app), await submitted(app, { startsAt: at(3, 14) })];
    town.now += 20 * SECOND;
    const before = exchange.calls;

    expect(await app.change({ id, ...change('citizen') })).toMatchObject({ kind: 'slot-refused' });
    expect(await app.change({ id: other, ...change('citizen', { title: 'Choir and tea' }) })).toMatchObject({ kind: 'done' });
    expect(exchange.calls).toBe(before);
    exchange.book('oak', { start: at(3, 18), end: at(3, 19) });
    await app.change({ id, ...change('citizen', { startsAt: at(3, 18), endsAt: at(3, 19) }) });
    expect(exchange.calls).toBe(before + 1);
  });
});

describe('what awaits Exchange', () => {
  /** A reservation taken in silence, and the worker that comes with its event. */
  async function awaiting(...spaces: readonly SpaceInput[]) {
    const story = await aTown(...spaces);
    story.exchange.silence();
    const id = await submitted(story.app, { space: spaces.length > 0 ? 'hall' : 'oak' });
    story.exchange.speakAgain();
    const settle = async (more: Partial<SyncItem> = {}) => {
      const item = itemOf(story.town, id);
      const next: SyncItem = {
        ...without(item, 'due'),
        state: 'in-step',
        appliedRevision: item.desired.revision,
        cleanRevision: item.desired.revision,
        ...more,
      };
      await put(story.town, next);
      await story.app.settled(next);
    };
    const status = () => story.town.documents<Reservation>('reservation').find((one) => one.id === id)?.status;
    return { ...story, id, settle, status };
  }

  it('is approved by us, with its mail, once its event is written and nobody else was there', async () => {
    const { settle, town, id } = await awaiting();
    const before = itemOf(town, id);

    await settle();

    const [reservation] = town.documents<Reservation>('reservation');
    expect(reservation).toMatchObject({ status: 'approved', decision: { by: { kind: 'instep' } }, revision: 2, exchange: 'unavailable' });
    expect(reservation).not.toHaveProperty('awaits');
    expect(reservation).not.toHaveProperty('holdUntil');
    expect(itemOf(town, id)).toMatchObject({ desired: { revision: before.desired.revision + 1, value: { subject: 'Choir practice' } } });
    expect(itemOf(town, id)).not.toHaveProperty('reports');
    expect(town.documents<SyncItem>('sync-item').map(({ key }) => key)).toContain(`${id}~2-approved`);
    expect(town.wrongs()).toEqual([]);
  });

  it.each([
    ['is not written', { state: 'retrying' }],
    ['is written and somebody is there', { state: 'needs-attention' }],
    ['is written and was not read again', { cleanRevision: 0 }],
  ] as const)('waits while its event %s', async (_what, more) => {
    const { settle, status, app } = await awaiting();

    await settle(more);
    await app.confirmAll();

    expect(status()).toBe('pending');
  });

  it('is approved by the sweep where the worker died before it could, once', async () => {
    const { town, id, app, status } = await awaiting();
    const item = itemOf(town, id);
    await put(town, { ...without(item, 'due'), state: 'in-step', appliedRevision: 1, cleanRevision: 1 });

    expect(await app.confirmAll()).toEqual({ awaiting: 1 });
    expect(await app.confirmAll()).toEqual({ awaiting: 0 });
    expect(status()).toBe('approved');
    expect(town.documents<Reservation>('reservation')).toMatchObject([{ revision: 2 }]);
  });

  it.each(['cancel', 'deny'] as const)('is not brought back after %s', async (verb) => {
    const { settle, status, app, id } = await awaiting();
    await app[verb]({ id, cause: staff });

    await settle();
    await app.confirmAll();

    expect(status()).toBe(verb === 'cancel' ? 'cancelled' : 'denied');
  });

  it('expires when its hold is over', async () => {
    const { settle, status, app, town } = await awaiting();
    town.now += 73 * HOUR;
    await app.expireHolds();

    await settle();

    expect(status()).toBe('expired');
  });

  it('is left to staff where they decide by now', async () => {
    const { settle, status, app } = await awaiting();
    await app.putSpace(aSpaceInput('oak'), staff);

    await settle();

    expect(status()).toBe('pending');
  });

  it('of a hall waits for the calendars of its parts, too', async () => {
    const { settle, status, exchange, town, app } = await awaiting(...aDividedHall(2, automatic));
    const theirs = exchange.book('hall-2', tenToEleven);
    await settle();
    expect(status()).toBe('pending');

    exchange.remove('hall-2', theirs);
    town.now += 20 * SECOND;
    await app.confirmAll();
    expect(status()).toBe('approved');
  });
});
