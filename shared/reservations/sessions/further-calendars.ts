import { canonical } from '../../kernel/canonical';
import type { Cause } from '../../kernel/actor';
import type { EpochMs } from '../../kernel/clock';
import type { Database, Stored, Write } from '../../kernel/database';
import type { SpaceId } from '../../kernel/ids';
import { mailboxLane } from '../../microsoft/model';
import { addressesOf, mailboxClaimId, type MailboxClaim, type Space } from '../../spaces/model';
import type { ReadSpace } from '../../spaces/ports';
import { newSyncItem, withNewDesired, syncItemId, type SyncItem } from '../../sync/item/item';
import { readItem } from '../../sync/item/stored';
import type { AlsoIn, Reservation } from '../model';
import { SESSION_EVENT, sessionEvent, sessionKey } from './kind';

interface Given {
  readonly subjectTemplate: string;
  readonly cause: Cause;
  readonly now: EpochMs;
}

/** The first wish for each calendar that a new reservation stands in besides the room's. */
export const alsoItems = (reservation: Reservation, space: Space, { subjectTemplate, cause, now }: Given): readonly SyncItem[] =>
  (reservation.alsoIn ?? []).map(({ mailbox, calendarId }, at) =>
    newSyncItem({
      pk: reservation.pk,
      kind: SESSION_EVENT,
      key: sessionKey(reservation.id, at),
      target: mailbox,
      within: calendarId,
      lane: mailboxLane(mailbox),
      value: sessionEvent(reservation, space, subjectTemplate),
      cause,
      now,
    }),
  );

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
export async function alsoWishes(database: Database, after: Reservation, space: Space, { subjectTemplate, cause, now }: Given) {
  const value = sessionEvent(after, space, subjectTemplate);
  const standing = await readAlso(database, after);
  const wished = standing.map((read) => {
    const same = canonical(value) === canonical(read.value.desired.value);
    return { read, item: same ? read.value : withNewDesired(read.value, value, cause, now), same };
  });
  const changed = wished.filter(({ same }) => !same);
  return {
    items: wished.map(({ item }) => item),
    lanes: changed.map(({ item }) => item.lane),
    writes: changed.map(({ read, item }): Write => ({ kind: 'replace', document: item, ifMatch: read.etag })),
  };
}

/** A target that is the mailbox of a space, and whose: its time is decided by a ledger and not written past it. */
export async function spaceAmong(
  { database, readSpace }: { readonly database: Database; readonly readSpace: ReadSpace },
  alsoIn: readonly AlsoIn[],
): Promise<{ readonly at: number; readonly by: SpaceId } | undefined> {
  for (const [at, { mailbox }] of alsoIn.entries()) {
    const key = mailboxClaimId(mailbox);
    const claim = await database.read<MailboxClaim>('keys', key, key);
    const holder = claim.found ? await readSpace(claim.value.space) : undefined;
    if (holder && addressesOf(holder.space).includes(mailbox.toLowerCase())) return { at, by: holder.space.id };
  }
  return undefined;
}
