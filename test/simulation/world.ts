import { BusCore } from '../../infra/local/bus/core';
import { DatabaseCore } from '../../infra/local/database/core';
import { FaultScript, type Fault } from '../../infra/local/kernel/faults';
import { TenantCore } from '../../infra/local/tenant/core';
import { DAY, MINUTE, SECOND } from '../../shared/kernel/clock';
import type { LogFields } from '../../shared/kernel/log';
import type { SpaceId } from '../../shared/kernel/ids';
import type { SpaceInput } from '../../shared/spaces/put-space';
import { Instance } from './instance';
import { Invariants } from './invariants';
import { Random } from './random';
import { Scheduler } from './scheduler';

export const APP = '0a000000-0000-4000-8000-000000000001';
export const SECRET = 'a secret of the simulation';
/** Monday, 2 March 2026, 08:00 UTC. */
export const START = Date.UTC(2026, 2, 2, 8);
const SWEEP_MS = MINUTE;

/** How the network is. */
export interface Weather {
  loseRequest: number;
  loseAnswer: number;
  slowestMs: number;
}

const FAIR: Weather = { loseRequest: 0, loseAnswer: 0, slowestMs: 20 };

/** One cloud, several instances of the app, and everything that can happen to them, from one seed. */
export class World {
  readonly random: Random;
  readonly scheduler = new Scheduler(START);
  readonly faults = new FaultScript();
  readonly database: DatabaseCore;
  readonly bus: BusCore;
  readonly tenant: TenantCore;
  readonly weather: Weather = { ...FAIR };
  readonly invariants: Invariants;
  readonly unknownSettleMs = 2 * MINUTE;
  readonly lines: string[] = [];
  instances: Instance[] = [];
  /** A defect that came to light in somebody's promise. */
  broken: unknown;
  readonly poison: Fault[] = [];
  private born = 0;

  constructor(
    readonly seed: number,
    private readonly keepTrace: boolean,
  ) {
    this.random = new Random(seed);
    const now = (): number => this.scheduler.now();
    const parts = { now, random: () => this.random.next() };
    this.database = new DatabaseCore(parts, this.faults);
    this.bus = new BusCore(parts, this.faults);
    this.tenant = new TenantCore({
      ...parts,
      faults: this.faults,
      options: {
        transactionIds: this.random.chance(0.5) ? 'remembered' : 'forgotten',
        duplicateStatus: this.random.chance(0.5) ? 409 : 400,
        listLagMs: (random) => Math.floor(random() * 20 * SECOND),
        latencyMs: (random) => 20 + Math.floor(random() * 200),
      },
    });
    this.tenant.entra.apps.register({ appId: APP, displayName: 'Instep', secret: SECRET, roles: ['Calendars.ReadWrite'] });
    this.invariants = new Invariants(this);
    if (this.random.chance(0.5)) this.database.lag = { ms: this.random.whole(50, 3000) };
    for (let count = this.random.whole(1, 3); count > 0; count -= 1) this.startInstance();
    this.sweepFrom(START + SWEEP_MS);
  }

  startInstance(): Instance {
    this.born += 1;
    const instance = new Instance(this, `i${String(this.born)}`, this.random.whole(-3 * SECOND, 3 * SECOND));
    this.instances = [...this.instances.filter(({ alive }) => alive), instance];
    return instance;
  }

  someInstance(): Instance {
    const alive = this.instances.filter((instance) => instance.alive);
    return alive.length > 0 ? this.random.pick(alive) : this.startInstance();
  }

  calm(): void {
    Object.assign(this.weather, FAIR);
    this.faults.clear();
    this.placePoison();
    this.tenant.entra.apps.grant(APP, 'Calendars.ReadWrite');
  }

  placePoison(): void {
    for (const fault of this.poison) this.faults.add(fault);
  }

  async run(ms: number): Promise<void> {
    await this.scheduler.run(this.scheduler.now() + ms, () => {
      this.bus.tick();
      for (const instance of this.instances) instance.pump();
      return this.bus.nextEventAt();
    });
  }

  /** What happened, for people and for comparing two runs. */
  trace(who: string, event: string, fields: LogFields = {}): void {
    if (!this.keepTrace) return;
    const at = new Date(this.scheduler.now()).toISOString().slice(11, 23);
    this.lines.push(`${at} ${who} ${event} ${JSON.stringify(fields)}`);
  }

  private sweepFrom(at: number): void {
    this.scheduler.at(at, () => {
      const [first] = this.instances.filter((instance) => instance.alive);
      // A sweep that meets an outage fails like any function; the next one comes in a minute.
      first?.use.sweep().catch((error: unknown) => {
        this.trace(first.name, 'sweep.failed', { why: error instanceof Error ? error.message : 'unknown' });
      });
      this.sweepFrom(at + SWEEP_MS);
    });
  }
}

const space = (id: string, more: Partial<SpaceInput> = {}): SpaceInput => ({
  // Ids of the simulation are slugs by construction.
  id: id as SpaceId,
  name: id,
  building: { name: 'Town Hall', abbreviation: 'TH' },
  timeZone: 'Etc/UTC',
  features: [],
  state: 'open',
  exchangeResourceMailbox: `${id}@city.example`,
  reservationConfig: { approval: 'staff', maxDurationMinutes: DAY / MINUTE, setupMinutes: 15, cleanupMinutes: 15, holdHours: 72 },
  ...more,
});

/** A hall with two halves, a room that approves by itself, and one that people decide about. */
export const SPACES: readonly SpaceInput[] = [
  space('hall'),
  // The cast: as above.
  space('hall-east', { partOf: 'hall' as SpaceId }),
  space('hall-west', { partOf: 'hall' as SpaceId }),
  space('oak', {
    reservationConfig: { approval: 'automatic', maxDurationMinutes: 480, setupMinutes: 0, cleanupMinutes: 0, holdHours: 72 },
  }),
  space('elm'),
];
