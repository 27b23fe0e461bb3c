import type { GraphRequest } from '../../kernel/graph';
import type { Interval } from '../../kernel/intervals';
import type { Json } from '../../kernel/json';
import type { Digest } from '../../kernel/signing';
import type { Change, Operation } from './change';
import type { SyncItem } from './item';

/** One thing of ours as a read showed it: `value` holds the owned fields only. */
export interface Observed {
  readonly externalId: string;
  readonly value: Json;
  /** It has left: nothing can change or take it back any more. */
  readonly sent?: boolean;
}

/** What is known of a thing that is prepared, and of one that has left. */
export const WAITING: Json = { sent: false };
export const SENT: Json = { sent: true };

/** What a capability adds to the loop: how its wish becomes Graph requests, and how their answers are read. All pure. */
export interface Kind {
  readonly name: string;
  /** The application permission that its writes need, for the sentence that asks for it. */
  readonly permission: string;
  create(item: SyncItem, transactionId: string): GraphRequest;
  update(item: SyncItem, externalId: string): GraphRequest;
  remove(item: SyncItem, externalId: string): GraphRequest;
  /** Reads one thing by its id. */
  readOne(item: SyncItem, externalId: string): GraphRequest;
  /** Finds everything in the target that carries this item's mark. */
  findOurs(item: SyncItem): GraphRequest;
  /** Of the body of `create`, `update` or `readOne`. Undefined when the body is not what Microsoft documents. */
  one(body: Json | undefined): Observed | undefined;
  /** Of the body of `findOurs`, oldest first. */
  all(body: Json | undefined): readonly Observed[] | undefined;
  /** The time that the wish occupies in its target, for the re-read; absent where nothing can collide. */
  span?(item: SyncItem): Interval | undefined;
  /** Reads what stands in the target during the span. */
  reread?(target: string, span: Interval): GraphRequest;
  /** Of the body of `reread`: the time of everything that blocks and is not ours. */
  strangers?(body: Json | undefined): readonly Interval[] | undefined;
  /** Its own way from what is known to what is wished; absent: one entry that is created, updated and removed. */
  plan?(item: SyncItem, digest: Digest): Change | undefined;
  /** Lets go of what `create` prepared. */
  send?(item: SyncItem, externalId: string): GraphRequest;
  /** How many `send`s may leave a lane within a minute. */
  readonly perMinute?: number;
  /**
   * What a refusal means that says something else here than elsewhere: `never`: the place that the item belongs to is not there, and looked
   * for (`find`) it holds nothing. `not-yet`: Microsoft will know it some time later. Undefined: as everywhere.
   */
  refusal?(verb: Operation['verb'] | 'find', status: number, code: string): 'never' | 'not-yet' | undefined;
  /**
   * What is kept of an item that is in step and will not be planned again; it stays in step. Called with every such settlement, also of what is
   * reduced already. Absent: all of it.
   */
  reduce?(item: SyncItem): SyncItem;
  /** Whether the answer to an update shows what was changed; absent: success is believed. */
  tookEffect?(change: Change, observed: Observed): boolean;
  /** What else than making the mailbox helps where it does not exist; absent: to correct its address on the space. */
  readonly mailboxRemedy?: string;
}

export type Kinds = Readonly<Record<string, Kind>>;

/** The code of Microsoft's error envelope, or an empty text. */
export function errorCode(body: Json | undefined): string {
  if (typeof body !== 'object' || body === null || !('error' in body)) return '';
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
