import type { EpochMs } from '../../../shared/kernel/clock';
import type { Json, JsonObject } from '../../../shared/kernel/json';
import { clone } from './sql/values';

/** One document as it was written by one commit; a deletion has no value. */
export interface Version {
  /** The document's resource id: a number that grows with every document created, and its text. */
  readonly sequence: number;
  readonly rid: string;
  /** The resource id of its container. */
  readonly owner: string;
  readonly lsn: number;
  readonly at: EpochMs;
  readonly etag: string;
  readonly value: JsonObject | undefined;
  /** Length of its text. */
  readonly size: number;
  readonly expiresAt: EpochMs;
}

/** `_ts` in Cosmos DB is in whole seconds. */
export const seconds = (at: EpochMs): number => Math.floor(at / 1000);

/** A member by name, the system's own included; no name is the whole document. Shared, not a copy. */
export function member(version: Version, name: string | number | undefined): Json | undefined {
  switch (name) {
    case undefined:
      return withSystemMembers(version);
    case '_etag':
      return version.etag;
    case '_ts':
      return seconds(version.at);
    case '_rid':
      return version.rid;
    case '_self':
      return self(version);
    case '_attachments':
      return 'attachments/';
    default:
      return version.value !== undefined && typeof name === 'string' && Object.hasOwn(version.value, name)
        ? version.value[name]
        : undefined;
  }
}

/** The document as Cosmos DB shows it; a copy. */
export function withSystemMembers(version: Version): JsonObject {
  return {
    ...clone(version.value ?? {}),
    _rid: version.rid,
    _self: self(version),
    _etag: version.etag,
    _attachments: 'attachments/',
    _ts: seconds(version.at),
  };
}

function self(version: Version): string {
  return `dbs/${databaseRid}/colls/${version.owner}/docs/${version.rid}/`;
}

/** The resource id of the one database. */
export const databaseRid = Buffer.from('inst').toString('base64');
