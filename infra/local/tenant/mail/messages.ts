import type { EpochMs } from '../../../../shared/kernel/clock';
import type { CoreParts } from '../../kernel/travel';
import { changeKeyOf, itemIds } from '../item-ids';
import { LateView } from '../late-view';
import { drawn } from '../mailboxes';
import type { Mailbox } from '../model';
import type { TenantOptions } from '../options';
import type { Folder, MessageContent, MessageRecord, MessageState } from './model';

export interface Found {
  readonly record: MessageRecord;
  readonly state: MessageState;
}

const blank: MessageContent = {
  subject: '',
  body: { contentType: 'html', content: '' },
  from: undefined,
  to: [],
  cc: [],
  bcc: [],
  replyTo: [],
  importance: 'normal',
  categories: [],
  isRead: true,
  headers: [],
  extended: new Map(),
};

/** Messages of the mailboxes, and what ids and lists show of them by now. */
export class Messages {
  /** Grows with every change of a message. */
  revision = 0;
  private serial = 0;

  constructor(
    private readonly parts: CoreParts,
    private readonly options: TenantOptions,
  ) {}

  draft(box: Mailbox, content: Partial<MessageContent>): Found {
    return this.add(box, { ...blank, ...content }, 'drafts');
  }

  /** A message that came from elsewhere. */
  receive(box: Mailbox, content: MessageContent, internetMessageId: string): void {
    this.add(box, { ...content, isRead: false }, 'inbox', internetMessageId);
  }

  change(record: MessageRecord, state: MessageState, content: Partial<MessageContent>): MessageState {
    const now = this.parts.now();
    const next = { ...state, ...content, ...this.version(now) };
    this.become(record, next, now);
    return next;
  }

  /**
   * The draft becomes the copy in Sent Items under the same immutable id, for readers once `sentLagMs` has passed. A draft that is sent again
   * meanwhile leaves a second copy under ids of its own.
   */
  send(box: Mailbox, record: MessageRecord, draft: MessageState): MessageState {
    const now = this.parts.now();
    const target = record.current?.isDraft === true ? record : this.open(box, now);
    const sent = this.sentCopy(box, draft, now);
    const lagMs = Math.max(drawn(this.options.sentLagMs, this.parts.random), 0);
    if (target === record && this.options.whileSending === 'missing') this.show(target, undefined, now, now);
    this.become(target, sent, now, now + lagMs);
    box.messages.byDefaultId.set(sent.defaultId, target);
    return sent;
  }

  /** A new message that is sent at once; a copy is kept in Sent Items when that is wished. */
  sendNew(box: Mailbox, content: Partial<MessageContent>, keep: boolean): MessageState {
    const now = this.parts.now();
    const sent = this.sentCopy(box, { ...blank, ...content, ...this.identity(box, now) }, now);
    if (!keep) return sent;
    const record = this.open(box, now);
    this.become(record, sent, now, now + Math.max(drawn(this.options.sentLagMs, this.parts.random), 0));
    box.messages.byDefaultId.set(sent.defaultId, record);
    return sent;
  }

  move(box: Mailbox, record: MessageRecord, state: MessageState, folder: Folder): void {
    const now = this.parts.now();
    const { defaultId } = itemIds(this.nextText(box));
    this.become(record, { ...state, folder, defaultId, ...this.version(now) }, now);
    box.messages.byDefaultId.set(defaultId, record);
  }

  delete(box: Mailbox, record: MessageRecord): void {
    const now = this.parts.now();
    if (record.current) box.messages.byDefaultId.delete(record.current.defaultId);
    this.become(record, undefined, now);
    box.messages.byImmutableId.delete(record.immutableId);
    if (record.inLists.isOver(now)) box.messages.records.delete(record);
  }

  /** What an id names at this moment. */
  find(box: Mailbox, id: string, immutable: boolean): Found | undefined {
    const { byImmutableId, byDefaultId } = box.messages;
    const record = (immutable ? byImmutableId : byDefaultId).get(id);
    const state = record?.byId.at(this.parts.now());
    return record && state && (immutable || state.defaultId === id) ? { record, state } : undefined;
  }

  /** The messages that lists show at this moment. */
  *listed(box: Mailbox): Generator<Found> {
    const now = this.parts.now();
    for (const record of box.messages.records) {
      const state = record.inLists.at(now);
      if (state) yield { record, state };
      else if (!record.current && record.inLists.isOver(now)) box.messages.records.delete(record);
    }
  }

  private add(box: Mailbox, content: MessageContent, folder: Folder, internetMessageId?: string): Found {
    const now = this.parts.now();
    const identity = this.identity(box, now);
    const state: MessageState = {
      ...content,
      ...identity,
      folder,
      isDraft: folder === 'drafts',
      internetMessageId: internetMessageId ?? identity.internetMessageId,
    };
    const record = this.open(box, now);
    this.become(record, state, now);
    box.messages.byDefaultId.set(state.defaultId, record);
    return { record, state };
  }

  private open(box: Mailbox, now: EpochMs): MessageRecord {
    const { immutableId } = itemIds(this.nextText(box));
    const record: MessageRecord = { immutableId, createdAt: now, current: undefined, byId: new LateView(), inLists: new LateView() };
    box.messages.byImmutableId.set(immutableId, record);
    box.messages.records.add(record);
    return record;
  }

  private identity(
    box: Mailbox,
    now: EpochMs,
  ): Pick<MessageState, 'defaultId' | 'folder' | 'isDraft' | 'internetMessageId' | 'sentAt' | 'changeKey' | 'changedAt'> {
    const { defaultId, hex } = itemIds(this.nextText(box));
    const internetMessageId = `<AS8P${hex.slice(0, 24).toUpperCase()}@AS8P193MB0001.EURP193.PROD.OUTLOOK.COM>`;
    return { defaultId, folder: 'drafts', isDraft: true, internetMessageId, sentAt: now, ...this.version(now) };
  }

  private sentCopy(box: Mailbox, draft: MessageState, now: EpochMs): MessageState {
    const { internetMessageId, ...fresh } = this.identity(box, now);
    const { owner } = box;
    return {
      ...draft,
      ...fresh,
      internetMessageId: this.options.internetMessageIds === 'kept' ? draft.internetMessageId : internetMessageId,
      folder: 'sentitems',
      isDraft: false,
      isRead: true,
      from: { address: owner.userPrincipalName, name: owner.displayName },
    };
  }

  private become(record: MessageRecord, state: MessageState | undefined, now: EpochMs, from: EpochMs = now): void {
    this.revision += 1;
    record.current = state;
    this.show(record, state, from, now);
  }

  private show(record: MessageRecord, state: MessageState | undefined, from: EpochMs, now: EpochMs): void {
    record.byId.show(state, from, now);
    record.inLists.show(state, from + Math.max(drawn(this.options.listLagMs, this.parts.random), 0), now);
  }

  private version(now: EpochMs): Pick<MessageState, 'changeKey' | 'changedAt'> {
    this.serial += 1;
    return { changeKey: changeKeyOf(this.serial), changedAt: now };
  }

  private nextText(box: Mailbox): string {
    this.serial += 1;
    return `message ${box.owner.id} ${String(this.serial)}`;
  }
}
