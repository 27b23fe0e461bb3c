import type { Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import { utcDays } from '../../kernel/days';
import { freshen } from '../../kernel/freshen';
import { homeLedger, type ReservationId } from '../../kernel/ids';
import type { Interval } from '../../kernel/intervals';
import { allOf } from '../../kernel/pages';
import { excludedBy, ledgerPartition, type Ledger } from '../../spaces/model';
import type { DayDocument, RefusedSubmission, Reservation } from '../model';
import type { ReadReservation } from '../read-reservation';
import { readStored } from '../stored-reservation';
import type { Consequences } from './model';
import { nearTime, weigh, type Facts } from './weigh';

export type ReadConsequencesOutcome =
  | { readonly kind: 'weighed'; readonly reservation: Reservation; readonly consequences: Consequences }
  | { readonly kind: 'not-pending'; readonly reservation: Reservation }
  | { readonly kind: 'unknown-reservation' };

/** What approving or denying a pending reservation would mean for others. `atLeast`: the revision that the caller knows to be there. */
export type ReadConsequences = (id: ReservationId, atLeast?: number) => Promise<ReadConsequencesOutcome>;

/** The same for a reservation as it is about to stand; undefined: its space is gone. Throws ExternalFailure of the database. */
export type WeighReservation = (reservation: Reservation, item?: Facts['item']) => Promise<Consequences | undefined>;

/** More than an approver reads. */
const MOST_ASKS = 200;
/** A wish may be 92 days long, in each of the spaces that exclude each other. */
const MOST_DAYS = 1_000;
/** The store may give pages that are shorter than they could be. */
const MOST_PAGES = 100;

interface Deps {
  readonly database: Database;
  readonly read: ReadReservation;
  readonly weighReservation: WeighReservation;
}

export const makeReadConsequences =
  ({ database, read, weighReservation }: Deps): ReadConsequences =>
  async (id, atLeast = 0) => {
    let found = await read(id);
    if (found && found.reservation.revision < atLeast) {
      // Another process changed it a moment ago.
      await freshen(database, 'items', ledgerPartition(homeLedger(id)));
      found = await read(id);
    }
    if (!found) return { kind: 'unknown-reservation' };
    const { reservation, item } = found;
    if (reservation.status !== 'pending') return { kind: 'not-pending', reservation };
    const consequences = await weighReservation(reservation, item);
    return consequences ? { kind: 'weighed', reservation, consequences } : { kind: 'unknown-reservation' };
  };

export const makeWeighReservation =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }): WeighReservation =>
  async (reservation, item) => {
    const partition = ledgerPartition(reservation.placedIn ?? reservation.ledger);
    const ledger = await database.read<Ledger>('items', partition, 'ledger');
    const space = ledger.found ? ledger.value.spaces.find(({ id }) => id === reservation.spaceId) : undefined;
    if (!ledger.found || !space) return undefined;
    const excludes = excludedBy(space, ledger.value.spaces);
    const near = nearTime(reservation, space);
    const asked = await askedFor(database, partition, near);
    const days = await daysOf(database, partition, excludes, [near, ...asked.turnedAway.map(({ kept }) => kept)]);
    const others = await withStrangers(database, near, asked.reservations, days);
    const facts = { reservation, space, excludes, days, others, turnedAway: asked.turnedAway, more: asked.more, now: clock.now() };
    return weigh({ ...facts, ...(item && { item }) });
  };

/** Everybody in this ledger who has, had or wanted time near it. */
async function askedFor(database: Database, partition: string, near: Interval) {
  const asked = {
    container: 'items',
    partition,
    where:
      '(c.type = "reservation" AND NOT IS_DEFINED(c.placedIn) AND c.kept.start <= @end AND c.kept.end >= @start)' +
      ' OR (c.type = "refused-submission" AND c.turnedAway.kept.start < @end AND c.turnedAway.kept.end > @start)',
    parameters: { '@start': near.start, '@end': near.end },
    limit: MOST_ASKS,
  } as const;
  const { rows, more } = await allOf<Reservation | RefusedSubmission>(database, asked, { pages: MOST_PAGES, rows: MOST_ASKS });
  return {
    reservations: rows.flatMap((one) => (one.type === 'reservation' ? [one] : [])),
    turnedAway: rows.flatMap((one) => (one.type === 'refused-submission' && one.turnedAway ? [one.turnedAway] : [])),
    more,
  };
}

/** The days of these spaces around the times; what touches at midnight too. */
async function daysOf(
  database: Database,
  partition: string,
  spaces: readonly string[],
  times: readonly Interval[],
): Promise<readonly DayDocument[]> {
  const days = utcDays({ start: Math.min(...times.map(({ start }) => start)) - 1, end: Math.max(...times.map(({ end }) => end)) + 1 });
  const touched = {
    container: 'items',
    partition,
    where: 'c.type = "day" AND ARRAY_CONTAINS(@spaces, c.spaceId) AND c.day >= @first AND c.day <= @last',
    parameters: { '@spaces': [...spaces], '@first': days[0] ?? '', '@last': days.at(-1) ?? '' },
    limit: MOST_DAYS,
  } as const;
  return (await allOf<DayDocument>(database, touched, { pages: MOST_PAGES, rows: MOST_DAYS })).rows;
}

/** Beside those at home in this ledger, those that stand near it and came from others: the days name them. */
async function withStrangers(
  database: Database,
  near: Interval,
  known: readonly Reservation[],
  days: readonly DayDocument[],
): Promise<readonly Reservation[]> {
  const standing = days.flatMap(({ taken }) => taken.filter(({ start, end }) => start <= near.end && end >= near.start));
  const ids = new Set(standing.map(({ id }) => id));
  for (const { id } of known) ids.delete(id);
  const read = await Promise.all([...ids].map((id) => readStored(database, id)));
  return [...known, ...read.flatMap((one) => (one ? [one.value] : []))];
}
