import type { EpochMs } from './clock';
import type { Json } from './json';

/** `items`: everything that carries sync, with its ledger. `lanes`: lanes and the gate. `keys`: claims on a name (idempotency keys, space ids). */
export type Container = 'items' | 'lanes' | 'keys';

/** `id` is unique in its partition `pk`. `ttl` in seconds makes the store forget the document that long after its last write. */
export interface Document {
  readonly id: string;
  readonly pk: string;
  readonly type: string;
  readonly ttl?: number;
}

/**
 * Names a moment of a container's history; a read that carries it sees at least that moment. A hint: it belongs to one instance of the store, and where
 * another one took its place (restore, copy, fail-over) the read is made without it.
 */
export type SessionToken = string;

export interface Stored<T extends Document> {
  readonly found: true;
  readonly value: T;
  readonly etag: string;
  /** The store's own clock when it answered; it may be truncated to whole seconds, never ahead. */
  readonly storeTime: EpochMs;
}

export interface Missing {
  readonly found: false;
  readonly storeTime: EpochMs;
}

export type Write =
  | { readonly kind: 'create'; readonly document: Document }
  | { readonly kind: 'upsert'; readonly document: Document }
  | { readonly kind: 'replace'; readonly document: Document; readonly ifMatch: string }
  | { readonly kind: 'delete'; readonly id: string; readonly ifMatch: string };

export type Committed = {
  readonly kind: 'committed';
  /** One a write, in order; empty text for a delete. */
  readonly etags: readonly string[];
  readonly session: SessionToken;
  readonly storeTime: EpochMs;
};

/** Nothing was written. `at` is the index of the write that was refused. */
export type Refused = {
  readonly kind: 'refused';
  readonly at: number;
  /** `exists`: create met a document. `changed`: the etag is an old one. `missing`: nothing to replace or delete. */
  readonly because: 'exists' | 'changed' | 'missing';
};

export interface Scan {
  readonly container: Container;
  /** A condition in the SQL of Cosmos DB over the alias `c`, for example `c.type = @type AND c.due <= @now`. */
  readonly where: string;
  readonly parameters: Readonly<Record<`@${string}`, Json>>;
  /** One indexed order, for example `c.priority ASC, c.due ASC` (two fields want a composite index in infra/containers.json). */
  readonly orderBy?: string;
  readonly limit: number;
  readonly continuation?: string;
  readonly since?: SessionToken;
  /** Restricts the scan to one partition. */
  readonly partition?: string;
}

export interface Scanned<T extends Document> {
  readonly rows: readonly Pick<Stored<T>, 'value' | 'etag'>[];
  /** Present when there may be more. */
  readonly continuation?: string;
}

export interface Distinct extends Pick<Scan, 'container' | 'where' | 'parameters'> {
  /** A member of the document, `c.lane`. */
  readonly of: string;
  /** So many values at most. */
  readonly most: number;
}

export interface Values {
  /** In no order, each once; null is not among them. */
  readonly values: readonly Json[];
  /** There may be others. */
  readonly more: boolean;
}

/**
 * The document store. Every method throws ExternalFailure: `throttled`, `unavailable` (nothing was done), `unanswered` (a commit may
 * have been done), `denied`, `malformed`. Reads may be repeated freely; a commit only when its writes say what they expect to find.
 */
export interface Database {
  /** Point read. Without `since` it may be older than the last write of another process. */
  read<T extends Document>(container: Container, partition: string, id: string, since?: SessionToken): Promise<Stored<T> | Missing>;
  /** All of the writes or none, in one partition; at most 100. */
  commit(container: Container, partition: string, writes: readonly Write[]): Promise<Committed | Refused>;
  /** One page of a query. For lane load, sweep, lists, feeds and searches; no decision rests on one alone. Sees at least what this port has seen, and `since`. */
  scan<T extends Document>(scan: Scan): Promise<Scanned<T>>;
  /**
   * The different values of one member among the documents that fulfil a condition: for the sweep, which wants lanes and not documents. There is no
   * continuation (the store has none for such a query over all partitions): ask again without the values that are known.
   */
  distinct(asked: Distinct): Promise<Values>;
  /** A token that names a moment no earlier than any of these, without what a read has found to be out of the store's reach; only the store can compare them. */
  later(...tokens: readonly (SessionToken | undefined)[]): SessionToken | undefined;
}
