import { HOUR, MINUTE } from '../../../../shared/kernel/clock';
import type { Interval } from '../../../../shared/kernel/intervals';
import type { DayDocument, Reservation, TurnedAway } from '../../../../shared/reservations/model';
import { sentencesOf } from '../../../../shared/reservations/consequences/sentences';
import { weigh, type Facts } from '../../../../shared/reservations/consequences/weigh';
import { aReservation, aReservationId, at, START } from '../../../support/builders/reservation-builder';
import { aSpace, spaceId } from '../../../support/builders/space-builder';

const OWN = aReservationId();
const another = (nth: number) => aReservationId(String.fromCharCode(97 + nth));

/** `oak`, the 3rd from 10:00 to 11:00, with a quarter of an hour on either side. */
const own = (more: Partial<Reservation> = {}): Reservation =>
  aReservation({ id: OWN, kept: { start: at(3, 9, 45), end: at(3, 11, 15) }, submittedAt: START, holdUntil: START + 72 * HOUR, ...more });

const facts = (more: Partial<Facts> = {}): Facts => ({
  reservation: own(),
  space: aSpace('oak', { rules: { setupMinutes: 15, cleanupMinutes: 15 } }),
  excludes: [spaceId('oak')],
  days: [],
  others: [],
  turnedAway: [],
  more: false,
  now: START + HOUR,
  ...more,
});

const aDay = (taken: readonly (Interval & { readonly id: Reservation['id'] })[], space = 'oak'): DayDocument => ({
  id: `day:${space}:2026-03-03`,
  pk: 'ledger:oak',
  type: 'day',
  spaceId: spaceId(space),
  day: '2026-03-03',
  taken: taken.map((one) => ({ kind: 'reservation', ...one })),
});

const turnedAway = (more: Partial<TurnedAway> = {}): TurnedAway => ({
  spaceId: spaceId('oak'),
  startsAt: at(3, 10),
  endsAt: at(3, 11),
  kept: { start: at(3, 9, 45), end: at(3, 11, 15) },
  askedAt: START + MINUTE,
  inTheWay: [OWN],
  ...more,
});

describe('who came first', () => {
  it('is this request where nobody is known to have asked before', () => {
    const { first } = weigh(facts({ turnedAway: [turnedAway()] }));

    expect(first).toEqual({
      askedAt: START,
      earlier: [],
      sentence: 'It was the first to ask for this time, on Monday, 2 March 2026, 08:00.',
    });
  });

  it('are those that were turned away, denied or expired before it asked, the oldest first', () => {
    const { first } = weigh(
      facts({
        turnedAway: [turnedAway({ askedAt: START - HOUR, inTheWay: [another(1)] })],
        others: [
          aReservation({ id: another(1), status: 'expired', submittedAt: START - 3 * HOUR }),
          aReservation({ id: another(2), status: 'expired', submittedAt: START - 2 * HOUR }),
        ],
      }),
    );

    expect(first.earlier.map(({ became }) => became)).toEqual(['expired', 'expired', 'turned-away']);
    expect(first.sentence).toBe(
      '3 requests for this time came before it (it asked on Monday, 2 March 2026, 08:00): 2 expired and 1 was turned away.',
    );
  });

  it('leaves out those that asked later, for another time, for a space that it does not exclude, or were turned away by it', () => {
    const { first } = weigh(
      facts({
        turnedAway: [
          turnedAway({ askedAt: START - HOUR }),
          turnedAway({ askedAt: START - HOUR, inTheWay: [another(1)], kept: { start: at(3, 12), end: at(3, 13) } }),
          turnedAway({ askedAt: START - HOUR, inTheWay: [another(1)], spaceId: spaceId('elm') }),
        ],
        others: [
          aReservation({ id: another(1), status: 'expired', submittedAt: START + HOUR }),
          aReservation({ id: another(2), status: 'denied', submittedAt: START - HOUR, kept: { start: at(3, 12), end: at(3, 13) } }),
        ],
      }),
    );

    expect(first.earlier).toEqual([]);
  });

  it('counts from the change where it was changed: it may have asked for another time before', () => {
    const denied = aReservation({ id: another(1), status: 'denied', submittedAt: START + MINUTE });

    const { first } = weigh(facts({ reservation: own({ changedAt: START + HOUR }), others: [denied] }));

    expect(first).toMatchObject({ askedAt: START + HOUR, earlier: [{ became: 'denied' }] });
  });
});

describe('those who wait', () => {
  it('are those whom it turned away, the oldest first', () => {
    const { waiting, ifDenied } = weigh(
      facts({ turnedAway: [turnedAway({ askedAt: START + 2 * MINUTE }), turnedAway(), turnedAway({ inTheWay: [another(1)] })] }),
    );

    expect(waiting.requests.map(({ askedAt }) => askedAt)).toEqual([START + MINUTE, START + 2 * MINUTE]);
    expect(waiting.sentence).toBe('2 requests were turned away because of it, the first on Monday, 2 March 2026, 08:01.');
    expect(ifDenied).toEqual({
      freeFor: 2,
      sentence: 'If you deny it, 2 requests that were turned away could have their time, if they ask again.',
    });
  });

  it('gain nothing by a "no" where somebody else holds their time too, or it has begun', () => {
    const days = [aDay([{ id: another(1), start: at(3, 11, 15), end: at(3, 12) }])];
    const met = turnedAway({ kept: { start: at(3, 10), end: at(3, 12) } });
    const begun = turnedAway({ startsAt: START, kept: { start: START, end: at(3, 11) } });

    const { waiting, ifDenied } = weigh(facts({ days, turnedAway: [met, begun] }));

    expect(waiting.requests.map(({ freeIfDenied }) => freeIfDenied)).toEqual([false, false]);
    expect(ifDenied.sentence).toBe('If you deny it, its time is free again; of those turned away nobody could have what they asked for.');
  });

  it('do not meet the request itself, nor what stands in another space', () => {
    const days = [aDay([{ id: OWN, ...own().kept }]), aDay([{ id: another(1), ...own().kept }], 'elm')];

    expect(weigh(facts({ days, turnedAway: [turnedAway()] })).ifDenied.freeFor).toBe(1);
  });

  it('says when there are more than were read', () => {
    expect(weigh(facts({ turnedAway: [turnedAway()], more: true })).waiting).toMatchObject({
      more: true,
      sentence: 'At least 1 request was turned away because of it, on Monday, 2 March 2026, 08:01.',
    });
  });

  it('may be nobody', () => {
    const { waiting, ifDenied } = weigh(facts());

    expect([waiting.sentence, ifDenied.sentence]).toEqual([
      'Nobody was turned away because of it.',
      'If you deny it, its time is free again at once.',
    ]);
  });
});

describe('what stands around it', () => {
  const beside = (start: number, end: number, more: Partial<Reservation> = {}) =>
    weigh(
      facts({
        days: [
          aDay([
            { id: OWN, ...own().kept },
            { id: another(1), start, end },
          ]),
        ],
        others: [own(), aReservation({ id: another(1), status: 'approved', ...more })],
      }),
    );

  it.each([
    ['before', at(3, 8), at(3, 9, 45)],
    ['after', at(3, 11, 15), at(3, 12)],
  ] as const)('are neighbours that touch its set-up or clean-up: %s', (side, start, end) => {
    const { neighbours, rejectedIfApproved } = beside(start, end);

    expect(neighbours.reservations).toMatchObject([{ id: another(1), status: 'approved', side }]);
    expect(neighbours.sentence).toContain(`${side} it one that is approved`);
    expect(rejectedIfApproved).toEqual({ reservations: [], sentence: 'No other request would have to be rejected.' });
  });

  it.each([
    ['a minute away', at(3, 11, 16), at(3, 12), {}],
    ['in a space that it does not exclude', at(3, 11, 15), at(3, 12), { spaceId: spaceId('elm') }],
    ['that does not hold its time any more', at(3, 11, 15), at(3, 12), { status: 'cancelled' }],
  ] as const)('is nothing %s', (_, start, end, more) => {
    expect(beside(start, end, more).neighbours).toEqual({
      reservations: [],
      sentence: 'Nothing stands directly before or after it.',
    });
  });

  it('counts the buffers of now, where they have grown', () => {
    const { neighbours } = weigh(
      facts({
        space: aSpace('oak', { rules: { cleanupMinutes: 60 } }),
        days: [aDay([{ id: another(1), start: at(3, 11, 45), end: at(3, 12) }])],
        others: [aReservation({ id: another(1), status: 'approved' })],
      }),
    );

    expect(neighbours.reservations).toHaveLength(1);
  });

  it('would have to be rejected where it overlaps, as links that changed may bring about', () => {
    const { rejectedIfApproved, neighbours } = beside(at(3, 10, 30), at(3, 12), { status: 'pending' });

    expect(rejectedIfApproved.reservations).toMatchObject([{ id: another(1), status: 'pending' }]);
    expect(rejectedIfApproved.sentence).toMatch(/^1 other reservation overlaps it and cannot stand beside it: pending, /);
    expect(neighbours.reservations).toEqual([]);
  });

  it('is told once, though it stands in the days of several spaces', () => {
    const place = { id: another(1), start: at(3, 11, 15), end: at(3, 12) };
    const others = [aReservation({ id: another(1), status: 'approved' })];

    expect(weigh(facts({ days: [aDay([place]), aDay([place], 'hall')], others })).neighbours.reservations).toHaveLength(1);
  });
});

describe('the room calendar', () => {
  it.each([
    [undefined, 'not-synced', 'The space has no calendar in Outlook.'],
    [{ state: 'in-step' }, 'in-step', 'The room calendar shows the hold; no other entry was found at that time.'],
    [{ state: 'pending' }, 'pending', 'The hold is on its way to the room calendar.'],
  ] as const)('%j is %s', (item, state, sentence) => {
    expect(weigh(facts(item ? { item } : {})).clash).toEqual({ state, sentence });
  });

  it('tells a clash, and who must act', () => {
    const reason = { code: 'clash', sentence: 'Somebody else stands there.', who: 'staff', nextTryAt: START } as const;

    expect(weigh(facts({ item: { state: 'needs-attention', reason } })).clash).toEqual({
      state: 'needs-attention',
      code: 'clash',
      who: 'staff',
      sentence: reason.sentence,
    });
  });
});

describe('the rules of the space', () => {
  const rules = (space: Parameters<typeof aSpace>[1], more: Partial<Reservation> = {}) =>
    weigh(facts({ space: aSpace('oak', space), reservation: own(more) })).rules;

  it('are kept as a rule', () => {
    expect(rules({})).toEqual({ broken: [], sentence: 'It keeps every rule of the space as it is now.' });
  });

  it.each([
    ['a closed space', { state: 'closed' }, 'space-closed', 'the space is closed'],
    ['a space that is for staff by now', { reservationConfig: undefined }, 'not-reservable', 'the public cannot reserve the space'],
    ['a shorter limit', { rules: { maxDurationMinutes: 30 } }, 'too-long', 'at most 30 minutes'],
    [
      'a blackout',
      { rules: { blackouts: [{ startsAt: at(3, 0), endsAt: at(4, 0), reason: 'painting' }] } },
      'blackout',
      'closed from 2026-03-03 00:00 to 2026-03-04 00:00 (Etc/UTC): painting',
    ],
    ['other hours', { rules: { openingHours: {} } }, 'opening-hours', 'closed on 2026-03-03'],
  ] as const)('may have been changed since: %s', (_, space, rule, bound) => {
    expect(rules(space).broken).toEqual([{ rule, bound }]);
  });

  it('are named together where several are broken', () => {
    const { broken, sentence } = rules({ state: 'closed', capacity: 5, rules: { openingHours: {} } }, { attendance: 6 });

    expect(broken.map(({ rule }) => rule)).toEqual(['space-closed', 'opening-hours', 'capacity']);
    expect(sentence).toBe(
      'It does not keep 3 rules of the space as it is now: the space is closed; closed on 2026-03-03; at most 5 people.',
    );
  });

  it('do not ask whether it came in time: that was judged when it came', () => {
    expect(rules({ rules: { leadTimeMinutes: 100 * 60, horizonDays: 5 } }).broken).toEqual([]);
    expect(rules({ rules: { horizonDays: 1 } }).broken).toEqual([]);
  });
});

describe('the hold', () => {
  const held = (holdUntil: number | undefined) =>
    weigh(facts({ reservation: holdUntil === undefined ? aReservation() : own({ holdUntil }) })).ifNobodyDecides;

  it('says when it ends, and what happens then', () => {
    expect(held(START + 2 * HOUR)).toEqual({
      holdExpiresAt: START + 2 * HOUR,
      sentence: 'If nobody decides until Monday, 2 March 2026, 10:00 (Etc/UTC), it expires: its event goes and the time is free again.',
    });
    expect(held(START + HOUR).sentence).toMatch(/expires within a minute/);
    expect(held(undefined).sentence).toBe('It waits until somebody decides.');
  });
});

it('has a sentence for each point of which a mail can know', () => {
  const all = weigh(facts({ turnedAway: [turnedAway()] }));

  expect(sentencesOf(all)).toHaveLength(Object.keys(all).length - 1);
  expect(sentencesOf(all).join(' ')).not.toMatch(/undefined|NaN|null/);
});
