import { BusCore } from '../../infra/local/bus/core';
import { DatabaseCore } from '../../infra/local/database/core';
import { FaultScript, type Fault } from '../../infra/local/kernel/faults';
import { TenantCore } from '../../infra/local/tenant/core';
import { DAY, MINUTE, SECOND } from '../../shared/kernel/clock';
import type { LogFields } from '../../shared/kernel/log';
import type { SpaceId } from '../../shared/kernel/ids';
import type { AlsoIn } from '../../shared/reservations/model';
import type { SpaceInput } from '../../shared/spaces/put-space';
import { Random } from './random';
import { Scheduler } from './scheduler';

export const APP = '0a000000-0000-4000-8000-000000000001';
export const SECRET = 'a secret of the simulation';
/** Monday, 2 March 2026, 08:00 UTC. */
export const START = Date.UTC(2026, 2, 2, 8);

/** Where mails are sent from, and how fast. */
export const SENDER = 'office@city.example';
/** Who is asked to decide, by mail. */
export const APPROVER = 'board@elsewhere.example';
/** Through which free and busy times are read. */
export const READER = 'freebusy@city.example';
/** The mailboxes of people and programmes, whose calendars sessions stand in too. */
const PEOPLE = ['ann@city.example', 'bob@city.example', 'programmes@city.example'] as const;
export const MAILS_PER_MINUTE = 8;
export const CONSENTS = ['Calendars.ReadWrite', 'Mail.ReadWrite', 'Mail.Send'] as const;

/** How the network is. */
export interface Weather {
  loseRequest: number;
  loseAnswer: number;
  slowestMs: number;
}

const FAIR: Weather = { loseRequest: 0, loseAnswer: 0, slowestMs: 20 };

/** The cores that everybody shares, on one clock and one seed. */
export class Cloud {
  readonly random: Random;
  readonly scheduler = new Scheduler(START);
  readonly faults = new FaultScript(() => this.random.next());
  readonly database: DatabaseCore;
  readonly bus: BusCore;
  readonly tenant: TenantCore;
  readonly weather: Weather = { ...FAIR };
  readonly unknownSettleMs = 2 * MINUTE;
  readonly lines: string[] = [];
  /** When the last limit that the tenant was told to keep ends. */
  throttledUntil = 0;
  /** Faults that stay when all others cease. */
  readonly poison: Fault[] = [];
  /** How long the record of a mail is kept once it has left: for ever as far as a run goes, or hardly. */
  readonly keepMailDays: number;
  /** Where sessions may stand too. */
  readonly calendars: AlsoIn[] = [];

  constructor(
    readonly seed: number,
    private readonly keepTrace: boolean,
  ) {
    this.random = new Random(seed);
    this.keepMailDays = this.random.chance(0.5) ? 90 : (3 * MINUTE) / DAY;
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
        scheduleLagMs: (random) => Math.floor(random() * 60 * SECOND),
        scheduleItems: this.random.chance(0.5) ? 'details' : 'times',
        sentLagMs: (random) => Math.floor(random() * 100 * SECOND),
        whileSending: this.random.chance(0.5) ? 'missing' : 'draft',
        deletedMessages: this.random.chance(0.5) ? 'moved' : 'gone',
        internetMessageIds: 'replaced',
        latencyMs: (random) => 20 + Math.floor(random() * 200),
      },
    });
    this.tenant.entra.apps.register({ appId: APP, displayName: 'Instep', secret: SECRET, roles: [...CONSENTS] });
    if (this.random.chance(0.5)) this.database.lag = { ms: this.random.whole(50, 3000) };
  }

  calm(): void {
    Object.assign(this.weather, FAIR);
    this.faults.clear();
    this.placePoison();
    for (const role of CONSENTS) this.tenant.entra.apps.grant(APP, role);
  }

  /** Everybody's own calendar, and a second one of the programmes. */
  openCalendars(): void {
    for (const mailbox of PEOPLE) {
      this.tenant.addUser({ address: mailbox, displayName: mailbox, kind: 'shared' });
      this.calendars.push({ mailbox });
    }
    const mailbox = PEOPLE[2];
    this.calendars.push({ mailbox, calendarId: this.tenant.addCalendar(mailbox, 'Courses') });
  }

  placePoison(): void {
    for (const fault of this.poison) this.faults.add(fault);
  }

  /** What happened, for people and for comparing two runs. */
  trace(who: string, event: string, fields: LogFields = {}): void {
    if (!this.keepTrace) return;
    const at = new Date(this.scheduler.now()).toISOString().slice(11, 23);
    this.lines.push(`${at} ${who} ${event} ${JSON.stringify(fields)}`);
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
