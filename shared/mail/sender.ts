import type { EpochMs } from '../kernel/clock';
import type { Database } from '../kernel/database';
import type { LaneId } from '../kernel/ids';
import { addressesOf, mailboxClaimId, type MailboxClaim } from '../spaces/model';
import type { ReadSpace } from '../spaces/ports';
import type { Reason } from '../sync/item/reasons';
import { senderOf } from './model';

interface Deps {
  readonly database: Database;
  readonly readSpace: ReadSpace;
}

/**
 * Why nothing may be sent from a lane: its address is the mailbox of a space. Exchange takes that, but a room deletes what it receives, and
 * with it the news that a mail could not be delivered. Throws ExternalFailure of the database.
 */
export const makeSenderHindrance =
  ({ database, readSpace }: Deps) =>
  async (lane: LaneId, probeAt: EpochMs): Promise<Reason | undefined> => {
    const address = senderOf(lane);
    if (address === undefined) return undefined;
    const key = mailboxClaimId(address);
    const claim = await database.read<MailboxClaim>('keys', key, key);
    const owner = claim.found ? await readSpace(claim.value.space) : undefined;
    if (!owner || !addressesOf(owner.space).includes(address)) return undefined;
    return {
      code: 'sender-is-a-space',
      sentence: `${address} is the mailbox of the space ${owner.space.name}, which deletes the answers to mails: set MAIL_SENDER to a shared mailbox.`,
      who: 'operator',
      nextTryAt: probeAt,
    };
  };
