import { DatabaseCore } from '../../infra/local/database/core';
import { databasePort } from '../../infra/local/database/port';
import { FaultScript, type Fault } from '../../infra/local/kernel/faults';
import { promptTravel, type Travel } from '../../infra/local/kernel/travel';
import { MODULES } from '../../functions/compose';
import { freeBusy } from '../../functions/free-busy/module';
import { assemble } from '../../functions/host/assemble';
import type { Outside } from '../../functions/host/outside';
import { reservations } from '../../functions/reservations/module';
import { hmacDigest } from '../../shared/adapters/system/digest';
import type { FindStrangers } from '../../shared/availability/ports';
import type { ReadSchedules } from '../../shared/free-busy/ports';
import type { Bus } from '../../shared/kernel/bus';
import type { Clock } from '../../shared/kernel/clock';
import type { Container, Database, Document, Scan, Write } from '../../shared/kernel/database';
import { utcDays } from '../../shared/kernel/days';
import type { ReservationId } from '../../shared/kernel/ids';
import { overlaps } from '../../shared/kernel/intervals';
import type { Log } from '../../shared/kernel/log';
import { dayDocumentId, eventKeyOf, holdsTime, type Claim, type DayDocument, type Reservation } from '../../shared/reservations/model';
import type { Ledger } from '../../shared/spaces/model';
import type { SpaceInput } from '../../shared/spaces/put-space';
import type { SyncItem } from '../../shared/sync/item/item';
import type { Nudge } from '../../shared/sync/lane/nudge';
import { RESERVATION_EVENT, reservationOf } from '../../shared/reservations/kind';
import { aRequest, START, staff } from './builders/reservation-builder';
import { configured } from './configured';
import { replacing, withModules } from './replacing';

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
  /** Where mails are sent from; absent: there are none. */
  readonly sender?: string;
  /** Whether the room finder is written to. */
  readonly places?: boolean;
  /** What Exchange says; absent: it is never asked. */
  readonly readSchedules?: ReadSchedules;
  /** What of it is not ours; absent: as our documents say. */
  readonly findStrangers?: FindStrangers;
  /** Awaited before each call goes on its way: what others do in that moment, or a throw, a death. */
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
  process({ travel = promptTravel, meanwhile, sender, places = false, readSchedules, findStrangers }: Circumstances = {}) {
    const database = this.watched(databasePort(this.core, travel), meanwhile);
    const clock: Clock = { now: () => this.now, id: () => `id-${String((this.serial += 1))}`, random: () => 0.5 };
    const nudges: Nudge[] = [];
    const modules = withModules(
      MODULES,
      replacing(freeBusy, readSchedules ? { readSchedules } : {}),
      replacing(reservations, findStrangers ? { findStrangers } : {}),
    );
    const settings = { ORGANISATION_NAME: 'City of Example', MAIL_SENDER: sender, PLACES: places ? 'write' : 'off' };
    const outside: Outside = {
      ...{ database, clock, log: QUIET, bus: noting(nudges) },
      signing: () => Promise.resolve(DIGEST),
      graph: { send: () => Promise.reject(new Error('the ledgers ask Microsoft nothing')) },
      checkSignIn: () => Promise.resolve({ kind: 'unavailable' }),
    };
    const { use, kinds } = assemble(modules, configured(settings), outside);
    const { approveReservation: approve, denyReservation: deny, cancelReservation: cancel, ...decided } = use.reservations;
    return {
      ...{ database, nudges, contacts: use.limits, approve, deny, cancel },
      readSpace: use.spaces.readSpace,
      listSpaces: use.spaces.listSpaces,
      putSpace: use['space-changes'].putSpace,
      deleteSpace: use['space-changes'].deleteSpace,
      submit: decided.submitReservation,
      change: decided.changeReservation,
      revokeLinks: decided.revokeLinks,
      settled: async (item: SyncItem) => kinds.find(({ name }) => name === RESERVATION_EVENT)?.onSettled?.(item),
      confirmAll: decided.confirmAwaiting,
      setLegalHold: decided.setLegalHold,
      forgetContacts: decided.forgetContacts,
      expireHolds: decided.expireHolds,
      finishMoves: decided.finishMoves,
      countStanding: decided.countStanding,
      read: decided.readReservation,
      consequences: decided.readConsequences,
      list: decided.listReservations,
      availability: use.availability.readAvailability,
      search: use.availability.searchAvailability,
      feed: use.feeds.readSpaceFeed,
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

  /** Does it in a process that dies after so many of its commits to the ledgers, its ticks not counted. */
  async dying(work: (app: TownProcess) => Promise<unknown>, commits: number): Promise<void> {
    let left = commits;
    let died = (): void => undefined;
    const death = new Promise<void>((resolve) => {
      died = resolve;
    });
    const app = this.process({
      meanwhile: (call) => {
        if (left > 0) {
          if (decides(call)) left -= 1;
          return;
        }
        died();
        return new Promise<void>(() => undefined);
      },
    });
    await Promise.race([work(app), death]);
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
    const items = this.documents<SyncItem>('sync-item').filter(({ kind }) => kind === RESERVATION_EVENT);
    const reservations = this.documents<Reservation>('reservation');
    // Between the claim of a move and its end both times are kept.
    const claims = this.documents<Claim>('claim');
    const moving = new Set(claims.flatMap(({ reservation, due }) => (due === undefined ? [] : [reservation])));
    for (const { id, leaving = [] } of reservations) if (leaving.length > 0) moving.add(id);
    const spaces = new Map(this.documents<Ledger>('ledger').flatMap((ledger) => ledger.spaces.map((space) => [space.id, ledger] as const)));
    const standing = reservations.filter(({ status }) => holdsTime(status));
    for (const { id, kept, excludes, spaceId } of standing) {
      for (const day of excludes.flatMap((space) => utcDays(kept).map((utc) => dayDocumentId(space, utc)))) {
        const times = days.get(day)?.filter((one) => one.id === id && one.start === kept.start && one.end === kept.end).length ?? 0;
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
        const own = standing.find(({ id }) => id === one.id);
        if (own?.kept.start !== one.start && !moving.has(one.id)) wrongs.push(`${day} holds time for ${one.id}, which does not stand`);
        for (const other of taken.slice(index + 1)) {
          // Two parts may be used at once; both stand in the days of their whole.
          const space = standing.find(({ id }) => id === other.id)?.spaceId;
          const apart = one.id === other.id || (space !== undefined && own?.excludes.includes(space) === false);
          if (!apart && overlaps(one, other)) wrongs.push(`${one.id} and ${other.id} overlap on ${day}`);
        }
      });
    }
    for (const { reservation, places, due } of claims) {
      const here = standing.some(({ id, placedIn }) => id === reservation && placedIn !== undefined);
      if (due === undefined && !moving.has(reservation) && (!here || places.length !== 1))
        wrongs.push(`a claim of ${reservation} stays for nothing`);
    }
    for (const reservation of reservations) {
      const { id, status, spaceId, startsAt, endsAt } = reservation;
      const [present, others] = [eventKeyOf(reservation), items.filter(({ key }) => reservationOf(key) === id)];
      for (const { key, target, desired } of others) {
        if (key !== present || !holdsTime(status)) {
          if (desired.value !== null) wrongs.push(`${id} is ${status} at ${present}, and ${key} wishes an event`);
        } else {
          const address = spaces.get(spaceId)?.spaces.find((space) => space.id === spaceId)?.exchangeResourceMailbox;
          const wish = desired.value as { readonly start: number; readonly end: number } | null; // as the kind makes it
          if (target !== address) wrongs.push(`${id} is in ${spaceId}, its wish in ${target}`);
          if (wish?.start !== startsAt || wish.end !== endsAt) wrongs.push(`${id} is ${status}, its wish is another`);
        }
      }
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
      distinct: (asked) => database.distinct(asked),
    };
  }
}

export type TownProcess = ReturnType<Town['process']>;

/** Begins in a process that dies before its ledger decides; what it did before that stands. */
export async function forsaken(town: Town, work: (app: TownProcess) => Promise<unknown>): Promise<void> {
  await new Promise<void>((died) => {
    const meanwhile = (call: Call): Promise<void> | undefined => {
      if (!decides(call)) return undefined;
      died();
      return new Promise<void>(() => undefined);
    };
    void work(town.process({ meanwhile, sender: 'office@city.example' }));
  });
}

/** Its id, of what must be accepted. */
export async function submitted(app: TownProcess, more: Parameters<typeof aRequest>[0] = {}): Promise<ReservationId> {
  const outcome = await app.submit(aRequest(more));
  if (outcome.kind !== 'accepted') throw new Error(`it was ${JSON.stringify(outcome)}`);
  return outcome.reservation.id;
}

const DIGEST = hmacDigest(Buffer.alloc(32, 7));
const QUIET: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A bus that keeps the nudges. */
const noting = (nudges: Nudge[]): Bus => {
  // The product sends nothing else.
  const note = (body: unknown): Promise<void> => Promise.resolve(void nudges.push(body as Nudge));
  return {
    send: async (_queue, messages) => {
      for (const { body } of messages) await note(body);
    },
    schedule: (_queue, { body }) => note(body),
  };
};
