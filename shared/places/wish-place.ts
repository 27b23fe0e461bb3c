import { canonical } from '../kernel/canonical';
import type { Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { PLACES_LANE } from '../microsoft/model';
import { isObject, type Json } from '../kernel/json';
import type { WishPlace } from '../spaces/ports';
import { desire } from '../sync/desire';
import type { SyncItem } from '../sync/item/item';
import { PLACE, placeWish, type PlaceWish } from './model';

/** One item a space. */
export const makeWishPlace =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }): WishPlace =>
  (space, partition, cause) => {
    const value = placeWish(space);
    const target = space.exchangeResourceMailbox;
    return desire(database, {
      ...{ pk: partition, kind: PLACE, key: space.id, value, cause, now: clock.now() },
      at: target === undefined ? undefined : { target, lane: PLACES_LANE },
      look: 'id',
      // A space may be given another room; the fields of the one before stay as they are.
      leavesNothing: true,
      stands: (item) => stands(item, value),
    });
  };

/** The same is wished already, and is on its way or there. */
function stands({ desired, state, applied }: SyncItem, value: PlaceWish | null): boolean {
  if (canonical(desired.value) !== canonical(value)) return false;
  const known: Json = applied?.value ?? null;
  const there = Object.entries(value ?? {}).every(([name, wanted]) => isObject(known) && known[name] === wanted);
  return there || state !== 'in-step';
}
