import type { EpochMs } from '../kernel/clock';
import type { GraphAnswer, GraphRequest } from '../kernel/graph';
import type { LaneId } from '../kernel/ids';
import type { Interval } from '../kernel/intervals';
import type { Json } from '../kernel/json';
import type { Digest } from '../kernel/signing';
import type { Change, Operation } from './item/change';
import type { SyncItem } from './item/item';
import type { Observed, Outcome } from './item/outcome';
import type { Reason } from './item/reasons';
import type { Right } from './lane/right';
import type { Scope } from './scope';

/** One request, the service that it goes to and whose right it uses. */
export type Call = GraphRequest & Right;

export type Answered = Extract<GraphAnswer, { kind: 'answered' }>;

/** `id`: the thing we know, by its id. `all`: everything in the target that carries the item's mark. */
export type Look = 'id' | 'all';

/** What an answer answers. */
export type Asked =
  | { readonly kind: 'write'; readonly item: SyncItem; readonly change: Change }
  | { readonly kind: 'look'; readonly item: SyncItem; readonly how: Look };

/**
 * What a capability adds to the loop, as one value: what its wish needs next, how that is asked for, and how answers are read. All pure but
 * `partitionOf`, `onSettled` and `hindrance`. Most kinds are made by a recipe (shared/sync/recipes/).
 */
export interface Kind {
  readonly name: string;
  readonly scope: Scope;
  /** The application permissions that its requests need, by their names in Entra. A refusal blocks this kind in its lane, and no other kind. */
  readonly permissions: readonly string[];
  readonly words: Words;
  /** The partition of an item, from its key. Undefined: no such key can exist. Throws ExternalFailure. */
  partitionOf(key: string): Promise<string | undefined>;
  /** The next write that brings the item nearer to its wish; undefined: there is none. */
  plan(item: SyncItem, digest: Digest): Change | undefined;
  request(item: SyncItem, operation: Operation): Call;
  look(item: SyncItem, how: Look): Call;
  /**
   * What an answer means, whatever its status. It gives the things of ours that the answer shows, oldest first, or an outcome that only this kind
   * knows; undefined: the answer means what it means for every kind.
   */
  read(answer: Answered, asked: Asked): Outcome | readonly Observed[] | undefined;
  /** What a create left without our mark; absent: its mark and the thing are one. */
  readonly unmarked?: Unmarked;
  /** Items that may leave in one request. */
  readonly together?: Together;
  /** The target is read again around what was written; absent: nothing can collide there. */
  readonly verify?: Verify;
  /** The kind makes a draft first and sends it in a second request; what was sent cannot be taken back. */
  readonly outbox?: Outbox;
  /** When an item that is in step must be looked at again; undefined: never by itself. */
  dueAgain?(item: SyncItem, now: EpochMs): EpochMs | undefined;
  /** Told of each item that reports, once it is in step and saved so. Must not throw for an outside cause. */
  onSettled?(item: SyncItem): Promise<void>;
  /** Why nothing of this kind may leave from a lane although Microsoft would take it. Throws ExternalFailure. */
  hindrance?(lane: LaneId, probeAt: EpochMs): Promise<Reason | undefined>;
}

/** Parts of sentences that a person reads. */
export interface Words {
  /** What the item is written to: `room`, `person`. */
  readonly target: string;
  /** What helps where that is missing: `create it, or correct its object id`. */
  readonly remedy: string;
  /** What the service wants besides the permissions: `the Exchange role TenantPlacesManagement`. */
  readonly alsoNeeded?: string;
  /** Why Microsoft may not know it yet; absent: a sentence that fits everywhere. */
  readonly notYet?: (target: string) => string;
}

export interface Together {
  /** Items in one request, at most. */
  readonly most: number;
  /** Items with the same text may leave together; undefined: this one leaves alone. */
  key(item: SyncItem, verb: Operation['verb']): string | undefined;
  request(items: readonly SyncItem[], verb: Operation['verb']): Call;
  /** One request that looks for all of them. */
  look(items: readonly SyncItem[]): Call;
  /** What an answer of success says of each item, by the item's id; an item that is missing there is unknown. Of a look: things of ours. */
  read(answer: Answered, items: readonly SyncItem[], asked: Operation['verb'] | 'look'): ReadonlyMap<string, Outcome | readonly Observed[]>;
}

/** What carries no mark of ours is known by the transaction id of the create that made it (`SyncItem.unheard`). */
export interface Unmarked {
  /** Reads the place and the times at which it can stand; nothing where no create went unheard. */
  look(item: SyncItem): readonly Call[];
  /** Of such a list: what those creates made; undefined: not a whole answer. */
  read(body: Json | undefined, item: SyncItem): readonly Observed[] | undefined;
}

export interface Verify {
  /** The time that the wish occupies in its target; undefined: none. */
  span(item: SyncItem): Interval | undefined;
  /** Reads what stands in the target during the span. */
  reread(item: SyncItem, span: Interval): Call;
  /** The time of everything that blocks and is not ours, dates by the clock of the item's zone; undefined: not a whole answer. */
  strangers(body: Json | undefined, item: SyncItem): readonly Interval[] | undefined;
  /** What is said where somebody else stands there too. */
  readonly clash: (nextTryAt: EpochMs) => Reason;
}

export interface Outbox {
  /** How many may be sent from a lane within a minute. The priority of such an item is minus the time of its wish: the newest goes first, until one has waited for long. */
  readonly perMinute: number;
  /** What is kept of an item once it is in step and will not be planned again. It is called each time, so an item may have been reduced before. */
  reduce(item: SyncItem): SyncItem;
}

export type Kinds = Readonly<Record<string, Kind>>;

/** Kinds by name. Two of one name are a defect of the composition. */
export function kindsOf(kinds: readonly Kind[]): Kinds {
  const byName: Record<string, Kind> = {};
  for (const kind of kinds) {
    if (kind.name in byName) throw new Error(`two kinds have the name ${kind.name}`);
    byName[kind.name] = kind;
  }
  return byName;
}
