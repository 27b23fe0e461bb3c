import { MINUTE, type Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { freshen } from '../kernel/freshen';
import type { SpaceId } from '../kernel/ids';
import { rowsOf } from '../kernel/pages';
import { addressesOf, ledgerPartition, mailboxClaimId, spaceClaimId, type Ledger, type MailboxClaim, type Space } from './model';
import type { FindLedger, ReadSpace } from './ports';

interface Deps {
  readonly database: Database;
  readonly findLedger: FindLedger;
  readonly readSpace: ReadSpace;
  readonly clock: Clock;
}

/** By the id of each claim that was nobody's or another space's before: its etag. */
export type MadeClaims = Map<string, string>;

export type Claimed =
  | { readonly kind: 'ours' }
  | { readonly kind: 'taken'; readonly address: string; readonly by: SpaceId }
  /** Somebody else came first: look again. */
  | { readonly kind: 'raced' };

/** Whoever claimed a mailbox this long ago and does not use it yet has died. */
const CLAIM_SETTLES_MS = 10 * MINUTE;
const PAGE = 200;

/**
 * Claims every address that `space` is about to be written with, so that a mailbox belongs to one space, whichever of its fields names it
 * (SPC-26). A claim passes on when its space uses other addresses by then, or was never written. In one order for all, so that of two
 * spaces that want the same addresses one gets them. What is claimed anew is noted in `made`. `before` is the space as it is stored.
 */
export async function claimMailboxes(deps: Deps, space: Space, before: Space | undefined, made: MadeClaims): Promise<Claimed> {
  for (const address of [...new Set(addressesOf(space))].sort()) {
    const claimed = await claimMailbox(deps, address, space, made);
    if (claimed.kind !== 'ours') return claimed;
  }
  return namedWithoutClaim(deps, space, before);
}

/** Whether a stored space names an address that is new to this one, without a claim: an earlier version claimed one address of each space only. */
async function namedWithoutClaim(deps: Deps, space: Space, before: Space | undefined): Promise<Claimed> {
  const had = before ? addressesOf(before) : [];
  const wanted = new Set(addressesOf(space).filter((address) => !had.includes(address)));
  if (wanted.size === 0) return { kind: 'ours' };
  const scan = { container: 'items', where: 'c.type = "ledger"', parameters: {}, limit: PAGE } as const;
  for await (const { value } of rowsOf<Ledger>(deps.database, scan, { pages: Number.POSITIVE_INFINITY })) {
    for (const { id, ...other } of value.spaces.filter((one) => one.id !== space.id)) {
      for (const address of addressesOf(other).filter((one) => wanted.has(one))) {
        // A scan may show what is over.
        const owner = await present(deps, id);
        if (owner && addressesOf(owner).includes(address)) return { kind: 'taken', address, by: id };
      }
    }
  }
  return { kind: 'ours' };
}

/** Gives back what was claimed for a space that was then not written, unless somebody has claimed it since. */
export async function releaseMailboxes(database: Database, made: MadeClaims): Promise<void> {
  for (const [id, ifMatch] of made) await database.commit('keys', id, [{ kind: 'delete', id, ifMatch }]);
}

async function claimMailbox(deps: Deps, address: string, space: Space, made: MadeClaims): Promise<Claimed> {
  const { database, clock } = deps;
  const id = mailboxClaimId(address);
  const document: MailboxClaim = { id, pk: id, type: 'mailbox-claim', space: space.id, revision: space.revision, at: clock.now() };
  const answer = await database.commit('keys', id, [{ kind: 'create', document }]);
  if (answer.kind === 'committed') {
    made.set(id, answer.etags[0] ?? '');
    return { kind: 'ours' };
  }
  const standing = await database.read<MailboxClaim>('keys', id, id);
  if (!standing.found) return { kind: 'raced' };
  const foreign = standing.value.space !== space.id;
  if (foreign && (await holds(deps, standing.value, address))) return { kind: 'taken', address, by: standing.value.space };
  // Our own is written anew too: whoever made it and gives it up meanwhile must not take it from us.
  const passed = await database.commit('keys', id, [{ kind: 'replace', document, ifMatch: standing.etag }]);
  if (passed.kind !== 'committed') return { kind: 'raced' };
  if (foreign || made.has(id)) made.set(id, passed.etags[0] ?? '');
  return { kind: 'ours' };
}

/** Whether the claim's space names the address at present, or may be about to. */
async function holds(deps: Deps, claim: MailboxClaim, address: string): Promise<boolean> {
  const owner = await present(deps, claim.space);
  if (owner && addressesOf(owner).includes(address)) return true;
  const written = owner !== undefined && owner.revision >= claim.revision;
  return !written && deps.clock.now() < claim.at + CLAIM_SETTLES_MS;
}

/** The space as it is now. Its partitions may be elsewhere than those that this process has just been brought up to date with. */
async function present({ database, findLedger, readSpace }: Deps, space: SpaceId): Promise<Space | undefined> {
  await freshen(database, 'keys', spaceClaimId(space));
  const ledger = await findLedger(space);
  if (ledger !== undefined) await freshen(database, 'items', ledgerPartition(ledger));
  return (await readSpace(space))?.space;
}
