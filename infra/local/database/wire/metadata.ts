import type { JsonObject } from '../../../../shared/kernel/json';
import type { Containers } from '../containers';
import { databaseRid } from '../version';

/** What the client asks about the account before it asks for documents. */
export function account(url: string): JsonObject {
  const here = [{ name: 'Local', databaseAccountEndpoint: url }];
  return {
    id: 'local',
    _rid: 'local',
    _self: '',
    _dbs: '//dbs/',
    media: '//media/',
    addresses: '//addresses/',
    writableLocations: here,
    readableLocations: here,
    enableMultipleWriteLocations: false,
    continuousBackupEnabled: false,
    userConsistencyPolicy: { defaultConsistencyLevel: 'Session' },
    userReplicationPolicy: { asyncReplication: false, minReplicaSetSize: 1, maxReplicasetSize: 4 },
    systemReplicationPolicy: { minReplicaSetSize: 1, maxReplicasetSize: 4 },
    queryEngineConfiguration: '{}',
  };
}

export const database = (containers: Containers): JsonObject => ({
  id: containers.database,
  _rid: databaseRid,
  _self: `dbs/${databaseRid}/`,
  _etag: '"00000000-0000-0000-0000-000000000000"',
  _colls: 'colls/',
  _users: 'users/',
  _ts: 0,
});

export function container(containers: Containers, name: string): JsonObject | undefined {
  const store = containers.store(name);
  if (!store) return undefined;
  const { rid, defaultTtl } = store.properties;
  return {
    id: name,
    partitionKey: { paths: ['/pk'], kind: 'Hash', version: 2 },
    indexingPolicy: {
      indexingMode: 'consistent',
      automatic: true,
      includedPaths: [{ path: '/*' }],
      excludedPaths: [{ path: '/"_etag"/?' }],
      compositeIndexes: containers.compositeIndexes(name).map((index) => index.map(({ path, order }) => ({ path, order }))),
    },
    defaultTtl,
    _rid: rid,
    _self: `dbs/${databaseRid}/colls/${rid}/`,
    _etag: '"00000000-0000-0000-0000-000000000000"',
    _docs: 'docs/',
    _ts: 0,
  };
}

/** The one physical partition. */
export const partitionKeyRanges = (rid: string): JsonObject => ({
  _rid: rid,
  PartitionKeyRanges: [
    {
      id: '0',
      minInclusive: '',
      maxExclusive: 'FF',
      _rid: `${rid.slice(0, -1)}CAAAAAAAAUA==`,
      _self: `dbs/${databaseRid}/colls/${rid}/pkranges/0/`,
      _etag: '"00000000-0000-0000-0000-000000000000"',
      ridPrefix: 0,
      throughputFraction: 1,
      status: 'online',
      parents: [],
      _ts: 0,
    },
  ],
  _count: 1,
});
