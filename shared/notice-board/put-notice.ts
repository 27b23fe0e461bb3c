import { canonical } from '../kernel/canonical';
import type { Cause } from '../kernel/actor';
import type { Clock } from '../kernel/clock';
import type { Database, Write } from '../kernel/database';
import { mailboxLane } from '../microsoft/model';
import type { CommitWishes } from '../sync/commit-wishes';
import { desire } from '../sync/desire';
import { NOTICE_EVENT } from './kind';
import { noticePartition, type Notice } from './model';

export interface NoticeInput {
  readonly id: string;
  readonly mailbox: string;
  readonly date: string;
  readonly text: string;
}

export type PutNoticeOutcome =
  | { readonly kind: 'created' | 'changed' | 'unchanged'; readonly notice: Notice }
  /** A notice stays in its calendar: it is removed there and made anew elsewhere. */
  | { readonly kind: 'other-calendar'; readonly mailbox: string }
  | { readonly kind: 'busy' };

export type PutNotice = (input: NoticeInput, cause: Cause) => Promise<PutNoticeOutcome>;

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly commitWishes: CommitWishes;
}

/** Throws ExternalFailure of the database. */
export const makePutNotice =
  ({ database, clock, commitWishes }: Deps): PutNotice =>
  async ({ id, mailbox, date, text }, cause) => {
    const pk = noticePartition(id);
    if (pk === undefined) throw new Error(`${id} is no id of a notice`);
    const read = await database.read<Notice>('items', pk, id);
    if (read.found && read.value.mailbox.toLowerCase() !== mailbox.toLowerCase())
      return { kind: 'other-calendar', mailbox: read.value.mailbox };
    const notice: Notice = { id, pk, type: 'notice', noticeId: id, mailbox, date, text };
    if (read.found && canonical({ date, text }) === canonical({ date: read.value.date, text: read.value.text }))
      return { kind: 'unchanged', notice: read.value };
    const wish = await desire(database, {
      pk,
      kind: NOTICE_EVENT,
      key: id,
      value: { date, text },
      at: { target: mailbox, lane: mailboxLane(mailbox) },
      cause,
      now: clock.now(),
    });
    const write: Write = read.found ? { kind: 'replace', document: notice, ifMatch: read.etag } : { kind: 'create', document: notice };
    const answer = await commitWishes(pk, [write], wish ? [wish] : []);
    if (answer.kind === 'refused') return { kind: 'busy' };
    return { kind: read.found ? 'changed' : 'created', notice };
  };
