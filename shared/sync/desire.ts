import { canonical } from '../kernel/canonical';
import type { Cause } from '../kernel/actor';
import type { EpochMs } from '../kernel/clock';
import type { Database, Missing, Stored, Write } from '../kernel/database';
import type { LaneId } from '../kernel/ids';
import type { Json } from '../kernel/json';
import { newSyncItem, syncItemId, withNewDesired, type SyncItem } from './item/item';
import { isUnreadable } from './item/readable';
import { readItem } from './item/stored';

/** What is wished of one thing in one target. */
export interface Desire {
  readonly pk: string;
  readonly kind: string;
  readonly key: string;
  /** Null: nothing of ours should be there. */
  readonly value: Json;
  /**
   * Where it should be; absent: nothing is made where nothing is. An item keeps its target and its lane for ever: what moves is two items, present
   * there and then absent here (`leaveAfter`).
   */
  readonly at?:
    | { readonly target: string; readonly lane: LaneId; readonly within?: string | undefined; readonly zone?: string | undefined }
    | undefined;
  readonly cause: Cause;
  readonly now: EpochMs;
  /** Whether the item needs no new wish; absent: the same is wished already. */
  readonly stands?: (item: SyncItem) => boolean;
  /** The target is read before it is written, each time: others keep fields of the same thing. */
  readonly look?: 'id';
  /** Nothing of ours is left behind at another target, as where only fields are ours: the item may be given another one in its lane. */
  readonly leavesNothing?: true;
  /** Of a new item; absent: what people wait for. */
  readonly priority?: number;
  readonly confidential?: true;
  readonly reports?: true | undefined;
  /** Of a new item: nothing is done about it earlier; absent: at once. */
  readonly notBefore?: EpochMs;
}

/** A wish for the batch of the thing that it is about. */
export interface Wished {
  /** Absent: nothing is to be written, the item stands as it is. */
  readonly write?: Write;
  readonly item: SyncItem;
  readonly lane: LaneId;
}

const sameAddress = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const sameWished =
  ({ value }: Desire) =>
  ({ desired }: SyncItem): boolean =>
    canonical(desired.value) === canonical(value);

const changed = (item: SyncItem, { etag }: Pick<Stored<SyncItem>, 'etag'>): Wished => ({
  write: { kind: 'replace', document: item, ifMatch: etag },
  item,
  lane: item.lane,
});

/** The wish for an item as it was read; undefined: there is none, and none is needed. Throws for another target or lane than the item has, and without a key. */
export function wishFrom(read: Stored<SyncItem>, desire: Desire): Wished;
export function wishFrom(read: Stored<SyncItem> | Missing | undefined, desire: Desire): Wished | undefined;
export function wishFrom(read: Stored<SyncItem> | Missing | undefined, desire: Desire): Wished | undefined {
  const { at, look, reports, leavesNothing, notBefore, stands = sameWished(desire), ...first } = desire;
  const { value, cause, now } = first;
  const more = { ...(look && { look }), ...(reports && { reports }), ...(at?.zone !== undefined && { zone: at.zone }) };
  // A defect of the capability: the mark of its thing would be that of any other without one.
  if (first.key === '') throw new Error(`a wish of the kind ${first.kind} has no key`);
  if (!read?.found) {
    if (value === null || !at) return undefined;
    const item: SyncItem = { ...newSyncItem({ ...first, ...at }), ...more, ...(notBefore !== undefined && { due: notBefore }) };
    return { write: { kind: 'create', document: item }, item, lane: item.lane };
  }
  if (isUnreadable(read.value)) return anew(read, desire);
  const { value: before } = read;
  // What should not be there any more leaves from where it is.
  const moved = value !== null && at !== undefined && !sameAddress(at.target, before.target);
  // A defect of the capability: what stands at the old target would stay there, and nobody would know of it.
  if (value !== null && at && ((moved && !leavesNothing) || at.lane !== before.lane))
    throw new Error(`the item ${before.id} cannot be given another target or lane: a move is two items`);
  if (!moved && stands(before)) return { item: before, lane: before.lane };
  const { applied, reports: _earlier, ...wished } = withNewDesired(before, value, cause, now);
  // What another target is known to hold is not known of this one.
  const known = moved ? { target: at.target } : applied && { applied };
  return changed({ ...wished, ...known, ...more }, read);
}

/** What stood of the item cannot be read: it is wished anew, and what may be there of it in the target is looked for first. */
function anew({ value: before, etag }: Stored<SyncItem>, { at, stands: _stands, reports, ...desire }: Desire): Wished | undefined {
  const where = at ?? (before.target !== '' && before.lane !== '' ? { target: before.target, lane: before.lane } : undefined);
  if (!where) return undefined;
  const item: SyncItem = {
    ...newSyncItem({ ...desire, ...where, ...(reports && { reports }) }),
    desired: { revision: before.desired.revision + 1, value: desire.value },
    generation: before.generation,
    look: 'all',
  };
  return changed(item, { etag });
}

/** To be called after the thing was read, so that what was committed with it is seen. Throws ExternalFailure of the database. */
export const desire = async (database: Pick<Database, 'read'>, desired: Desire): Promise<Wished | undefined> =>
  wishFrom(await readItem(database, desired.pk, syncItemId(desired.kind, desired.key)), desired);

/** An item leaves its target once another item, which takes its place, is in step. */
export const leaveAfter = (read: Stored<SyncItem>, { item }: Wished, cause: Cause, now: EpochMs): Wished =>
  changed({ ...withNewDesired(read.value, null, cause, now), after: { id: item.id, revision: item.desired.revision } }, read);
