import { defaulted } from '../../shared/config/part';
import { oneOf } from '../../shared/config/rules';
import { toSpaceId } from '../../shared/kernel/ids';
import { placeKind } from '../../shared/places/kind';
import { makeWishPlace } from '../../shared/places/wish-place';
import { ledgerPartition } from '../../shared/spaces/model';
import type { FindLedger, WishPlace } from '../../shared/spaces/ports';
import { capability } from '../host/capability';
import { spaces } from '../spaces/module';

/** What the room finder says of spaces. */
export const places = capability('places', {
  uses: { spaces },
  settings: {
    shape: {
      PLACES: defaulted(
        oneOf('write', 'off'),
        'off',
        '`write`: building, floor, capacity and accessibility of a space are written to the room finder ([spaces.md](spaces.md)). Needs `Place.ReadWrite.All` and a role in Exchange.',
      ),
    },
  },
  needs: {
    graph: [
      {
        permission: 'Place.ReadWrite.All',
        why: 'the room finder, when `PLACES` is `write`',
        over: 'every place of the directory; besides it the role below',
        without: 'places wait, `blocked`; calendars go on',
      },
    ],
  },
  wire: ({ database, clock }, { PLACES }, { spaces: { findLedger } }): { use: Places; kinds: readonly ReturnType<typeof placeKind>[] } => {
    const writes = PLACES === 'write';
    return {
      use: writes ? { wishPlace: makeWishPlace({ database, clock }) } : {},
      kinds: [placeKind({ writes, partitionOf: partitionOfSpace(findLedger) })],
    };
  },
});

interface Places {
  /** Absent: the room finder is not written to. */
  readonly wishPlace?: WishPlace;
}

/** What belongs to a space lives with it. */
const partitionOfSpace = (findLedger: FindLedger) => async (key: string) => {
  const space = toSpaceId(key);
  const ledger = space && (await findLedger(space));
  return ledger && ledgerPartition(ledger);
};
