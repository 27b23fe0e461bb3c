import type { Container as CosmosContainer, FeedOptions } from './sdk';
import type { Distinct, Scan, Values } from '../../kernel/database';
import type { Json } from '../../kernel/json';
import { ExternalFailure } from '../../kernel/failure';
import { sessionOf } from './attempts';
import type { Row } from './pages';
import { decodePlace, encodePlace, OrderedPages } from './pages';
import { distinctText, scanText } from './scan-text';

interface Page {
  readonly rows: readonly Row[];
  readonly continuation?: string | undefined;
}

/** One page; `session` is what the answering replicas had seen, where the client tells. */
export async function runScan(
  target: CosmosContainer,
  scan: Scan,
  options: FeedOptions,
): Promise<{ page: Page; session: string | undefined }> {
  const feed = { ...options, maxItemCount: scan.limit, ...(scan.partition !== undefined && { partitionKey: scan.partition }) };
  return scan.orderBy === undefined ? unordered(target, scan, feed) : ordered(target, scan, feed, new OrderedPages(scan.orderBy));
}

/** More than a sweep needs; each request has a bounded charge, so all of them have. */
const MOST_REQUESTS = 50;

/** The client puts the answers of the partitions together, and drops what it has given before: a request may well bring nothing new. */
export async function runDistinct(target: CosmosContainer, asked: Distinct, options: FeedOptions): Promise<Values> {
  const values: Json[] = [];
  const pages = target.items.query<Json>(
    { query: distinctText(asked), parameters: parametersOf(asked.parameters) },
    { ...options, maxItemCount: asked.most, forceQueryPlan: true },
  );
  for (let request = 0; request < MOST_REQUESTS; request += 1) {
    const response = await pages.fetchNext();
    values.push(...((response.resources as Json[] | undefined) ?? [])); // as below
    if (!response.hasMoreResults) return { values: values.slice(0, asked.most), more: values.length > asked.most };
    if (values.length >= asked.most) break;
  }
  return { values: values.slice(0, asked.most), more: true };
}

/** Pages may be empty although there is more: the next one is fetched until there is a row or an end. */
async function unordered(target: CosmosContainer, scan: Scan, feed: FeedOptions): Promise<{ page: Page; session: string | undefined }> {
  const { continuation } = scan;
  const pages = target.items.query<Row>(specification(scan), {
    ...feed,
    ...(continuation !== undefined && { continuationToken: continuation }),
  });
  for (;;) {
    const response = await pages.fetchNext();
    // Undefined instead of an empty array where the answer had no rows, whatever the type says.
    const rows = (response.resources as Row[] | undefined) ?? [];
    if (rows.length > 0 || !response.hasMoreResults) {
      return { page: { rows, continuation: response.continuationToken }, session: sessionOf(response) };
    }
  }
}

async function ordered(
  target: CosmosContainer,
  scan: Scan,
  feed: FeedOptions,
  order: OrderedPages,
): Promise<{ page: Page; session: string | undefined }> {
  const before = scan.continuation === undefined ? undefined : decodePlace(scan.continuation);
  if (scan.continuation !== undefined && !before) {
    throw new ExternalFailure('database.scan', { kind: 'malformed', reason: 'The continuation is not one of this scan.' });
  }
  const rest = before && order.rest(before);
  // Asking for the plan at once saves the refusal by which the client otherwise learns that it needs one.
  const options = { ...feed, ...(scan.partition === undefined && { forceQueryPlan: true }) };
  const pages = target.items.query<Row>(specification(scan, rest), options);
  const rows: Row[] = [];
  let session: string | undefined;
  while (rows.length < scan.limit) {
    const response = await pages.fetchNext();
    rows.push(...((response.resources as Row[] | undefined) ?? [])); // as above
    session = sessionOf(response) ?? session;
    if (!response.hasMoreResults) return { page: { rows: rows.slice(0, scan.limit), continuation: more(rows) }, session };
  }
  return { page: { rows: rows.slice(0, scan.limit), continuation: more(rows) }, session };

  function more(all: readonly Row[]): string | undefined {
    if (all.length < scan.limit) return undefined;
    const place = order.place(all.slice(0, scan.limit), before);
    return place && encodePlace(place);
  }
}

function specification(scan: Scan, rest?: { readonly where: string; readonly parameters: Scan['parameters'] }) {
  return { query: scanText(scan, rest?.where), parameters: parametersOf({ ...scan.parameters, ...rest?.parameters }) };
}

/** The client declares mutable arrays; it does not change them. */
const parametersOf = (parameters: Scan['parameters']) =>
  Object.entries(parameters).map(([name, value]) => ({ name, value: value as string }));
