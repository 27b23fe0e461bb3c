import type { EpochMs } from '../../../shared/kernel/clock';
import type { BatchResult, Operation } from './answers';
import { Refusal } from './answers';
import type { Accepted } from './documents';
import { accept } from './documents';
import type { Change, ContainerStore } from './store';
import type { Version } from './version';

/** Request units in the size of the real ones: a read of 1 KB costs 1, a write about 5. */
export const readCharge = (size: number): number => Math.max(1, Math.ceil(size / 1024));
const writeCharge = (size: number): number => 5 + Math.ceil(size / 1024);

type Planned = { readonly status: number; readonly read?: Version; readonly change?: Change; readonly place?: number };

/** Decides operations of one partition one after the other, each seeing those before it, and then makes them all or none. */
export class Transaction {
  /** Each makes a version of its own, also where one batch writes a document twice. */
  private readonly changes: Change[] = [];
  private readonly latest = new Map<string, Change>();
  private readonly planned: Planned[] = [];

  constructor(
    private readonly store: ContainerStore,
    private readonly partition: string,
    private readonly now: EpochMs,
  ) {}

  /** Throws Refusal; nothing has been done then. */
  plan(operation: Operation): void {
    this.planned.push(this.decide(operation));
  }

  commit(lagMs: number | undefined): readonly BatchResult[] {
    const made = this.changes.length === 0 ? [] : this.store.commit(this.partition, this.changes, this.now, lagMs);
    return this.planned.map(({ status, read, change, place }) => {
      const version = read ?? (place === undefined ? undefined : made[place]);
      return { status, charge: change ? writeCharge(change.size) : readCharge(read?.size ?? 0), ...(version && { version }) };
    });
  }

  private decide(operation: Operation): Planned {
    switch (operation.kind) {
      case 'read': {
        const read = this.newest(operation.id);
        if (!read) throw missing();
        return { status: operation.ifNoneMatch === read.etag ? 304 : 200, read };
      }
      case 'create': {
        const accepted = accept(operation.document, this.partition);
        if (this.exists(accepted.id)) throw new Refusal(409, 'Entity with the specified id already exists in the system.');
        return this.put(201, accepted);
      }
      case 'upsert': {
        const accepted = accept(operation.document, this.partition);
        const there = this.exists(accepted.id);
        if (there && operation.ifNoneMatch === '*') throw new Refusal(409, 'Entity with the specified id already exists in the system.');
        if (operation.ifMatch !== undefined) this.match(accepted.id, operation.ifMatch, 412);
        return this.put(there ? 200 : 201, accepted);
      }
      case 'replace': {
        const accepted = accept(operation.document, this.partition, operation.id);
        this.match(operation.id, operation.ifMatch, 404);
        return this.put(200, accepted);
      }
      case 'delete': {
        this.match(operation.id, operation.ifMatch, 404);
        return this.keep(204, { id: operation.id, value: undefined, size: 0 });
      }
    }
  }

  private put(status: number, accepted: Accepted): Planned {
    return this.keep(status, accepted);
  }

  private keep(status: number, change: Change): Planned {
    this.latest.set(change.id, change);
    this.changes.push(change);
    return { status, change, place: this.changes.length - 1 };
  }

  private exists(id: string): boolean {
    const change = this.latest.get(id);
    return change ? change.value !== undefined : this.newest(id) !== undefined;
  }

  private newest(id: string): Version | undefined {
    if (this.latest.has(id)) throw new Refusal(501, 'Reading a document that the same batch wrote is not covered.');
    return this.store.find(this.partition, id, this.now);
  }

  private match(id: string, ifMatch: string | undefined, absent: 404 | 412): void {
    if (!this.exists(id)) throw absent === 404 ? missing() : changed();
    if (ifMatch === undefined || ifMatch === '*') return;
    if (this.latest.has(id) || this.newest(id)?.etag !== ifMatch) throw changed();
  }
}

const missing = (): Refusal => new Refusal(404, 'Entity with the specified id does not exist in the system.');
const changed = (): Refusal => new Refusal(412, 'One of the specified pre-condition is not met.');
