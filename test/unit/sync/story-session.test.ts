import { MINUTE, SECOND } from '../../../shared/kernel/clock';
import { SESSION_EVENT } from '../../../shared/reservations/sessions/kind';
import { syncItemId, type SyncItem } from '../../../shared/sync/item/item';
import { OFFICE } from '../../support/builders/mail';
import { anEvent, anItem, OAK } from '../../support/builders/sync-item';
import { mailboxLane } from '../../../shared/microsoft/model';
import { LoopWorld } from '../../support/loop-world';

const value = { ...anEvent(), place: 'Oak Room, Town Hall' };

/** The wish for a session in one calendar of the office. */
const inOffice = (nth: number, within?: string): SyncItem =>
  anItem({
    id: syncItemId(SESSION_EVENT, `oak.choir~also-${String(nth)}`),
    kind: SESSION_EVENT,
    key: `oak.choir~also-${String(nth)}`,
    target: OFFICE,
    lane: mailboxLane(OFFICE),
    desired: { revision: 1, value },
    ...(within !== undefined && { within }),
  });
const present = (world: LoopWorld, nth: number): SyncItem | undefined =>
  world.items().find(({ key }) => key === `oak.choir~also-${String(nth)}`);

describe('a session in the calendars of a mailbox', () => {
  it('stands once in each of them, though no answer came, beside the event in the room', async () => {
    const world = new LoopWorld();
    const programmes = world.tenant.addCalendar(OFFICE, 'Programmes');
    world.fail('create-event', { kind: 'never' }, { when: 'after', times: 2, match: { mailbox: OFFICE } });
    await world.commit(anItem(), inOffice(1), inOffice(2, programmes));

    await world.run(10 * MINUTE);

    expect(world.events(OAK)).toHaveLength(1);
    expect(
      world
        .events(OFFICE)
        .map(({ reservationId }) => reservationId)
        .sort(),
    ).toEqual(['oak.choir~also-1', 'oak.choir~also-2']);
    expect([present(world, 1)?.state, present(world, 2)?.state]).toEqual(['in-step', 'in-step']);
    expect(world.writes(OFFICE)).toHaveLength(2);
  });

  it('is made in the calendar that is named, with its place, and changed and removed by its id', async () => {
    const world = new LoopWorld();
    const programmes = world.tenant.addCalendar(OFFICE, 'Programmes');
    await world.commit(inOffice(1, programmes));
    await world.run();
    const made = world.writes(OFFICE)[0]?.body;

    await world.commit({ ...(present(world, 1) ?? inOffice(1)), state: 'pending', due: world.now, desired: { revision: 2, value: null } });
    await world.run();

    expect(made).toMatchObject({ subject: 'Choir', location: { displayName: 'Oak Room, Town Hall' } });
    expect(world.events(OFFICE)).toEqual([]);
    expect(present(world, 1)).toMatchObject({ state: 'in-step', appliedRevision: 2 });
  });

  it('stands once where the answer says untruly that its calendar is not there, and Exchange forgets what it made', async () => {
    const world = new LoopWorld();
    world.tenant.options.transactionIds = 'forgotten';
    world.fail('create-event', { kind: 'refuse', status: 404, code: 'ErrorItemNotFound' }, { when: 'after', times: 1 });
    await world.commit(inOffice(1));

    await world.run(10 * MINUTE);

    expect(world.events(OFFICE)).toHaveLength(1);
    expect(present(world, 1)).toMatchObject({ state: 'in-step' });
  });

  it.each(['remembered', 'forgotten'] as const)(
    'is found in that calendar where Exchange stored it without its mark, and leaves nothing when it is cancelled (%s)',
    async (transactionIds) => {
      const world = new LoopWorld();
      world.tenant.options.transactionIds = transactionIds;
      const programmes = world.tenant.addCalendar(OFFICE, 'Programmes');
      world.fail('create-event', { kind: 'lose-mark' }, { times: 1 });
      await world.commit(inOffice(1, programmes));
      await world.run(10 * MINUTE);
      const stood = world.events(OFFICE);

      await world.commit({
        ...(present(world, 1) ?? inOffice(1)),
        state: 'pending',
        due: world.now,
        desired: { revision: 2, value: null },
      });
      await world.run(10 * MINUTE);

      expect(stood).toMatchObject([{ reservationId: 'oak.choir~also-1', calendarId: programmes }]);
      expect(world.events(OFFICE)).toEqual([]);
      expect(present(world, 1)).toMatchObject({ state: 'in-step', appliedRevision: 2 });
    },
  );

  it('is not made again where the list of that calendar is falsely refused', async () => {
    const world = new LoopWorld();
    world.tenant.options.transactionIds = 'forgotten';
    const programmes = world.tenant.addCalendar(OFFICE, 'Programmes');
    world.fail('create-event', { kind: 'lose-mark' }, { times: 1 });
    const falsely = (operation: string, until: number): void => {
      world.fail(operation, { kind: 'refuse', status: 404, code: 'ErrorItemNotFound' }, { until });
    };
    for (const operation of ['update-event', 'get-event']) falsely(operation, world.now + 3 * MINUTE);
    await world.commit(inOffice(1, programmes));
    await world.run(8 * SECOND);
    falsely('calendar-view', world.now + MINUTE);

    await world.run(15 * MINUTE);

    expect(world.events(OFFICE)).toHaveLength(1);
    expect(world.writes().filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(present(world, 1)).toMatchObject({ state: 'in-step' });
  });

  it('is not parked where some minutes long it is said untruly that its calendar is not there', async () => {
    const world = new LoopWorld();
    const programmes = world.tenant.addCalendar(OFFICE, 'Programmes');
    world.fail(
      'create-event',
      { kind: 'refuse', status: 404, code: 'ErrorItemNotFound' },
      { when: 'before', until: world.now + 4 * MINUTE },
    );
    await world.commit(inOffice(1, programmes));

    await world.run(30 * MINUTE);

    expect(present(world, 1)?.state).toBe('in-step');
    expect(world.events(OFFICE)).toHaveLength(1);
  });

  it('is parked with a reason where that calendar is not there, and holds up nothing else in the mailbox', async () => {
    const world = new LoopWorld();
    world.fail('create-event', { kind: 'never' }, { times: 1, match: { mailbox: OFFICE } });
    await world.commit(inOffice(1, 'AQMkADno'), inOffice(2));

    await world.run(60 * MINUTE);

    expect(present(world, 1)).toMatchObject({ state: 'parked', reason: { code: 'refused-for-good' } });
    expect(present(world, 2)).toMatchObject({ state: 'in-step' });
    expect(world.lane(mailboxLane(OFFICE))).not.toHaveProperty('blocked');
  });

  it('waits where there is no such mailbox, says that another session helps, and is over when it is cancelled', async () => {
    const world = new LoopWorld();
    const nowhere = 'trainer@city.example';
    const wish = { ...inOffice(1), target: nowhere, lane: mailboxLane(nowhere) };
    await world.commit(wish);
    await world.run();

    expect(world.lane(mailboxLane(nowhere)).blocked?.reason).toMatchObject({
      code: 'mailbox-missing',
      sentence: `Microsoft knows no mailbox ${nowhere}: create it, or cancel the session and make it anew with the right address.`,
    });
    await world.commit({ ...(present(world, 1) ?? wish), state: 'pending', due: world.now, desired: { revision: 2, value: null } });
    await world.run(10 * MINUTE);
    expect(present(world, 1)).toMatchObject({ state: 'in-step' });
  });

  it('is no clash where its owner has something else at that time', async () => {
    const world = new LoopWorld();
    world.tenant.outlook.create(OFFICE, { subject: 'Lunch', start: value.start, end: value.end });
    await world.commit(inOffice(1));

    await world.run();

    expect(present(world, 1)).toMatchObject({ state: 'in-step' });
  });
});
