import type { EpochMs } from '../../../shared/kernel/clock';
import type { Json } from '../../../shared/kernel/json';
import type { Page } from './sql/run';
import type { Version } from './version';

/** What every answer carries. `status` and `substatus` are those of the Cosmos DB REST API. */
export interface Answer {
  readonly status: number;
  readonly substatus?: number;
  /** The reason, where it is a refusal. */
  readonly message?: string;
  /** The core's clock when it answered. */
  readonly at: EpochMs;
  /** What the answering replica had seen. */
  readonly session: string;
  /** Request units. */
  readonly charge: number;
  readonly retryAfterMs?: number;
}

export interface PointAnswer extends Answer {
  /** The document read or written. */
  readonly version?: Version;
}

export interface BatchResult {
  readonly status: number;
  readonly charge: number;
  readonly version?: Version;
}

/** Status 200: all done. 207: nothing done; one result says why, all others 424. */
export interface BatchAnswer extends Answer {
  readonly results?: readonly BatchResult[];
}

export interface QueryAnswer extends Answer {
  readonly page?: Page;
  readonly continuation?: string;
}

export type Operation =
  | { readonly kind: 'read'; readonly id: string; readonly ifNoneMatch?: string }
  | { readonly kind: 'create'; readonly document: Json }
  | { readonly kind: 'upsert'; readonly document: Json; readonly ifMatch?: string; readonly ifNoneMatch?: string }
  | { readonly kind: 'replace'; readonly id: string; readonly document: Json; readonly ifMatch?: string }
  | { readonly kind: 'delete'; readonly id: string; readonly ifMatch?: string };

/** The request is one that Cosmos DB refuses, or that this database does not cover (501). */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly substatus?: number,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}
