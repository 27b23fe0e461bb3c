import type { Json, JsonObject } from '../../../shared/kernel/json';
import { Refusal } from './answers';
import { clone, isObject } from './sql/values';

/** Service quotas: an item is at most 2 MB, its id 1,023 bytes, its partition key 2,048. */
const MAX_SIZE = 2 * 1024 * 1024;
const MAX_ID = 1_023;
const MAX_KEY = 2_048;
const SYSTEM = ['_rid', '_self', '_etag', '_attachments', '_ts'];

export interface Accepted {
  readonly id: string;
  readonly value: JsonObject;
  readonly size: number;
}

/** A copy of a document as it will be kept. Throws Refusal where Cosmos DB would not take it. */
export function accept(document: Json, partition: string, id?: string): Accepted {
  if (!isObject(document)) throw new Refusal(400, 'The document must be an object.');
  const named = document['id'];
  if (typeof named !== 'string')
    throw new Refusal(400, "The input content is invalid because the required properties - 'id; ' - are missing");
  checkId(named);
  if (id !== undefined && id !== named) throw new Refusal(400, 'The id in the document differs from the id of the request.');
  if (Buffer.byteLength(partition) > MAX_KEY) throw new Refusal(400, 'The partition key is longer than 2048 bytes.');
  if (document['pk'] !== partition) {
    throw new Refusal(400, "PartitionKey extracted from document doesn't match the one specified in the header", 1001);
  }
  checkTtl(document['ttl']);
  const value = withoutSystem(clone(document));
  const size = Buffer.byteLength(JSON.stringify(value));
  if (size > MAX_SIZE) throw new Refusal(413, 'Request size is too large');
  return { id: named, value, size };
}

function checkId(id: string): void {
  if (id === '' || Buffer.byteLength(id) > MAX_ID) throw new Refusal(400, 'The id must have between 1 and 1023 bytes.');
  if (/[/\\?#]/.test(id)) throw new Refusal(400, 'Id contains illegal chars.');
  if (id.endsWith(' ')) throw new Refusal(400, 'Id ends with a space.');
}

function checkTtl(ttl: Json | undefined): void {
  if (ttl === undefined || ttl === -1) return;
  if (typeof ttl !== 'number' || !Number.isInteger(ttl) || ttl < 1 || ttl > 0x7fffffff) {
    throw new Refusal(400, "The input ttl is invalid. Ensure to provide a nonzero positive integer or '-1'.");
  }
}

function withoutSystem(value: JsonObject): JsonObject {
  if (!SYSTEM.some((name) => name in value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !SYSTEM.includes(name)));
}
