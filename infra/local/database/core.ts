import type { EpochMs } from '../../../shared/kernel/clock';
import containers from '../../containers.json';
import type { FaultEffect, FaultScript, Reply } from '../kernel/faults';
import type { CoreParts } from '../kernel/travel';
import type { Answer, BatchAnswer, BatchResult, Operation, PointAnswer, QueryAnswer } from './answers';
import { Refusal } from './answers';
import { Containers } from './containers';
import type { ContainersFile } from './containers';
import { runQuery } from './query';
import type { QueryRequest } from './query';
import { sessionLsn, sessionToken } from './session-token';
import { QueryRefused } from './sql/ast';
import type { ContainerStore } from './store';
import { readCharge, Transaction } from './transaction';

/** How far a reader without a session may lag behind, of one container or of all. */
export type Lag = { readonly container?: string; readonly ms: number };

export interface ReadRequest {
  readonly container: string;
  readonly partition: string;
  readonly id: string;
  readonly ifNoneMatch?: string;
  readonly session?: string;
}

export interface WriteRequest {
  readonly container: string;
  readonly partition: string;
  readonly operation: Exclude<Operation, { kind: 'read' }>;
}

export interface BatchRequest {
  readonly container: string;
  readonly partition: string;
  readonly operations: readonly Operation[];
}

const MOST_OPERATIONS = 100;
/** Of one request (Azure Cosmos DB service quotas; Transactional batch operations): the sum of a batch, too. */
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * Cosmos DB (API for NoSQL) in memory: one account, one database, one physical partition. Faults are asked for with the traits
 * `operation` (read, create, replace, upsert, delete, batch, query), `container`, `partition` (not of a query over all) and `id` (of a
 * point operation). Not covered, and refused by name: stored procedures, triggers, user-defined functions, change feed, patch, bulk,
 * JOIN, GROUP BY, LIKE, subqueries, bitwise operators, partition keys that are no text.
 */
export class DatabaseCore {
  /** Readers whose session does not know better see the state of this long ago. */
  lag: Lag | undefined;
  readonly containers: Containers;

  constructor(
    private readonly parts: Pick<CoreParts, 'now'>,
    private readonly faults: FaultScript,
    file: ContainersFile = containers,
  ) {
    this.containers = new Containers(file);
  }

  now(): EpochMs {
    return this.parts.now();
  }

  read(request: ReadRequest): Reply<PointAnswer> {
    const { container, partition, id } = request;
    return this.serve<PointAnswer>({ operation: 'read', container, partition, id }, (store, now) => {
      const lsn = this.readableLsn(container, store, now, request.session);
      const version = store.find(partition, id, now, lsn);
      const seen = { at: now, session: sessionToken(Math.min(lsn, store.lsn)) };
      if (!version) return { ...seen, status: 404, message: 'Entity with the specified id does not exist in the system.', charge: 1 };
      return { ...seen, status: request.ifNoneMatch === version.etag ? 304 : 200, charge: readCharge(version.size), version };
    });
  }

  write(request: WriteRequest): Reply<PointAnswer> {
    const { container, partition, operation } = request;
    const id = 'id' in operation ? operation.id : idOf(operation.document);
    return this.serve<PointAnswer>({ operation: operation.kind, container, partition, ...(id !== undefined && { id }) }, (store, now) => {
      const transaction = new Transaction(store, partition, now);
      transaction.plan(operation);
      const [result] = transaction.commit(this.lagOf(container));
      return { at: now, session: sessionToken(store.lsn), status: 500, charge: 0, ...result };
    });
  }

  batch(request: BatchRequest): Reply<BatchAnswer> {
    const { container, partition, operations } = request;
    return this.serve<BatchAnswer>({ operation: 'batch', container, partition }, (store, now) => {
      if (operations.length === 0) throw new Refusal(400, 'Batch request has no operations.');
      if (operations.length > MOST_OPERATIONS) throw new Refusal(400, 'Batch request has more operations than what is supported (100).');
      if (bytesOf(operations) > MOST_BYTES) throw new Refusal(413, 'Request size is too large');
      const transaction = new Transaction(store, partition, now);
      for (const [index, operation] of operations.entries()) {
        const refused = attempt(() => {
          transaction.plan(operation);
        });
        if (refused) {
          const results = operations.map((_operation, other): BatchResult => ({
            status: other === index ? refused.status : 424,
            charge: 0,
          }));
          return { at: now, session: sessionToken(store.lsn), status: 207, charge: 1, results };
        }
      }
      const results = transaction.commit(this.lagOf(container));
      const charge = results.reduce((sum, result) => sum + result.charge, 0);
      return { at: now, session: sessionToken(store.lsn), status: 200, charge, results };
    });
  }

  /** One page of a query. Throws nothing: a text that is not served is a refusal by name. */
  query(request: QueryRequest): Reply<QueryAnswer> {
    const { container, partition } = request;
    return this.serve<QueryAnswer>({ operation: 'query', container, ...(partition !== undefined && { partition }) }, (store, now) => {
      const lsn = this.readableLsn(container, store, now, request.session);
      const found = runQuery(request, store, this.containers.compositeIndexes(container), now, lsn);
      return { at: now, session: sessionToken(Math.min(lsn, store.lsn)), status: 200, ...found };
    });
  }

  /** Faults before, the effect, faults after. */
  private serve<A extends Answer>(traits: Traits, effect: (store: ContainerStore, now: EpochMs) => A): Reply<A | Answer> {
    const now = this.parts.now();
    const given: Readonly<Record<string, string>> = { ...traits };
    const before = this.faults.strike('database', 'before', given, now);
    if (before && before.kind !== 'latency') return this.struck(before, traits.container, now);
    const answer = this.answer(traits.container, now, effect);
    const after = this.faults.strike('database', 'after', given, now);
    if (after && after.kind !== 'latency') return this.struck(after, traits.container, now);
    const delayMs = (before?.ms ?? 0) + (after?.ms ?? 0);
    return { kind: 'reply', answer, delayMs };
  }

  private answer<A extends Answer>(container: string, now: EpochMs, effect: (store: ContainerStore, now: EpochMs) => A): A | Answer {
    const store = this.containers.store(container);
    if (!store) return { status: 404, substatus: 1003, message: 'Owner resource does not exist', at: now, session: '', charge: 1 };
    let answer: A | undefined;
    const refused = attempt(() => {
      answer = effect(store, now);
    });
    if (answer) return answer;
    const { status = 500, substatus, message = '' } = refused ?? {};
    return { status, message, at: now, session: sessionToken(store.lsn), charge: 1, ...(substatus !== undefined && { substatus }) };
  }

  private struck(effect: Exclude<FaultEffect, { kind: 'latency' }>, container: string, now: EpochMs): Reply<Answer> {
    if (effect.kind !== 'refuse') return { kind: 'never' };
    const substatus = Number(effect.code);
    const retryAfterMs = effect.retryAfter === undefined ? undefined : milliseconds(effect.retryAfter, now);
    const answer: Answer = {
      status: effect.status,
      message: 'By script.',
      at: now,
      session: sessionToken(this.containers.store(container)?.lsn ?? 0),
      charge: 0,
      ...(Number.isInteger(substatus) && { substatus }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
    return { kind: 'reply', answer, delayMs: 0 };
  }

  private readableLsn(container: string, store: ContainerStore, now: EpochMs, session: string | undefined): number {
    const wanted = sessionLsn(session);
    if (wanted === undefined) throw new Refusal(400, `The session token provided '${session ?? ''}' is invalid.`);
    if (wanted > store.lsn) throw new Refusal(404, 'The read session is not available for the input session token.', 1002);
    const lagMs = this.lagOf(container);
    return lagMs === undefined ? Number.POSITIVE_INFINITY : Math.max(wanted, store.lsnAt(now - lagMs));
  }

  private lagOf(container: string): number | undefined {
    return this.lag && (this.lag.container === undefined || this.lag.container === container) ? this.lag.ms : undefined;
  }
}

interface Traits {
  readonly operation: string;
  readonly container: string;
  readonly partition?: string;
  readonly id?: string;
}

/** As text, without what the envelope adds. */
const bytesOf = (operations: readonly Operation[]): number =>
  operations.reduce((sum, operation) => sum + ('document' in operation ? Buffer.byteLength(JSON.stringify(operation.document)) : 0), 0);

function idOf(document: unknown): string | undefined {
  const id = typeof document === 'object' && document !== null && 'id' in document ? document.id : undefined;
  return typeof id === 'string' ? id : undefined;
}

function attempt(action: () => void): { status: number; message: string; substatus?: number | undefined } | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal || error instanceof QueryRefused) return error;
    throw error;
  }
}

/** Retry-After is seconds or a date; Cosmos DB says it in milliseconds. */
function milliseconds(retryAfter: string, now: EpochMs): number | undefined {
  const seconds = Number(retryAfter);
  if (!Number.isNaN(seconds)) return seconds * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
