import { isObject, type JsonObject } from '../../kernel/json';
import type { Digest } from '../../kernel/signing';
import type { Change } from '../item/change';
import type { SyncItem } from '../item/item';
import type { Observed } from '../item/outcome';
import { transactionId } from '../item/plan';
import type { Call, Kind } from '../kind';
import { rightOf } from '../lane/right';
import { text } from './odata';
import { partsOf, type Recipe } from './recipe';

/** What is wished: bytes of a media type, and the digest by which they are known again. */
export type ContentWish = { readonly digest: string; readonly type: string; readonly base64: string };

export interface ContentRecipe extends Recipe {
  /** Where its metadata is read; `/$value` below it takes the bytes. */
  readonly path: (item: SyncItem) => string;
}

/**
 * Bytes that replace what stands there as a whole. The bytes are never read back: what is applied is their digest with the version that the
 * metadata shows, and another version is somebody else's bytes. A withdrawn wish leaves what stands: Graph promises no removal to an app.
 */
export const content = (recipe: ContentRecipe): Kind => {
  const asks = (item: SyncItem, method: Call['method'], path = ''): Call => ({
    ...rightOf(item.lane),
    method,
    path: `${recipe.path(item)}${path}`,
    headers: {},
  });
  return {
    ...partsOf(recipe),
    plan: planBytes,
    request: (item, { verb }) => {
      const bytes = wished(item);
      if (!bytes || (verb !== 'create' && verb !== 'update')) throw new Error(`bytes are put in their place only, not: ${verb}`);
      return { ...asks(item, 'PUT', '/$value'), content: { type: bytes.type, base64: bytes.base64 } };
    },
    look: (item) => asks(item, 'GET'),
    read: ({ status, body }, asked) => {
      const { item } = asked;
      const there = (value: JsonObject): readonly Observed[] => [{ externalId: item.target, value }];
      if (asked.kind === 'write') return status >= 200 && status < 300 ? there({}) : undefined;
      // Nothing there and nobody there are answered alike: the next PUT tells.
      if (status === 404 || status === 410) return [];
      return status === 200 && isObject(body) ? there(knownBy(item, text(body, '@odata.mediaEtag'))) : undefined;
    },
  };
};

function wished({ desired: { value } }: SyncItem): ContentWish | undefined {
  if (!isObject(value)) return undefined;
  return { digest: text(value, 'digest'), type: text(value, 'type'), base64: text(value, 'base64') };
}

const applied = ({ applied: known }: SyncItem): JsonObject => (isObject(known?.value) ? known.value : {});

/** Before and after name the bytes by their digest, so that no audit record holds them. */
function planBytes(item: SyncItem, digest: Digest): Change | undefined {
  const bytes = wished(item);
  const known = applied(item);
  if (!bytes || known['digest'] === bytes.digest) return undefined;
  const after = { digest: bytes.digest, ...(known['version'] !== undefined && { replaces: known['version'] }) };
  if (!item.applied) return { operation: { verb: 'create', transactionId: transactionId(digest, item) }, before: null, after };
  return { operation: { verb: 'update', externalId: item.applied.externalId }, before: known, after };
}

/** What a version tells. The first one after a write is that write's; one that the write replaced is shown late. */
function knownBy(item: SyncItem, version: string): JsonObject {
  const known = applied(item);
  if (item.unknownSince !== undefined || known['digest'] === undefined) return { version };
  if (known['replaces'] === version) return known;
  const same = known['version'] === undefined || known['version'] === version;
  return same ? { digest: known['digest'], version } : { version };
}
