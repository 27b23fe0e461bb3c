import type { Reply } from '../../kernel/faults';
import { Refusal } from '../answers';
import type { DatabaseCore } from '../core';
import { QueryRefused } from '../sql/ast';
import { serveDocuments } from './documents';
import type { Request, Response } from './exchange';
import { header, refusal } from './exchange';
import { account, container, database, partitionKeyRanges } from './metadata';

/** One authorised request. */
export function route(core: DatabaseCore, url: string, request: Request): Reply<Response> {
  try {
    return dispatch(core, url, request);
  } catch (error) {
    if (error instanceof Refusal) return answered(refusal(error.status, error.message, error.substatus));
    if (error instanceof QueryRefused) return answered(refusal(error.status, error.message));
    throw error;
  }
}

const answered = (answer: Response): Reply<Response> => ({ kind: 'reply', delayMs: 0, answer });

function dispatch(core: DatabaseCore, url: string, request: Request): Reply<Response> {
  const { method, segments } = request;
  const [dbs, databaseName, colls, containerName, kind, id, ...more] = segments;
  if (segments.length === 0 && method === 'GET') return answered({ status: 200, body: account(url) });
  if (dbs !== 'dbs' || databaseName === undefined) throw new Refusal(501, `${method} /${segments.join('/')} is not covered.`);
  if (databaseName !== core.containers.database) throw new Refusal(404, 'Owner resource does not exist', 1003);
  if (colls === undefined && method === 'GET') return answered({ status: 200, body: database(core.containers) });
  if (colls !== 'colls' || containerName === undefined) throw new Refusal(501, `${method} of ${colls ?? 'a database'} is not covered.`);
  const properties = container(core.containers, containerName);
  const rid = core.containers.store(containerName)?.properties.rid;
  if (!properties || rid === undefined) throw new Refusal(404, 'Owner resource does not exist', 1003);
  if (kind === undefined && method === 'GET') return answered({ status: 200, body: properties });
  if (kind === 'pkranges' && method === 'GET') return answered(ranges(request, rid));
  if (kind !== 'docs' || more.length > 0) throw new Refusal(501, `${method} of ${kind ?? 'a container'} is not covered.`);
  // A header carries ASCII.
  const path = `dbs/${encodeURIComponent(databaseName)}/colls/${encodeURIComponent(containerName)}`;
  return serveDocuments(core, { container: containerName, owner: { rid, path } }, request, id);
}

/** The ranges are asked for as a change feed: nothing has changed since the first answer. */
function ranges(request: Request, rid: string): Response {
  const headers = { etag: '"1"' };
  return header(request, 'if-none-match') === '"1"' ? { status: 304, headers } : { status: 200, headers, body: partitionKeyRanges(rid) };
}
