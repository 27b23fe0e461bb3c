import type { EpochMs } from '../../kernel/clock';
import type { Database, Stored, Write } from '../../kernel/database';
import { utcDays } from '../../kernel/days';
import type { Interval } from '../../kernel/intervals';
import { MOST_DAY_DOCUMENTS, ledgerPartition, type Ledger, type Space } from '../../spaces/model';
import { allowedNear } from '../house-rules/offer-rules';
import { claimOccupancy } from './claims';
import { dayWrites, inTheWay, readDays, replace, standsIn } from '../ledger/day-documents';
import { dayDocumentId, type Reservation } from '../model';
import { offerWindow } from '../rules';

/** `writes` go into the home batch. `taken`: with other times. `raced`: somebody else changed what it was worked out from. */
type Room =
  | { readonly kind: 'room'; readonly writes: readonly Write[]; readonly claimed?: true }
  | { readonly kind: 'taken'; readonly free: readonly Interval[] }
  | { readonly kind: 'raced' };

export interface Move {
  readonly before: Reservation;
  readonly after: Reservation;
  readonly space: Space;
  /** Of the space; its etag guards the links and rules by which the occupancy was worked out. */
  readonly ledger: Stored<Ledger>;
  readonly now: EpochMs;
}

/** Keeps the new time: in the home batch where it is at home, by a claim where it is elsewhere, or where one batch cannot hold both times. */
export async function makeRoom(database: Database, move: Move): Promise<Room> {
  const { before, after, space, ledger, now } = move;
  const { id, ledger: home } = before;
  const from = before.placedIn ?? home;
  const to = after.placedIn ?? home;
  const stays =
    from === to && before.kept.start === after.kept.start && before.kept.end === after.kept.end && before.excludes === after.excludes;
  if (stays) return { kind: 'room', writes: [] };

  const partition = ledgerPartition(home);
  const left = from === home ? [before] : [];
  const both = await readDays(database, partition, to === home ? [...left, after] : left);
  const claims = to !== home || both.size > MOST_DAY_DOCUMENTS;
  if (claims) {
    const claimed = await claimOccupancy(database, { ledger, id, spaceId: space.id, occupancy: after, revision: after.revision, now });
    if (claimed !== 'claimed') return claimed === 'taken' ? taken(database, move) : { kind: claimed };
  }
  const days = claims ? await readDays(database, partition, left) : both;
  if (from === home && !standsIn(days, id, before)) return { kind: 'raced' };
  if (!claims && inTheWay(days, space.id, after.kept).some((other) => other.id !== id)) return taken(database, move);
  replace(days, id, to === home ? after : undefined);
  const guard: Write = { kind: 'replace', document: ledger.value, ifMatch: ledger.etag };
  return { kind: 'room', writes: [...(claims ? [] : [guard]), ...dayWrites(days)], ...(claims && to === home && { claimed: true }) };
}

/** Whether its new ledger has nothing against it; nothing is kept there yet. */
export async function fits(database: Database, { after, space, ledger }: Move): Promise<boolean> {
  const days = await readDays(database, ledger.value.pk, [after]);
  return inTheWay(days, space.id, after.kept).every(({ id }) => id === after.id);
}

/** The nearest times at which it would fit, as far as the ledger and these others say. */
export async function taken(
  database: Database,
  { after, space, ledger, now }: Move,
  besides: readonly Interval[] = [],
): Promise<Extract<Room, { kind: 'taken' }>> {
  const wanted = { start: after.startsAt, end: after.endsAt };
  const window = offerWindow(wanted, now);
  const days = await readDays(database, ledger.value.pk, [{ kept: window, excludes: [space.id] }]);
  const standing = utcDays(window).flatMap((day) => days.get(dayDocumentId(space.id, day))?.document.taken ?? []);
  const others = standing.filter(({ id }) => id !== after.id);
  return { kind: 'taken', free: allowedNear(space, wanted, now, { taken: [...others, ...besides], window, count: 3 }) };
}
