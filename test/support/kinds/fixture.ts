import type { TenantCore } from '../../../infra/local/tenant/core';
import type { Json } from '../../../shared/kernel/json';
import type { SyncItem } from '../../../shared/sync/item/item';
import type { Kind } from '../../../shared/sync/kind';

/** Rows of the contract, one behaviour each. A kind that a row cannot apply to says why. */
export const ROWS = [
  'lost-answer',
  'lost-answer-in-lagging-lists',
  'transaction-id',
  'server-error',
  'generation',
  'own-echo',
  'foreign-fields',
  'foreign-keys',
  'withdrawn-before-its-flight',
  'removal-of-what-is-gone',
  'false-404-and-410-of-a-write',
  'false-404-and-410-of-a-look',
  'list-in-pages',
  'list-without-end',
  'lost-mark',
  'lost-mark-changed',
  'lost-mark-unheard',
  'unknown-code',
  'defect-in-plan',
  'defect-in-request',
  'defect-in-look',
  'defect-in-read',
  'defect-in-settling',
  'missing-target',
  'missing-permission',
  'throttled',
  'unavailable',
  'denied',
  'never',
  'preview',
  'nothing-personal',
  'together-refused',
  'together-lost',
  'together-defect',
  'expired-secret',
  'withdrawn-consent',
  'throttled-app',
  'unknown-kind',
] as const;
export type RowName = (typeof ROWS)[number];

/** Names of the tenant's operations, as faults take them. */
export interface Operations {
  /** The writes that a first wish takes, in their order. */
  readonly make: readonly string[];
  /** Absent: what is wished is never changed. */
  readonly change?: string;
  /** Absent: it is never taken away. */
  readonly remove?: string;
  readonly byId: string;
  /** Absent: it is never searched by a mark. */
  readonly byMark?: string;
  /** The write that makes several at once. */
  readonly together?: string;
}

/** How the contract of the kinds plays with one kind. All things of a fixture are in one lane; `nth` counts from 0. */
export interface KindFixture {
  readonly title: string;
  readonly kind: Kind;
  /** The file of its recipe in shared/sync/recipes, without its ending. */
  readonly recipe: string;
  /** Application permissions, the first of which is taken away where one is missing. */
  readonly roles: readonly string[];
  /** Puts into the tenant what the wishes need there. */
  furnish?(tenant: TenantCore): void;
  /** The first wish for a thing. */
  wish(nth: number): SyncItem;
  /** A new wish as its capability makes it; absent: as it comes. */
  anew?(item: SyncItem): SyncItem;
  /** Another value for the same thing. */
  other?(nth: number): Json;
  /** What stands in the tenant for the nth thing, in the words of `shown`. */
  stands(tenant: TenantCore, nth: number): readonly Json[];
  /** What stands there once a value is in step; absent: the value. */
  shown?(value: Json): Json;
  readonly operations: Operations;
  /** All that its changes may name of a thing that is there already, as Graph names it. Whatever else stands there is somebody else's. */
  readonly owns: readonly string[];
  /** What a person keeps in the same thing. */
  readonly foreign?: { change(tenant: TenantCore, nth: number): void; read(tenant: TenantCore, nth: number): Json };
  /** A person takes the thing away. */
  vanish?(tenant: TenantCore, nth: number): void;
  /** A wish for a target that is not there, in the lane of the others or, where the target is the lane, in its own. */
  readonly stray: () => SyncItem;
  /** The code of its reason; absent: that of the scope. */
  readonly strayCode?: string;
  /** A wish that Microsoft refuses in a request for several. */
  readonly odd?: () => SyncItem;
  /** Words of the wishes that no reason and no line of the log may hold. */
  readonly personal: readonly string[];
  /** Writes that replace the whole, so that they may be repeated. */
  readonly repeatable?: readonly string[];
  readonly notFor: Readonly<Partial<Record<RowName, string>>>;
}

/** Reasons that several kinds share. */
export const ONE_MARK = {
  'lost-mark': 'its mark and the thing are one',
  'lost-mark-changed': 'its mark and the thing are one',
  'lost-mark-unheard': 'its mark and the thing are one',
} as const;
export const LEAVES_ALONE = {
  'together-refused': 'each of its requests is for one item',
  'together-lost': 'each of its requests is for one item',
  'together-defect': 'each of its requests is for one item',
} as const;
