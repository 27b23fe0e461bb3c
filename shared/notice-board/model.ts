import type { Document } from '../kernel/database';

/** A text that stands as one all-day event in a calendar. */
export interface Notice extends Document {
  readonly type: 'notice';
  /** `[a-z0-9]` and inner hyphens, 1 to 40 characters; chosen by the organisation. */
  readonly noticeId: string;
  readonly mailbox: string;
  /** `2026-03-03`, on the wall of the calendar. */
  readonly date: string;
  readonly text: string;
}

/** The fields of the event that are ours. */
export type NoticeEvent = { readonly date: string; readonly text: string };

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** Where a notice and its event are stored; undefined: no notice can have this id. */
export const noticePartition = (id: string): string | undefined => (SLUG.test(id) ? `notice:${id}` : undefined);
