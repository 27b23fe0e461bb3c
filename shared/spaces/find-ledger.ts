import type { Database } from '../kernel/database';
import type { LedgerId, SpaceId } from '../kernel/ids';
import { ledgerPartition, spaceClaimId, type Ledger, type SpaceClaim } from './model';
import type { FindLedger, ReadSpace } from './ports';

/** A claim never changes once its space exists, so it is remembered. */
export const makeFindLedger = ({ database }: { readonly database: Database }): FindLedger => {
  const remembered = new Map<SpaceId, LedgerId>();
  return async (space) => {
    const known = remembered.get(space);
    if (known !== undefined) return known;
    const id = spaceClaimId(space);
    const claim = await database.read<SpaceClaim>('keys', id, id);
    if (!claim.found) return undefined;
    remembered.set(space, claim.value.ledger);
    return claim.value.ledger;
  };
};

export const makeReadSpace =
  ({ database, findLedger }: { readonly database: Database; readonly findLedger: FindLedger }): ReadSpace =>
  async (id) => {
    const ledger = await findLedger(id);
    if (ledger === undefined) return undefined;
    const stored = await database.read<Ledger>('items', ledgerPartition(ledger), 'ledger');
    const spaces = stored.found ? stored.value.spaces : [];
    const space = spaces.find((one) => one.id === id);
    return space && { space, ledger, spaces };
  };
