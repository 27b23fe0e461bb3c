import { DatabaseCore } from '../../infra/local/database/core';
import { databasePort } from '../../infra/local/database/port';
import { FaultScript, type Fault } from '../../infra/local/kernel/faults';
import { promptTravel, type Travel } from '../../infra/local/kernel/travel';
import { hmacDigest } from '../../shared/adapters/system/digest';
import type { Clock } from '../../shared/kernel/clock';
import type { Container, Database, Document, Scan, Write } from '../../shared/kernel/database';
import { utcDays } from '../../shared/kernel/days';
import { overlaps } from '../../shared/kernel/intervals';
import type { Log } from '../../shared/kernel/log';
import { makeCountStanding } from '../../shared/reservations/count-standing';
import { makeDecideReservation } from '../../shared/reservations/decide-reservation';
import { makeDecideSubmissions } from '../../shared/reservations/decide-submissions';
import { makeListReservations } from '../../shared/reservations/list-reservations';
import { dayDocumentId, holdsTime, type DayDocument, type Reservation } from '../../shared/reservations/model';
import { makeReadAvailability } from '../../shared/reservations/read-availability';
import { makeReadReservation } from '../../shared/reservations/read-reservation';
import { makeSubmitReservation } from '../../shared/reservations/submit-reservation';
import { makeFindLedger, makeReadSpace } from '../../shared/spaces/find-ledger';
import { makeListSpaces } from '../../shared/spaces/list-spaces';
import type { Ledger } from '../../shared/spaces/model';
import { makePutSpace, type SpaceInput } from '../../shared/spaces/put-space';
import { syncItemId, type SyncItem } from '../../shared/sync/item';
import type { Nudge } from '../../shared/sync/nudge';
import { RESERVATION_EVENT } from '../../shared/reservations/kind';
import { START, staff } from './builders/reservation-builder';
import { mailsFrom } from './mails';

/** What a process asks of the database, before it does. */
type Call =
  | { readonly method: 'read'; readonly container: Container; readonly partition: string; readonly id: string }
  | { readonly method: 'commit'; readonly container: Container; readonly partition: string; readonly writes: readonly Write[] }
  | { readonly method: 'scan'; readonly scan: Scan };

/** A commit that decides something about a ledger, not the tick that brings a process up to the present. */
export const decides = (call: Call): boolean =>
  call.method === 'commit' && call.container === 'items' && call.writes.every((write) => write.kind !== 'upsert');

interface Circumstances {
  readonly travel?: Travel;
  /** Awaited before each call goes on its way: what others do in that moment, or a throw, a death. */
  /** Where mails are sent from; absent: there are none. */
  readonly sender?: string;
  readonly meanwhile?: (call: Call) => Promise<void> | void;
}

/** A town's ledgers on the database core, with a clock that the test moves and as many processes of the app as it wants. */
export class Town {
  now = START;
  readonly faults = new FaultScript();
  readonly core = new DatabaseCore({ now: () => this.now }, this.faults);
  /** Every commit that any process asked for. */
  readonly commits: Extract<Call, { method: 'commit' }>[] = [];
  readonly scans: Scan[] = [];
  private serial = 0;

  constructor(lagMs?: number) {
    if (lagMs !== undefined) this.core.lag = { ms: lagMs };
  }

  /** One process of the app: its own session and memory. */
  process({ travel = promptTravel, meanwhile, sender }: Circumstances = {}) {
    const database = this.watched(databasePort(this.core, travel), meanwhile);
    const clock: Clock = { now: () => this.now, id: () => `id-${String((this.serial += 1))}`, random: () => 0.5 };
    const nudges: Nudge[] = [];
    const sendNudge = (nudge: Nudge): Promise<void> => {
      nudges.push(nudge);
      return Promise.resolve();
    };
    const subjectTemplate = '{title}';
    const findLedger = makeFindLedger({ database });
    const readSpace = makeReadSpace({ database, findLedger });
    const mailsFor = mailsFrom(database, sender);
    const decide = makeDecideSubmissions({ database, clock, subjectTemplate, mailsFor });
    const deciding = { database, clock, log: QUIET, sendNudge, subjectTemplate, mailsFor };
    return {
      database,
      nudges,
      readSpace,
      submit: makeSubmitReservation({ database, findLedger, decide, sendNudge, digest: DIGEST, clock, log: QUIET }),
      approve: makeDecideReservation('approve', deciding),
      deny: makeDecideReservation('deny', deciding),
      cancel: makeDecideReservation('cancel', deciding),
      read: makeReadReservation({ database }),
      list: makeListReservations({ database }),
      availability: makeReadAvailability({ database, readSpace }),
      listSpaces: makeListSpaces({ database }),
      putSpace: makePutSpace({ database, findLedger, readSpace, countStanding: makeCountStanding({ database, clock }), clock, log: QUIET }),
    };
  }

  /** The spaces of this town, put one after the other by a process that nobody else knows; the commits are not counted. */
  async with(...spaces: readonly SpaceInput[]): Promise<this> {
    const { putSpace } = this.process();
    for (const space of spaces) {
      const outcome = await putSpace(space, staff);
      if (outcome.kind !== 'created') throw new Error(`${space.id} was not created: ${JSON.stringify(outcome)}`);
    }
    this.commits.length = 0;
    return this;
  }

  fault(fault: Omit<Fault, 'id' | 'core'>): void {
    this.serial += 1;
    this.faults.add({ id: `fault-${String(this.serial)}`, core: 'database', ...fault });
  }

  /** All documents of a type as they are, without lag. */
  documents<T extends Document>(type: T['type'], container: Container = 'items'): T[] {
    const rows = [...(this.core.containers.store(container)?.rows(this.now) ?? [])];
    // The product wrote these documents; the type member tells which is which.
    return rows.map(({ value }) => value as unknown as T).filter((document) => document.type === type);
  }

  /** Day document id -> the ids that hold time in it; days with nobody are left out. */
  days(): Record<string, string[]> {
    const days = this.documents<DayDocument>('day').filter(({ taken }) => taken.length > 0);
    return Object.fromEntries(days.map(({ id, taken }) => [id, taken.map((interval) => interval.id)]));
  }

  /** What of the first promises (design, section 8) does not hold, in words; nothing when all is well. */
  wrongs(): string[] {
    const wrongs: string[] = [];
    const days = new Map(this.documents<DayDocument>('day').map((day) => [day.id, day.taken]));
    const items = new Map(this.documents<SyncItem>('sync-item').map((item) => [item.id, item]));
    const reservations = this.documents<Reservation>('reservation');
    const spaces = new Map(this.documents<Ledger>('ledger').flatMap((ledger) => ledger.spaces.map((space) => [space.id, ledger] as const)));
    const standing = reservations.filter(({ status }) => holdsTime(status));
    for (const { id, kept, excludes, spaceId } of standing) {
      for (const day of excludes.flatMap((space) => utcDays(kept).map((utc) => dayDocumentId(space, utc)))) {
        const times = days.get(day)?.filter((interval) => interval.id === id).length ?? 0;
        if (times !== 1) wrongs.push(`${id} stands ${String(times)} times in ${day}`);
      }
      const ledger = spaces.get(spaceId);
      const now = ledger?.spaces.filter(
        (one) => one.id === spaceId || one.partOf === spaceId || one.id === ledger.spaces.find((own) => own.id === spaceId)?.partOf,
      );
      const missing = now?.filter((one) => !excludes.includes(one.id)) ?? [];
      if (missing.length > 0) wrongs.push(`${id} does not exclude ${missing.map((one) => one.id).join(', ')}`);
    }
    for (const [day, taken] of days) {
      taken.forEach((one, index) => {
        if (!standing.some(({ id }) => id === one.id)) wrongs.push(`${day} holds time for ${one.id}, which does not stand`);
        for (const other of taken.slice(index + 1)) {
          // Two parts may be used at once; both stand in the days of their whole.
          const space = standing.find(({ id }) => id === other.id)?.spaceId;
          const apart = space !== undefined && standing.find(({ id }) => id === one.id)?.excludes.includes(space) === false;
          if (!apart && overlaps(one, other)) wrongs.push(`${one.id} and ${other.id} overlap on ${day}`);
        }
      });
    }
    for (const { id, revision, status } of reservations) {
      const item = items.get(syncItemId(RESERVATION_EVENT, id));
      if (!item) continue;
      if (item.desired.revision !== revision) wrongs.push(`${id} is at ${String(revision)}, its wish at ${String(item.desired.revision)}`);
      if ((item.desired.value !== null) !== holdsTime(status)) wrongs.push(`${id} is ${status}, its wish is not`);
    }
    return wrongs;
  }

  private watched(database: Database, meanwhile: Circumstances['meanwhile'] = () => undefined): Database {
    return {
      later: (...tokens) => database.later(...tokens),
      read: async (container, partition, id, since) => {
        await meanwhile({ method: 'read', container, partition, id });
        return database.read(container, partition, id, since);
      },
      commit: async (container, partition, writes) => {
        const call: Call = { method: 'commit', container, partition, writes };
        await meanwhile(call);
        this.commits.push(call);
        return database.commit(container, partition, writes);
      },
      scan: async (scan) => {
        await meanwhile({ method: 'scan', scan });
        this.scans.push(scan);
        return database.scan(scan);
      },
    };
  }
}

export type TownProcess = ReturnType<Town['process']>;

const DIGEST = hmacDigest(Buffer.alloc(32, 7));
const QUIET: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
