import type { Json, JsonObject } from '../../../../shared/kernel/json';
import type { Reply } from '../../kernel/faults';
import type { Answer, BatchAnswer, Operation, PointAnswer, QueryAnswer } from '../answers';
import { Refusal } from '../answers';
import type { DatabaseCore } from '../core';
import { isArray, isObject } from '../sql/values';
import { documentsOf } from '../sql/run';
import { planOf, wantsPlan } from '../sql/plan';
import { withSystemMembers } from '../version';
import type { Request, Response } from './exchange';
import { header, headersOf, isSet, partitionOf, refusal } from './exchange';

interface Target {
  readonly container: string;
  readonly owner: { readonly rid: string; readonly path: string };
}

/** Requests under `/docs`. Throws Refusal. */
export function serveDocuments(core: DatabaseCore, target: Target, request: Request, id: string | undefined): Reply<Response> {
  if (header(request, 'a-im') !== undefined) throw new Refusal(501, 'The change feed is not covered.');
  for (const name of ['x-ms-documentdb-pre-trigger-include', 'x-ms-documentdb-post-trigger-include']) {
    if (header(request, name) !== undefined) throw new Refusal(501, 'Triggers are not covered.');
  }
  if (id !== undefined) return point(core, target, request, id);
  if (request.method === 'GET') return query(core, target, request, { query: 'SELECT * FROM c', parameters: [] });
  if (request.method !== 'POST') throw new Refusal(501, `${request.method} of documents is not covered.`);
  if (isSet(request, 'x-ms-cosmos-is-batch-request')) return batch(core, target, request);
  if (isSet(request, 'x-ms-cosmos-is-query-plan-request')) return plan(request);
  if (isSet(request, 'x-ms-documentdb-isquery')) return query(core, target, request, request.body);
  return write(core, target, request, {
    kind: isSet(request, 'x-ms-documentdb-is-upsert') ? 'upsert' : 'create',
    document: request.body ?? null,
    ...conditions(request),
  });
}

function point(core: DatabaseCore, target: Target, request: Request, id: string): Reply<Response> {
  switch (request.method) {
    case 'GET': {
      const ifNoneMatch = header(request, 'if-none-match');
      const session = header(request, 'x-ms-session-token');
      const asked = { container: target.container, partition: requiredPartition(request), id };
      const reply = core.read({ ...asked, ...(ifNoneMatch !== undefined && { ifNoneMatch }), ...(session !== undefined && { session }) });
      return map(reply, (answer) => pointResponse(answer, target));
    }
    case 'PUT':
      return write(core, target, request, { kind: 'replace', id, document: request.body ?? null, ...conditions(request) });
    case 'DELETE':
      return write(core, target, request, { kind: 'delete', id, ...conditions(request) });
    default:
      throw new Refusal(501, `${request.method} of a document is not covered.`);
  }
}

function write(core: DatabaseCore, target: Target, request: Request, operation: Exclude<Operation, { kind: 'read' }>): Reply<Response> {
  const reply = core.write({ container: target.container, partition: requiredPartition(request), operation });
  return map(reply, (answer) => pointResponse(answer, target));
}

function pointResponse(answer: PointAnswer, target: Target): Response {
  const { version, status } = answer;
  const headers = { ...headersOf(answer, target.owner), ...(version && { etag: version.etag }) };
  if (status >= 400) return refused(answer, target);
  return { status, headers, ...(version && status !== 304 && { body: withSystemMembers(version) }) };
}

function batch(core: DatabaseCore, target: Target, request: Request): Reply<Response> {
  if (!isSet(request, 'x-ms-cosmos-batch-atomic')) throw new Refusal(501, 'Bulk (a batch that is not atomic) is not covered.');
  if (!isArray(request.body)) throw new Refusal(400, 'A batch is an array of operations.');
  const reply = core.batch({
    container: target.container,
    partition: requiredPartition(request),
    operations: request.body.map(operationOf),
  });
  return map<BatchAnswer>(reply, (answer) => {
    if (!answer.results) return refused(answer, target);
    const body = answer.results.map(({ status, charge, version }): JsonObject => ({
      statusCode: status,
      requestCharge: charge,
      ...(version && { eTag: version.etag, resourceBody: withSystemMembers(version) }),
    }));
    return { status: answer.status, headers: headersOf(answer, target.owner), body };
  });
}

function operationOf(asked: Json): Operation {
  const { operationType, id, ifMatch, ifNoneMatch, resourceBody: document = null } = isObject(asked) ? asked : {};
  const named = typeof id === 'string' ? id : '';
  const match = { ...(typeof ifMatch === 'string' && { ifMatch }), ...(typeof ifNoneMatch === 'string' && { ifNoneMatch }) };
  switch (operationType) {
    case 'Create':
      return { kind: 'create', document };
    case 'Upsert':
      return { kind: 'upsert', document, ...match };
    case 'Replace':
      return { kind: 'replace', id: named, document, ...match };
    case 'Delete':
      return { kind: 'delete', id: named, ...match };
    case 'Read':
      return { kind: 'read', id: named, ...match };
    default:
      throw new Refusal(501, `The batch operation ${typeof operationType === 'string' ? operationType : '?'} is not covered.`);
  }
}

function plan(request: Request): Reply<Response> {
  const { text, parameters } = specification(request.body);
  return { kind: 'reply', delayMs: 0, answer: { status: 200, body: planOf(text, parameters) } };
}

function query(core: DatabaseCore, target: Target, request: Request, body: Json | undefined): Reply<Response> {
  const { text, parameters } = specification(body);
  const partition = partitionOf(request);
  // Asked without partition and without range, the gateway itself must answer, and it cannot order or count across partitions.
  if (partition === undefined && header(request, 'x-ms-documentdb-partitionkeyrangeid') === undefined && wantsPlan(text)) {
    return { kind: 'reply', delayMs: 0, answer: notByGateway(planOf(text, parameters)) };
  }
  const continuation = header(request, 'x-ms-continuation');
  const session = header(request, 'x-ms-session-token');
  const most = Number(header(request, 'x-ms-max-item-count') ?? -1);
  const reply = core.query({
    container: target.container,
    text,
    parameters,
    ...(partition !== undefined && { partition }),
    ...(continuation !== undefined && { continuation }),
    ...(session !== undefined && { session }),
    ...(most > 0 && { most }),
  });
  return map<QueryAnswer>(reply, (answer) => {
    if (!answer.page) return refused(answer, target);
    const documents = documentsOf(answer.page);
    const headers = {
      ...headersOf(answer, target.owner),
      'x-ms-item-count': String(documents.length),
      ...(answer.continuation !== undefined && { 'x-ms-continuation': answer.continuation }),
    };
    return { status: 200, headers, body: { _rid: target.owner.rid, Documents: documents, _count: documents.length } };
  });
}

function notByGateway(additionalErrorInfo: JsonObject): Response {
  const message =
    'The provided cross partition query can not be directly served by the gateway. This is a first chance (internal) exception that all newer clients will know how to handle gracefully.';
  return { status: 400, body: { code: 'BadRequest', message, additionalErrorInfo: JSON.stringify(additionalErrorInfo) } };
}

function specification(body: Json | undefined): { text: string; parameters: Record<string, Json> } {
  const { query: text, parameters: given = [] } = isObject(body ?? null) ? (body as JsonObject) : {};
  if (typeof text !== 'string' || !isArray(given)) throw new Refusal(400, 'A query has a text and parameters.');
  const parameters: Record<string, Json> = {};
  for (const each of given) {
    const { name, value } = isObject(each) ? each : {};
    if (typeof name === 'string' && value !== undefined) parameters[name] = value;
  }
  return { text, parameters };
}

function requiredPartition(request: Request): string {
  const partition = partitionOf(request);
  if (partition === undefined) throw new Refusal(400, 'PartitionKey value must be supplied for this operation.');
  return partition;
}

function conditions(request: Request): { ifMatch?: string; ifNoneMatch?: string } {
  const ifMatch = header(request, 'if-match');
  const ifNoneMatch = header(request, 'if-none-match');
  return { ...(ifMatch !== undefined && { ifMatch }), ...(ifNoneMatch !== undefined && { ifNoneMatch }) };
}

function refused(answer: Answer, target: Target): Response {
  const { status, headers, body } = refusal(answer.status, answer.message ?? '');
  return { status, headers: { ...headers, ...headersOf(answer, target.owner) }, ...(body !== undefined && { body }) };
}

function map<A extends Answer>(reply: Reply<A>, response: (answer: A) => Response): Reply<Response> {
  return reply.kind === 'never' ? reply : { ...reply, answer: response(reply.answer) };
}
