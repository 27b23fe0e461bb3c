import type { CosmosHeaders, OperationInput, OperationResponse } from './sdk';
import type { Clock } from '../../kernel/clock';
import type { Committed, Document, Refused, Write } from '../../kernel/database';
import { ExternalFailure } from '../../kernel/failure';
import type { JsonObject } from '../../kernel/json';
import { refusedStatus, sessionOf } from './attempts';
import { failureOf } from './failures';
import { refusedBecause } from './refused';
import { storeTime } from './values';

const FAILED_DEPENDENCY = 424;

export function operationOf(write: Write): OperationInput {
  switch (write.kind) {
    case 'create':
      return { operationType: 'Create', resourceBody: body(write.document) };
    case 'upsert':
      return { operationType: 'Upsert', resourceBody: body(write.document) };
    case 'replace':
      return { operationType: 'Replace', id: write.document.id, ifMatch: write.ifMatch, resourceBody: body(write.document) };
    case 'delete':
      // The condition belongs to every kind of operation; the client's type of this one leaves it out.
      return { operationType: 'Delete', id: write.id, ...{ ifMatch: write.ifMatch } };
  }
}

type Body = Extract<OperationInput, { operationType: 'Create' }>['resourceBody'];

/** Documents are JSON by the port's contract. */
const body = (document: Document): Body => document as Document & JsonObject as Body;

/** Only an answer in which every operation succeeded is a commit; else one tells why, and the others failed with it. */
export function batchOutcome(
  results: readonly OperationResponse[],
  headers: CosmosHeaders,
  clock: Pick<Clock, 'now'>,
): Committed | Refused {
  const at = results.findIndex(({ statusCode }) => !succeeded(statusCode) && statusCode !== FAILED_DEPENDENCY);
  const culprit = results[at];
  if (!culprit && results.length > 0 && results.every(({ statusCode }) => succeeded(statusCode))) {
    const etags = results.map(({ eTag }) => eTag ?? '');
    return { kind: 'committed', etags, session: sessionOf({ headers }) ?? '', storeTime: storeTime(headers, undefined, clock) };
  }
  const refused = { status: culprit?.statusCode ?? 500 };
  const because = refusedBecause(refused);
  if (because) return { kind: 'refused', at, because };
  throw new ExternalFailure('database.commit', failureOf(refused, 'commit', clock.now()));
}

const succeeded = (status: number): boolean => status >= 200 && status < 300;

/** The outcome of a single write that met something; undefined for every other error. */
export function refusedPoint(error: unknown): Refused | undefined {
  const refused = refusedStatus(error);
  const because = refused && refusedBecause(refused);
  return because && { kind: 'refused', at: 0, because };
}
