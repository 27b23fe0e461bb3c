import type { Cause } from '../kernel/actor';
import type { Database } from '../kernel/database';
import type { SpaceId } from '../kernel/ids';
import type { Log } from '../kernel/log';
import { underEtag, type Step } from '../kernel/under-etag';
import type { CommitWishes } from '../sync/commit-wishes';
import { addressesOf, ledgerPartition, mailboxClaimId, type Ledger, type MailboxClaim, type Space } from './model';
import type { CountEver, FindLedger, WishPlace } from './ports';

export type DeleteSpaceOutcome =
  | { readonly kind: 'deleted' | 'unknown-space' | 'busy' }
  | { readonly kind: 'changed-meanwhile'; readonly space: Space }
  | { readonly kind: 'has-parts'; readonly parts: readonly SpaceId[] }
  /** However long ago they ended: what is known of them names the space. */
  | { readonly kind: 'has-reservations'; readonly count: number };

/** `seen`: whether the space is still as the caller knows it. */
export type DeleteSpace = (id: SpaceId, seen: (space: Space) => boolean, cause: Cause) => Promise<DeleteSpaceOutcome>;

interface Deps {
  readonly database: Database;
  readonly findLedger: FindLedger;
  readonly countEver: CountEver;
  readonly commitWishes: CommitWishes;
  /** Absent: the room finder is not written to. */
  readonly wishPlace?: WishPlace | undefined;
  readonly log: Log;
}

const MOST_LOOKS = 16;

/**
 * Deletes a space that was never reserved. Its mailbox, and what stands in it, stay. Its id stays with its ledger: processes remember that.
 * Every acceptance rewrites the ledger document, so that no reservation slips in between count and commit.
 */
export const makeDeleteSpace =
  (deps: Deps): DeleteSpace =>
  async (id, seen, cause) => {
    const { database, findLedger, countEver, commitWishes, wishPlace, log } = deps;
    const ledger = await findLedger(id);
    if (ledger === undefined) return { kind: 'unknown-space' };
    const partition = ledgerPartition(ledger);
    let gone: Space | undefined;
    const outcome = await underEtag<Ledger, DeleteSpaceOutcome>(
      database,
      { ...{ container: 'items', partition, id: 'ledger', most: MOST_LOOKS }, fresh: 'all', givenUp: () => ({ kind: 'busy' }) },
      async (stored): Promise<Step<Ledger, DeleteSpaceOutcome>> => {
        const spaces = stored.found ? stored.value.spaces : [];
        const space = spaces.find((one) => one.id === id);
        if (!space) return { outcome: { kind: 'unknown-space' } };
        if (!seen(space)) return { outcome: { kind: 'changed-meanwhile', space } };
        const parts = spaces.filter(({ partOf }) => partOf === id).map((part) => part.id);
        if (parts.length > 0) return { outcome: { kind: 'has-parts', parts } };
        const count = await countEver(id);
        if (count > 0) return { outcome: { kind: 'has-reservations', count } };
        gone = space;
        const { exchangeResourceMailbox: _mailbox, ...placeless } = space;
        const wish = await wishPlace?.(placeless, partition, cause);
        return {
          next: { id: 'ledger', pk: partition, type: 'ledger', spaces: spaces.filter((one) => one.id !== id) },
          commit: (write) => commitWishes(partition, [write], wish ? [wish] : []),
          outcome: () => ({ kind: 'deleted' }),
        };
      },
    );
    if (outcome.kind === 'deleted' && gone) {
      await freeMailboxes(database, gone);
      log.info('space.deleted', { spaceId: id, revision: gone.revision, correlationId: cause.correlationId });
    }
    return outcome;
  };

/** A process that dies before this leaves claims that pass on by themselves. */
async function freeMailboxes(database: Database, space: Space): Promise<void> {
  for (const key of addressesOf(space).map(mailboxClaimId)) {
    const claim = await database.read<MailboxClaim>('keys', key, key);
    if (claim.found && claim.value.space === space.id)
      await database.commit('keys', key, [{ kind: 'delete', id: key, ifMatch: claim.etag }]);
  }
}
