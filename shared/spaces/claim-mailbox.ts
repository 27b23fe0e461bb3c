import { MINUTE, type Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { freshen } from '../kernel/freshen';
import type { SpaceId } from '../kernel/ids';
import { calendarAddress, ledgerPartition, mailboxClaimId, spaceClaimId, type MailboxClaim, type Space } from './model';
import type { FindLedger, ReadSpace } from './ports';

interface Deps {
  readonly database: Database;
  readonly findLedger: FindLedger;
  readonly readSpace: ReadSpace;
  readonly clock: Clock;
}

/** Whoever claimed a mailbox this long ago and does not use it yet has died. */
const CLAIM_SETTLES_MS = 10 * MINUTE;

/**
 * Who holds the address that `space` is about to be written with: one space at most, so that two spaces never write into one calendar
 * (SPC-17). A claim passes on when its space uses another address by then, or was never written. Undefined: somebody else came first,
 * look again.
 */
export async function claimMailbox(deps: Deps, address: string, space: Space): Promise<SpaceId | undefined> {
  const { database, clock } = deps;
  const id = mailboxClaimId(address);
  const document: MailboxClaim = { id, pk: id, type: 'mailbox-claim', space: space.id, revision: space.revision, at: clock.now() };
  const answer = await database.commit('keys', id, [{ kind: 'create', document }]);
  if (answer.kind === 'committed') return space.id;
  const standing = await database.read<MailboxClaim>('keys', id, id);
  if (!standing.found) return undefined;
  if (standing.value.space !== space.id && (await holds(deps, standing.value, address))) return standing.value.space;
  const passed = await database.commit('keys', id, [{ kind: 'replace', document, ifMatch: standing.etag }]);
  return passed.kind === 'committed' ? space.id : undefined;
}

/** Whether the claim's space uses the address at present, or may be about to. */
async function holds({ database, findLedger, readSpace, clock }: Deps, claim: MailboxClaim, address: string): Promise<boolean> {
  // Its partitions may be elsewhere than those that this process has just been brought up to date with.
  await freshen(database, 'keys', spaceClaimId(claim.space));
  const ledger = await findLedger(claim.space);
  if (ledger !== undefined) await freshen(database, 'items', ledgerPartition(ledger));
  const owner = (await readSpace(claim.space))?.space;
  if (owner && calendarAddress(owner)?.toLowerCase() === address.toLowerCase()) return true;
  const written = owner !== undefined && owner.revision >= claim.revision;
  return !written && clock.now() < claim.at + CLAIM_SETTLES_MS;
}
