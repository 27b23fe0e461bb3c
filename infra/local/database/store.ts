import type { EpochMs } from '../../../shared/kernel/clock';
import type { JsonObject } from '../../../shared/kernel/json';
import { History } from './history';
import { documentRid } from './rids';
import type { Version } from './version';
import { seconds } from './version';

/** What a commit leaves of one document; no value deletes it. */
export interface Change {
  readonly id: string;
  readonly value: JsonObject | undefined;
  readonly size: number;
}

/** The versions of one document, oldest first; more than one only while readers may lag. */
interface Entry {
  readonly partition: string;
  readonly id: string;
  readonly versions: Version[];
}

export interface ContainerProperties {
  readonly rid: string;
  /** Seconds; -1: documents live until their own `ttl`; undefined: `ttl` has no effect. */
  readonly defaultTtl: number | undefined;
}

/** The documents of one container, and what they were as long as a reader may lag. */
export class ContainerStore {
  private readonly partitions = new Map<string, Map<string, Entry>>();
  private readonly superseded = new History<Entry>();
  private readonly commits = new History<number>();
  private sequence = 0;
  private lastLsn = 0;
  /** The commit that every reader sees, however late. */
  private settledLsn = 0;

  constructor(
    readonly properties: ContainerProperties,
    private readonly nextEtag: () => string,
  ) {}

  get lsn(): number {
    return this.lastLsn;
  }

  /** The newest version, or the newest not after `lsn`; undefined when there is none, it is deleted or expired. */
  find(partition: string, id: string, now: EpochMs, lsn = Number.POSITIVE_INFINITY): Version | undefined {
    const entry = this.partitions.get(partition)?.get(id);
    return entry && visible(entry, now, lsn);
  }

  /** All documents (of one partition), as of `lsn`. */
  *rows(now: EpochMs, partition?: string, lsn = Number.POSITIVE_INFINITY): Generator<Version> {
    const partitions = partition === undefined ? [...this.partitions.values()] : [this.partitions.get(partition) ?? NOBODY];
    for (const entries of partitions) {
      for (const entry of entries.values()) {
        const version = visible(entry, now, lsn);
        if (version) yield version;
        else this.forgetExpired(entry, now);
      }
    }
  }

  /** Makes the changes, all at one moment. `lagMs` is how long readers may lag; undefined keeps no history. */
  commit(partition: string, changes: readonly Change[], now: EpochMs, lagMs: number | undefined): readonly (Version | undefined)[] {
    this.lastLsn += 1;
    if (lagMs === undefined) this.settledLsn = this.lastLsn;
    else this.commits.add(now, this.lastLsn);
    const made = changes.map((change) => this.apply(partition, change, now, lagMs !== undefined));
    this.prune(now - (lagMs ?? 0));
    return made;
  }

  /** The last commit at or before that moment. */
  lsnAt(at: EpochMs): number {
    return this.commits.lastAt(at) ?? this.settledLsn;
  }

  private apply(partition: string, change: Change, now: EpochMs, keep: boolean): Version | undefined {
    let entries = this.partitions.get(partition);
    if (!entries) this.partitions.set(partition, (entries = new Map<string, Entry>()));
    const entry = entries.get(change.id) ?? { partition, id: change.id, versions: [] };
    const before = visible(entry, now, Number.POSITIVE_INFINITY);
    if (!before) {
      entries.delete(change.id);
      this.sequence += 1;
    }
    const sequence = before?.sequence ?? this.sequence;
    const version: Version = {
      sequence,
      rid: before?.rid ?? documentRid(this.properties.rid, sequence),
      owner: this.properties.rid,
      lsn: this.lastLsn,
      at: now,
      etag: this.nextEtag(),
      value: change.value,
      size: change.size,
      expiresAt: this.expiry(change.value, now),
    };
    if (!keep) entry.versions.length = 0;
    else if (entry.versions.length > 0) this.superseded.add(now, entry);
    entry.versions.push(version);
    if (change.value !== undefined || keep) entries.set(change.id, entry);
    else this.remove(entry);
    return change.value === undefined ? undefined : version;
  }

  private expiry(value: JsonObject | undefined, now: EpochMs): EpochMs {
    const { defaultTtl } = this.properties;
    if (defaultTtl === undefined) return Number.POSITIVE_INFINITY;
    const ttl = typeof value?.['ttl'] === 'number' ? value['ttl'] : defaultTtl;
    return ttl < 0 ? Number.POSITIVE_INFINITY : (seconds(now) + ttl) * 1000;
  }

  private prune(settledAt: EpochMs): void {
    this.settledLsn = this.commits.forget(settledAt) ?? this.settledLsn;
    for (let entry = this.superseded.take(settledAt); entry; entry = this.superseded.take(settledAt)) {
      if (entry.versions.length > 1) entry.versions.shift();
      if (entry.versions.length === 1 && entry.versions[0]?.value === undefined) this.remove(entry);
    }
  }

  private forgetExpired(entry: Entry, now: EpochMs): void {
    const [only] = entry.versions;
    if (entry.versions.length === 1 && only && only.expiresAt <= now) this.remove(entry);
  }

  private remove(entry: Entry): void {
    const entries = this.partitions.get(entry.partition);
    if (entries?.get(entry.id) === entry) entries.delete(entry.id);
    if (entries?.size === 0) this.partitions.delete(entry.partition);
  }
}

const NOBODY: ReadonlyMap<string, Entry> = new Map();

function visible(entry: Entry, now: EpochMs, lsn: number): Version | undefined {
  for (let index = entry.versions.length - 1; index >= 0; index -= 1) {
    const version = entry.versions[index];
    if (version && version.lsn <= lsn) return version.value !== undefined && now < version.expiresAt ? version : undefined;
  }
  return undefined;
}
