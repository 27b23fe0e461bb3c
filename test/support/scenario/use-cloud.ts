import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../../infra/build';
import { startCloud, type CloudOptions } from '../../../infra/local/cloud';
import type { HostLine } from '../../../infra/local/host/host';
import type { RunningCloud } from '../../../infra/local/running-cloud';
import { roomAddress } from '../../../infra/local/seed-data';
import type { Snapshot } from '../../../infra/local/tenant/snapshot';
import type { AuditRecord } from '../../../shared/sync/item/audit';
import { GraphWatch } from './graph-watch';
import { People } from './people';

/**
 * The sweep every other second and three seconds of patience with an unknown outcome: no story need take minutes. The room finder is not written to
 * unless a story is about it: a token asked for at the start would outlive what a story does to the app's rights.
 */
const QUICK = { SWEEP_SCHEDULE: '*/2 * * * * *', UNKNOWN_SETTLE_SECONDS: '3', PLACES: 'off', CLIENT_WRITES_PER_HOUR: '100000' };

export interface Scenario {
  readonly cloud: RunningCloud;
  readonly people: People;
  readonly graph: GraphWatch;
  /** Everything that hosts and apps logged. */
  readonly lines: readonly HostLine[];
  /** Moves the clock of cores and timers ahead; the app's own stays the machine's. */
  pass(ms: number): void;
}

export type ScenarioOptions = Partial<Pick<CloudOptions, 'instances' | 'seed' | 'settings'>>;

/** One cloud with the built app for the tests of one file, started before them and closed after them whatever became of them. */
export function useCloud(options: ScenarioOptions = {}): Scenario {
  const lines: HostLine[] = [];
  let running: (Pick<Scenario, 'cloud' | 'people' | 'graph'> & { dataDir: string }) | undefined;
  let aheadMs = 0;
  const started = () => {
    if (!running) throw new Error('the cloud of this file did not start');
    return running;
  };

  beforeAll(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'instep-scenario-'));
    try {
      const { appDir } = await buildApp({ outDir: join(dataDir, 'app') });
      const cloud = await startCloud({
        appDir,
        dataDir,
        basePort: 0,
        instances: 1,
        seed: 'all',
        log: (line) => lines.push(line),
        clock: { now: () => Date.now() + aheadMs },
        ...trafficLog(),
        ...options,
        settings: { ...QUICK, ...options.settings },
      });
      running = { cloud, people: new People(cloud), graph: new GraphWatch(cloud.cores.tenant), dataDir };
    } catch (cause) {
      await rm(dataDir, { recursive: true });
      throw cause;
    }
  }, 60_000);

  afterAll(async () => {
    if (!running) return;
    await running.cloud.close();
    await rm(running.dataDir, { recursive: true });
  }, 30_000);

  return {
    lines,
    get cloud() {
      return started().cloud;
    },
    get people() {
      return started().people;
    },
    get graph() {
      return started().graph;
    },
    pass: (ms) => {
      aheadMs += ms;
      started().cloud.bus.poke();
    },
  };
}

const trafficLog = (): { graphTrafficLog?: string } => {
  const file = process.env['GRAPH_TRAFFIC_LOG'];
  return file ? { graphTrafficLog: file } : {};
};

export const room = (space: string): string => roomAddress({ id: space });

export type CalendarEvent = Snapshot['mailboxes'][number]['events'][number];

/** What stands in a room's calendar now, for one reservation where one is given. */
export function eventsIn({ cloud }: Scenario, space: string, reservationId?: string): readonly CalendarEvent[] {
  const events = cloud.cores.tenant.snapshot().mailboxes.find(({ address }) => address === room(space))?.events ?? [];
  return reservationId === undefined ? events : events.filter((event) => event.reservationId === reservationId);
}

/** The audit records of one reservation's event, oldest first, as they stand in the database. */
export function auditOf({ cloud }: Scenario, reservationId: string): readonly AuditRecord[] {
  const rows = [...(cloud.cores.database.containers.store('items')?.rows(cloud.now()) ?? [])];
  return rows
    .filter(({ value }) => value?.['type'] === 'audit' && value['key'] === reservationId)
    .map(({ value }) => value as unknown as AuditRecord) // what the app wrote under this type
    .sort((a, b) => a.revision - b.revision);
}

const DAY_MS = 86_400_000;

/** An hour of a day to come, in UTC: `at(3, 14)` is 14:00 in three days. Each story of a file has days of its own. */
export const at = (day: number, hour: number, minute = 0): string => {
  const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS + day * DAY_MS;
  return new Date(midnight + (hour * 60 + minute) * 60_000).toISOString().replace('.000Z', 'Z');
};
