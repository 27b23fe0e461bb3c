import { PLACES } from '../microsoft/model';
import type { Kind } from '../sync/kind';
import { ownedFields } from '../sync/recipes/owned-fields';
import { PLACE } from './model';

/** What of a place can be ours, by Microsoft's names. `displayName` is not among them: PATCH does not take it (Graph, place-update). */
const FIELDS = ['building', 'capacity', 'floorNumber', 'floorLabel', 'isWheelChairAccessible'] as const;

interface PlaceKindParts extends Pick<Kind, 'partitionOf'> {
  /** False: what is wished waits for the day when it is switched on. */
  readonly writes: boolean;
}

/** What the room finder says of a room. */
export const placeKind = ({ writes, partitionOf }: PlaceKindParts): Kind =>
  ownedFields({
    name: PLACE,
    scope: PLACES,
    permissions: ['Place.ReadWrite.All'],
    words: {
      target: 'room',
      remedy: 'create it, or correct the address on the space',
      alsoNeeded: 'the Exchange role TenantPlacesManagement',
      notYet: (target) =>
        `The room finder does not know ${target} yet: a new room shows up within a day. If it does not, see that the address is that of a room mailbox.`,
    },
    partitionOf,
    writes,
    // The target, not the id: it answers to the address, and a space may be given another room.
    path: ({ target }) => `/places/${encodeURIComponent(target)}`,
    fields: FIELDS,
    besides: { '@odata.type': 'microsoft.graph.room' },
    // The list of places lags behind new rooms (Graph, known issues of places).
    means: ({ status }) => (status === 404 ? { kind: 'not-yet', because: 'not-there' } : undefined),
  });
