import type { Cause } from '../kernel/actor';
import type { LedgerId, SpaceId } from '../kernel/ids';
import type { Wished } from '../sync/desire';
import type { Space } from './model';

/** Which ledger a space belongs to; undefined when there is no space of this id. */
export type FindLedger = (space: SpaceId) => Promise<LedgerId | undefined>;

/** The space with all spaces of its ledger; undefined when there is none of this id. */
export type ReadSpace = (
  space: SpaceId,
) => Promise<{ readonly space: Space; readonly ledger: LedgerId; readonly spaces: readonly Space[] } | undefined>;

/**
 * The wish for what the room finder says of a space, for the batch that commits the space in this partition; undefined: nothing is
 * wished. To be called after the space was read. Throws ExternalFailure of the database.
 */
export type WishPlace = (space: Space, partition: string, cause: Cause) => Promise<Wished | undefined>;

/** How many reservations of a ledger have not ended. */
export type CountStanding = (ledger: LedgerId) => Promise<number>;

/** How many reservations ever were of this space, or took it, in whatever ledger. Of what was committed before the call. */
export type CountEver = (space: SpaceId) => Promise<number>;

/** All spaces, by building and name. */
export type ListSpaces = () => Promise<readonly Space[]>;
