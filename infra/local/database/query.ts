import type { EpochMs } from '../../../shared/kernel/clock';
import type { Json } from '../../../shared/kernel/json';
import { Refusal } from './answers';
import type { IndexedPath } from './containers';
import { selectsAggregates } from './sql/aggregate';
import type { OrderItem } from './sql/ast';
import { parse } from './sql/parse';
import type { Page, Place } from './sql/run';
import { program } from './sql/run';
import type { ContainerStore } from './store';

export interface QueryRequest {
  readonly container: string;
  readonly text: string;
  readonly parameters: Readonly<Record<string, Json>>;
  /** Restricts the query to one partition. */
  readonly partition?: string;
  /** Rows on the page at most; 100 when absent. */
  readonly most?: number;
  readonly continuation?: string;
  readonly session?: string;
}

const PAGE = 100;

/** Throws Refusal and QueryRefused. */
export function runQuery(
  request: QueryRequest,
  store: ContainerStore,
  indexes: readonly (readonly IndexedPath[])[],
  now: EpochMs,
  lsn: number,
): { readonly page: Page; readonly charge: number; readonly continuation?: string } {
  const query = parse(request.text);
  if (query.orderBy.length > 1 && !indexes.some((index) => serves(index, query.orderBy))) {
    throw new Refusal(400, 'The order by query does not have a corresponding composite index that it can be served from.');
  }
  if (request.partition === undefined && selectsAggregates(query))
    throw new Refusal(400, "Cross partition query only supports 'VALUE <AggregateFunc>' for aggregates.");
  const after = request.continuation === undefined ? undefined : placeOf(request.continuation, request.text);
  const parameters = new Map(Object.entries(request.parameters));
  const page = program(query).run(store.rows(now, request.partition, lsn), parameters, request.most ?? PAGE, after);
  const charge = 2.5 + 0.1 * (page.rows.length + page.versions.length);
  return { page, charge, ...(page.next && { continuation: tokenOf(page.next, request.text) }) };
}

/** An index serves its own order and the exact reverse of it. */
function serves(index: readonly IndexedPath[], order: readonly OrderItem[]): boolean {
  if (index.length !== order.length) return false;
  const paths = order.map(({ of }) => (of.kind === 'path' ? `/${of.names.join('/')}` : ''));
  if (!index.every((entry, place) => entry.path === paths[place])) return false;
  const reversed = index.map((entry, place) => (entry.order === 'descending') !== (order[place]?.descending ?? false));
  return reversed.every((turn) => turn === reversed[0]);
}

function tokenOf(place: Place, text: string): string {
  return Buffer.from(JSON.stringify([fingerprint(text), place.keys, place.sequence, place.given])).toString('base64url');
}

function placeOf(token: string, text: string): Place {
  const [of, keys, sequence, given] = read(token);
  if (!Array.isArray(keys) || typeof sequence !== 'number' || typeof given !== 'number')
    throw new Refusal(400, 'Invalid Continuation Token');
  if (of !== fingerprint(text)) throw new Refusal(400, "Invalid Continuation Token: it is another query's.");
  return { keys: keys as Json[] /* written by tokenOf */, sequence, given };
}

function read(token: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function fingerprint(text: string): number {
  let hash = 5381;
  for (let index = 0; index < text.length; index += 1) hash = (hash * 33 + text.charCodeAt(index)) | 0;
  return hash;
}
