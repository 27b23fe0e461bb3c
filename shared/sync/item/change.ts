import type { Interval } from '../../kernel/intervals';
import type { Json } from '../../kernel/json';

/** One intended write. */
export type Operation =
  | Create
  | { readonly verb: 'update'; readonly externalId: string }
  | { readonly verb: 'delete'; readonly externalId: string }
  /** Removes what a lost request left twice. */
  | { readonly verb: 'delete-extra'; readonly externalId: string }
  /** Lets go of what was prepared under this id; it cannot be taken back. */
  | { readonly verb: 'send'; readonly externalId: string };

export interface Create {
  readonly verb: 'create';
  readonly transactionId: string;
  /** The time at which it stands then: what it leaves without our mark is searched there. Absent: nothing can lose its mark. */
  readonly span?: Interval;
}

/** An operation with what it replaces and what it makes: the preview, the audit record and the write are this one value. */
export interface Change {
  readonly operation: Operation;
  readonly before: Json;
  readonly after: Json;
  /** Another operation follows before the wish is fulfilled. */
  readonly goesOn?: true;
}
