import type { EpochMs } from '../../../../shared/kernel/clock';
import type { ItemBody } from '../graph/odata/values';
import type { LateView } from '../late-view';

export const FOLDERS = ['inbox', 'drafts', 'sentitems', 'deleteditems'] as const;
export type Folder = (typeof FOLDERS)[number];

export interface Recipient {
  readonly address: string;
  readonly name: string;
}

/** What an author writes. */
export interface MessageContent {
  readonly subject: string;
  readonly body: ItemBody;
  /** Undefined: the mailbox that it is in. */
  readonly from: Recipient | undefined;
  readonly to: readonly Recipient[];
  readonly cc: readonly Recipient[];
  readonly bcc: readonly Recipient[];
  readonly replyTo: readonly Recipient[];
  readonly importance: string;
  readonly categories: readonly string[];
  readonly isRead: boolean;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** By the canonical form of the property's id. */
  readonly extended: ReadonlyMap<string, string>;
}

/** One version of a message; a change makes another one. */
export interface MessageState extends MessageContent {
  /** The id without `Prefer: IdType="ImmutableId"`; another one in every folder. */
  readonly defaultId: string;
  readonly folder: Folder;
  readonly isDraft: boolean;
  readonly internetMessageId: string;
  /** For a draft the time of its creation, as Exchange has it. */
  readonly sentAt: EpochMs;
  readonly changeKey: string;
  readonly changedAt: EpochMs;
}

/** A message through its life in one mailbox. */
export interface MessageRecord {
  readonly immutableId: string;
  readonly createdAt: EpochMs;
  /** Undefined once deleted for good. */
  current: MessageState | undefined;
  /** What its ids name: the current state, but for a while after sending. */
  readonly byId: LateView<MessageState>;
  readonly inLists: LateView<MessageState>;
}

export const recipientsOf = ({ to, cc, bcc }: Pick<MessageContent, 'to' | 'cc' | 'bcc'>): readonly Recipient[] => [...to, ...cc, ...bcc];
