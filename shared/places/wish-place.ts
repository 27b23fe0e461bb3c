import { canonical } from '../kernel/canonical';
import type { Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { PLACES_LANE } from '../microsoft/model';
import { isObject, type Json } from '../kernel/json';
import type { WishPlace } from '../spaces/ports';
import { newSyncItem, withNewDesired, syncItemId, type SyncItem } from '../sync/item/item';
import { readItem } from '../sync/item/stored';
import { PLACE, placeWish, type PlaceWish } from './model';

/** One item a space. It is read before it is written, each time: others keep fields of the same place. */
export const makeWishPlace =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }): WishPlace =>
  async (space, partition, cause) => {
    const now = clock.now();
    const value = placeWish(space);
    const target = space.exchangeResourceMailbox;
    const read = await readItem(database, partition, syncItemId(PLACE, space.id));
    if (!read.found) {
      if (value === null || target === undefined) return undefined;
      const item = newSyncItem({ pk: partition, kind: PLACE, key: space.id, target, lane: PLACES_LANE, value, cause, now });
      return { write: { kind: 'create', document: { ...item, look: 'id' } }, lane: PLACES_LANE };
    }
    const { value: before, etag } = read;
    const moved = target !== undefined && target.toLowerCase() !== before.target.toLowerCase();
    if (!moved && stands(before, value)) return undefined;
    const { applied, ...wished } = withNewDesired(before, value, cause, now);
    // What another room is known to say is not known of this one.
    const document: SyncItem = { ...wished, target: target ?? before.target, look: 'id', ...(applied && !moved && { applied }) };
    return { write: { kind: 'replace', document, ifMatch: etag }, lane: PLACES_LANE };
  };

/** The same is wished already, and is on its way or there. */
function stands({ desired, state, applied }: SyncItem, value: PlaceWish | null): boolean {
  if (canonical(desired.value) !== canonical(value)) return false;
  const known: Json = applied?.value ?? null;
  const there = Object.entries(value ?? {}).every(([name, wanted]) => isObject(known) && known[name] === wanted);
  return there || state !== 'in-step';
}
