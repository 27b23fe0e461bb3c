import { HOUR } from '../../../shared/kernel/clock';
import type { SubmitOutcome, SubmitRequest } from '../../../shared/reservations/submit-reservation';
import type { SyncItem } from '../../../shared/sync/item/item';
import { aRequest, at, START, staff } from '../../support/builders/reservation-builder';
import { aDividedHall, aSpaceInput } from '../../support/builders/space-builder';
import { decides, Town } from '../../support/town';

const kinds = (outcomes: readonly SubmitOutcome[]) =>
  outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.refusal.kind : outcome.kind));

/** The id of a reservation that must have been accepted. */
const idOf = (outcome: SubmitOutcome): string => {
  if (outcome.kind !== 'accepted') throw new Error(`it was ${JSON.stringify(outcome)}`);
  return outcome.reservation.id;
};

const inItems = (town: Town) => town.commits.filter(({ container }) => container === 'items');

describe('accepting a reservation', () => {
  it('is one batch: the ledger, each day of each excluded space, the reservation, its sync item', async () => {
    const town = await new Town().with(aSpaceInput('oak', { rules: { setupMinutes: 15, cleanupMinutes: 15 } }));
    const app = town.process();

    const outcome = await app.submit(aRequest({ attendance: 12, notes: 'bring cake' }));

    const id = idOf(outcome);
    expect(outcome).toMatchObject({
      kind: 'accepted',
      reservation: {
        status: 'pending',
        spaceId: 'oak',
        startsAt: at(3, 10),
        endsAt: at(3, 11),
        attendance: 12,
        notes: 'bring cake',
        kept: { start: at(3, 9, 45), end: at(3, 11, 15) },
        excludes: ['oak'],
        submittedAt: START,
        holdUntil: START + 72 * HOUR,
        revision: 1,
      },
      item: {
        id: `sync:reservation-event:${id}`,
        state: 'pending',
        target: 'oak@city.example',
        lane: 'mailbox:oak@city.example',
        due: START,
        desired: { revision: 1, value: { subject: 'Hold: Choir practice', start: at(3, 10), end: at(3, 11) } },
      },
    });
    const [batch, ...others] = inItems(town);
    expect(others).toEqual([]);
    expect(batch?.partition).toBe('ledger:oak');
    expect(batch?.writes.map((write) => `${write.kind} ${write.kind === 'delete' ? '' : write.document.id}`)).toEqual([
      'replace ledger',
      'create day:oak:2026-03-03',
      `create ${id}`,
      `create sync:reservation-event:${id}`,
    ]);
    expect(town.days()).toEqual({ 'day:oak:2026-03-03': [id] });
    expect(town.wrongs()).toEqual([]);
  });

  it('claims the key first, for 48 hours', async () => {
    const town = await new Town().with(aSpaceInput());

    await town.process().submit(aRequest());

    expect(town.commits.map(({ container }) => container)).toEqual(['keys', 'keys', 'items']);
    expect(town.documents('idempotency-key', 'keys')).toMatchObject([{ ttl: 48 * 3600 }]);
  });

  it('nudges the lane of the calendar, with the moment of the commit', async () => {
    const town = await new Town(HOUR).with(aSpaceInput());
    town.now += 2 * HOUR;
    const app = town.process();

    const outcome = await app.submit(aRequest());

    const [nudge] = app.nudges;
    expect(app.nudges).toEqual([{ lane: 'mailbox:oak@city.example', cause: 'commit', since: expect.any(String) }]);
    const elsewhere = town.process().database;
    const item = `sync:reservation-event:${idOf(outcome)}`;
    expect(await elsewhere.read('items', 'ledger:oak', item)).toMatchObject({ found: false });
    expect(await elsewhere.read('items', 'ledger:oak', item, nudge?.since)).toMatchObject({ found: true });
  });

  it('approves at once where the space says so, without a hold', async () => {
    const town = await new Town().with(aSpaceInput('oak', { rules: { approval: 'automatic' } }));

    const outcome = await town.process().submit(aRequest());

    expect(outcome).toMatchObject({
      kind: 'accepted',
      reservation: { status: 'approved' },
      item: { desired: { value: { subject: 'Choir practice' } } },
    });
    expect(outcome.kind === 'accepted' && outcome.reservation).not.toHaveProperty('holdUntil');
  });

  it('has no sync item and no nudge where the space has no calendar', async () => {
    const town = await new Town().with(aSpaceInput('lawn', { exchangeResourceMailbox: undefined }));
    const app = town.process();

    const outcome = await app.submit(aRequest({ space: 'lawn' }));

    expect(outcome.kind).toBe('accepted');
    expect(outcome).not.toHaveProperty('item');
    expect(town.documents<SyncItem>('sync-item')).toEqual([]);
    expect(app.nudges).toEqual([]);
  });

  it('leaves the neighbour day alone when it ends at midnight, and takes both when it does not', async () => {
    const town = await new Town().with(aSpaceInput());
    const { submit } = town.process();

    const until = idOf(await submit(aRequest({ startsAt: at(3, 22), endsAt: at(4) })));
    const over = idOf(await submit(aRequest({ startsAt: at(4, 23), endsAt: at(5, 1) })));

    expect(town.days()).toEqual({ 'day:oak:2026-03-03': [until], 'day:oak:2026-03-04': [over], 'day:oak:2026-03-05': [over] });
  });

  it('keeps the buffers of the day before and after, too', async () => {
    const town = await new Town().with(aSpaceInput('oak', { rules: { setupMinutes: 30, cleanupMinutes: 30 } }));
    const { submit } = town.process();

    const whole = idOf(await submit(aRequest({ startsAt: at(4), endsAt: at(5) })));
    const before = await submit(aRequest({ startsAt: at(3, 22), endsAt: at(3, 23, 30) }));
    const enough = await submit(aRequest({ startsAt: at(3, 21), endsAt: at(3, 23) }));

    expect(before).toMatchObject({ kind: 'refused', refusal: { kind: 'slot-taken' } });
    expect(town.days()).toEqual({
      'day:oak:2026-03-03': [whole, idOf(enough)],
      'day:oak:2026-03-04': [whole],
      'day:oak:2026-03-05': [whole],
    });
    expect(town.wrongs()).toEqual([]);
  });

  it('finds a reservation of several days from any of them', async () => {
    const town = await new Town().with(aSpaceInput('oak', { rules: { maxDurationMinutes: 5 * 1_440 } }));
    const { submit } = town.process();
    idOf(await submit(aRequest({ startsAt: at(4, 12), endsAt: at(8, 12) })));

    const outcomes = await Promise.all(
      [3, 4, 5, 6, 7, 8, 9].map((day) => submit(aRequest({ startsAt: at(day, 11, 30), endsAt: at(day, 12, 30) }))),
    );

    expect(kinds(outcomes)).toEqual(['accepted', ...Array<string>(5).fill('slot-taken'), 'accepted']);
  });
});

describe('a hall and its halves', () => {
  const halls = async () => new Town().with(...aDividedHall(), aSpaceInput('oak'));

  it.each([
    { taken: 'hall', days: ['hall', 'hall-1', 'hall-2'] },
    { taken: 'hall-1', days: ['hall', 'hall-1'] },
  ])('$taken stands in the days of $days', async ({ taken, days }) => {
    const town = await halls();

    const id = idOf(await town.process().submit(aRequest({ space: taken })));

    expect(town.days()).toEqual(Object.fromEntries(days.map((space) => [`day:${space}:2026-03-03`, [id]])));
    expect(id).toMatch(/^hall\./);
  });

  it.each([
    { first: 'hall', second: 'hall', answer: 'slot-taken' },
    { first: 'hall', second: 'hall-1', answer: 'slot-taken' },
    { first: 'hall-1', second: 'hall', answer: 'slot-taken' },
    { first: 'hall-1', second: 'hall-1', answer: 'slot-taken' },
    { first: 'hall-1', second: 'hall-2', answer: 'accepted' },
    { first: 'hall', second: 'oak', answer: 'accepted' },
  ])('$first, then $second: $answer', async ({ first, second, answer }) => {
    const town = await halls();
    const { submit } = town.process();
    await submit(aRequest({ space: first }));

    const outcome = await submit(aRequest({ space: second }));

    expect(kinds([outcome])).toEqual([answer]);
    expect(town.wrongs()).toEqual([]);
  });
});

describe('a time that is taken', () => {
  const crowded = async () => {
    const town = await new Town().with(...aDividedHall(2, { setupMinutes: 15, cleanupMinutes: 15 }));
    const { submit } = town.process();
    for (const [space, hour] of [
      ['hall', 10],
      ['hall-1', 12],
      ['hall-2', 8],
      ['hall', 14],
    ] as const)
      idOf(await submit(aRequest({ space, startsAt: at(3, hour), endsAt: at(3, hour + 1) })));
    return town;
  };

  it.each(['hall', 'hall-1', 'hall-2'])('is answered with up to three times that are really free: %s', async (space) => {
    const offers = async (town: Town) => {
      const outcome = await town.process().submit(aRequest({ space }));
      return outcome.kind === 'refused' && outcome.refusal.kind === 'slot-taken' ? outcome.refusal.free : [];
    };
    const found = await offers(await crowded());
    expect(found).toHaveLength(3);

    for (const [index] of found.entries()) {
      const town = await crowded();
      const offer = (await offers(town))[index] ?? { start: 0, end: 0 };

      const outcome = await town.process().submit(aRequest({ space, startsAt: offer.start, endsAt: offer.end }));

      expect(kinds([outcome])).toEqual(['accepted']);
      expect(town.wrongs()).toEqual([]);
    }
  });

  it('counts those that are taken in the same moment', async () => {
    const town = await new Town().with(aSpaceInput());
    const { submit } = town.process();
    const hours = [10, 11, 10, 9];

    const outcomes = await Promise.all(hours.map((hour) => submit(aRequest({ startsAt: at(3, hour), endsAt: at(3, hour + 1) }))));

    expect(kinds(outcomes)).toEqual(['accepted', 'accepted', 'slot-taken', 'accepted']);
    const [, , loser] = outcomes;
    const free = loser?.kind === 'refused' && loser.refusal.kind === 'slot-taken' ? loser.refusal.free : [];
    expect(free).toContainEqual({ start: at(3, 12), end: at(3, 13) });
    expect(free).not.toContainEqual({ start: at(3, 11), end: at(3, 12) });
  });

  it('counts those that are decided in the same batch', async () => {
    const town = await new Town().with(aSpaceInput());
    let batches = 0;
    const { submit } = town.process({
      meanwhile: (call) => {
        if (call.method !== 'commit' || call.writes.length < 2 || (batches += 1) !== 2) return;
        town.fault({ match: { operation: 'batch' }, when: 'before', effect: { kind: 'never' }, times: 1 });
      },
    });

    const outcomes = await Promise.all([10, 11, 10].map((hour) => submit(aRequest({ startsAt: at(3, hour) }))));

    expect(kinds(outcomes)).toEqual(['accepted', 'accepted', 'slot-taken']);
    expect(
      inItems(town)
        .at(-1)
        ?.writes.map(({ kind }) => kind),
    ).toEqual(['replace', 'replace', 'create', 'create', 'create']);
    expect(JSON.stringify(outcomes[2])).not.toContain(`"start":${String(at(3, 11))}`);
  });

  it('is taken by a pending one as by an approved one', async () => {
    const town = await new Town().with(aSpaceInput());
    const { submit, approve } = town.process();
    const first = await submit(aRequest());
    const beside = await submit(aRequest());
    if (first.kind === 'accepted') await approve({ id: first.reservation.id, cause: staff });

    expect(kinds([first, beside, await submit(aRequest())])).toEqual(['accepted', 'slot-taken', 'slot-taken']);
  });

  it('tells nothing of those who have it', async () => {
    const town = await new Town().with(aSpaceInput());
    const { submit } = town.process();
    await submit(aRequest({ title: 'Secret meeting' }));

    expect(JSON.stringify(await submit(aRequest()))).not.toMatch(/Secret|Ada|oak\./);
  });
});

describe('what the space does not allow', () => {
  it.each<[string, Parameters<typeof aSpaceInput>[1], Parameters<typeof aRequest>[0], object]>([
    ['is closed', { state: 'closed' }, {}, { kind: 'space-closed' }],
    ['may not be reserved', { reservationConfig: undefined }, {}, { kind: 'not-reservable' }],
    ['is asked for too long', { rules: { maxDurationMinutes: 30 } }, {}, { kind: 'too-long', maxDurationMinutes: 30 }],
    ['is asked for in the past', {}, { startsAt: START - HOUR, endsAt: START + HOUR }, { kind: 'slot-in-the-past' }],
  ])('is refused with its reason and takes no time: it %s', async (_what, space, body, refusal) => {
    const town = await new Town().with(aSpaceInput('oak', space));

    const outcome = await town.process().submit(aRequest(body));

    expect(outcome).toMatchObject({ kind: 'refused', refusal });
    expect(town.days()).toEqual({});
    expect(town.documents('reservation')).toEqual([]);
  });

  it('a space that does not exist is unknown, and leaves no trace', async () => {
    const town = await new Town().with(aSpaceInput());

    expect(await town.process().submit(aRequest({ space: 'nowhere' }))).toEqual({ kind: 'unknown-space' });
    expect(town.commits).toEqual([]);
  });

  it.each([
    { what: 'alone', claimed: aSpaceInput('nowhere') },
    { what: 'as a part', claimed: aDividedHall(1)[1] ?? aSpaceInput() },
  ])('a space whose creation died half-way is unknown: $what', async ({ claimed }) => {
    const town = await new Town().with(aSpaceInput('hall'));
    const dying = town.process({
      meanwhile: (call) => {
        if (decides(call)) throw new Error('killed');
      },
    });
    await expect(dying.putSpace(claimed, staff)).rejects.toThrow('killed');

    expect(await town.process().submit(aRequest({ space: claimed.id }))).toEqual({ kind: 'unknown-space' });
  });
});

describe('requests that meet in one process', () => {
  const many = (count: number, more: (index: number) => Parameters<typeof aRequest>[0]): SubmitRequest[] =>
    Array.from({ length: count }, (_, index) => aRequest(more(index)));

  it('are decided together: the first alone, the others in one batch', async () => {
    const town = await new Town().with(aSpaceInput());
    const { submit } = town.process();

    const outcomes = await Promise.all(many(12, (index) => ({ startsAt: at(3) + index * HOUR })).map(submit));

    expect(new Set(kinds(outcomes))).toEqual(new Set(['accepted']));
    expect(inItems(town)).toHaveLength(2);
    expect(town.wrongs()).toEqual([]);
  });

  it('of different ledgers do not wait for each other', async () => {
    const town = await new Town().with(aSpaceInput('oak'), aSpaceInput('elm'));
    const { submit } = town.process({
      meanwhile: (call) => (call.method === 'commit' && call.partition === 'ledger:oak' ? new Promise(() => undefined) : undefined),
    });
    void submit(aRequest({ space: 'oak' }));

    expect((await submit(aRequest({ space: 'elm' }))).kind).toBe('accepted');
  });

  it('never make a batch of more than a hundred writes', async () => {
    const town = await new Town().with(...aDividedHall(7, { maxDurationMinutes: 9 * 1_440 }));
    const { submit } = town.process();

    const requests = many(14, (index) => ({
      space: index % 2 === 0 ? 'hall' : `hall-${String(1 + (index % 7))}`,
      startsAt: at(1) + index * 240 * HOUR + 12 * HOUR,
      endsAt: at(1) + index * 240 * HOUR + 220 * HOUR,
    }));
    const outcomes = await Promise.all(requests.map((request) => submit(request)));

    // The first begins before the clock of this story.
    expect(kinds(outcomes)).toEqual(['slot-in-the-past', ...Array<string>(13).fill('accepted')]);
    const sizes = inItems(town).map(({ writes }) => writes.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
    expect(Math.max(...sizes)).toBeGreaterThan(80);
    expect(town.wrongs()).toEqual([]);
  });

  it('accept one of many for the same time', async () => {
    const town = await new Town().with(aSpaceInput());
    const { submit } = town.process();

    const outcomes = await Promise.all(many(40, () => ({})).map(submit));

    expect(kinds(outcomes).sort()).toEqual(['accepted', ...Array<string>(39).fill('slot-taken')]);
    expect(town.wrongs()).toEqual([]);
  });

  it('all hear of an outage, and the next one is served again', async () => {
    const town = await new Town().with(aSpaceInput());
    const { submit } = town.process();
    town.fault({ match: { operation: 'batch' }, when: 'before', effect: { kind: 'refuse', status: 429 }, times: 2 });

    const outcomes = await Promise.allSettled(many(3, (index) => ({ startsAt: at(3) + index * HOUR })).map(submit));

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect((await submit(aRequest())).kind).toBe('accepted');
  });
});
