import type { Cause } from '../../kernel/actor';
import type { EpochMs } from '../../kernel/clock';
import type { Database, Stored } from '../../kernel/database';
import type { SpaceId } from '../../kernel/ids';
import { mailboxLane } from '../../microsoft/model';
import { addressesOf, mailboxClaimId, type MailboxClaim, type Space } from '../../spaces/model';
import type { ReadSpace } from '../../spaces/ports';
import { wishFrom, type Desire, type Wished } from '../../sync/desire';
import { syncItemId, type SyncItem } from '../../sync/item/item';
import { readItem } from '../../sync/item/stored';
import type { AlsoIn, Reservation } from '../model';
import { SESSION_EVENT, sessionEvent, sessionKey } from './kind';

interface Given {
  readonly subjectTemplate: string;
  readonly cause: Cause;
  readonly now: EpochMs;
}

/** What is wished of each of those calendars, in the order of the list. */
function desires(reservation: Reservation, space: Space, { subjectTemplate, cause, now }: Given): readonly Desire[] {
  const value = sessionEvent(reservation, space, subjectTemplate);
  return (reservation.alsoIn ?? []).map(({ mailbox, calendarId }, at) => ({
    ...{ pk: reservation.pk, kind: SESSION_EVENT, key: sessionKey(reservation.id, at), value, cause, now },
    at: { target: mailbox, within: calendarId, lane: mailboxLane(mailbox) },
  }));
}

/** The first wish for each calendar that a new reservation stands in besides the room's. */
export const alsoNew = (reservation: Reservation, space: Space, given: Given): readonly Wished[] =>
  desires(reservation, space, given).flatMap((wanted) => wishFrom(undefined, wanted) ?? []);

/** Its items in those calendars, in the order of the list. Read after the reservation, as what was committed with it is then seen. */
export async function readAlso(database: Database, reservation: Reservation): Promise<readonly Stored<SyncItem>[]> {
  const items = await Promise.all(
    (reservation.alsoIn ?? []).map((_also, at) =>
      readItem(database, reservation.pk, syncItemId(SESSION_EVENT, sessionKey(reservation.id, at))),
    ),
  );
  return items.flatMap((item) => (item.found ? [item] : []));
}

/** What a change wishes of those calendars. */
export async function alsoWishes(database: Database, after: Reservation, space: Space, given: Given): Promise<readonly Wished[]> {
  const wanted = desires(after, space, given);
  return (await readAlso(database, after)).flatMap((read) => {
    const own = wanted.find(({ key }) => key === read.value.key);
    return (own && wishFrom(read, own)) ?? [];
  });
}

/** A target that is the mailbox of a space, and whose: its time is decided by a ledger and not written past it. */
export async function spaceAmong(
  { database, readSpace }: { readonly database: Database; readonly readSpace: ReadSpace },
  alsoIn: readonly AlsoIn[],
): Promise<{ readonly at: number; readonly by: SpaceId } | undefined> {
  for (const [at, { mailbox }] of alsoIn.entries()) {
    const key = mailboxClaimId(mailbox);
    const claim = await database.read<MailboxClaim>('keys', key, key);
    const owner = claim.found ? await readSpace(claim.value.space) : undefined;
    if (owner && addressesOf(owner.space).includes(mailbox.toLowerCase())) return { at, by: owner.space.id };
  }
  return undefined;
}
