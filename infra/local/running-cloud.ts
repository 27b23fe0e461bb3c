import type { EpochMs } from '../../shared/kernel/clock';
import type { BusCore } from './bus/core';
import type { BusFront } from './bus/wire';
import type { DatabaseCore } from './database/core';
import type { FillState } from './fill/state';
import type { RunningHost } from './host/host';
import type { FaultScript } from './kernel/faults';
import type { TenantCore } from './tenant/core';
import type { VaultCore } from './vault/core';

export interface StaffWanted {
  readonly roles: readonly string[];
  /** Display name of somebody in the tenant, or anybody's; absent: the first person of the tenant. Of an application: any name, each is one. */
  readonly name?: string;
  /** The token that an application gets for itself, by client credentials. */
  readonly application?: boolean;
}

/** What somebody outside needs to look into the tenant. */
export interface Observer {
  /** Root of Graph, without trailing slash. */
  readonly graph: string;
  /** Of another app of the tenant, which may read calendars and mail. */
  readonly token: string;
  /** PEM of the authority that signed the tenant's certificate. */
  readonly ca: string;
}

/** One simulated cloud with the app running in it. */
export interface RunningCloud {
  /** Origins without trailing slash. */
  readonly urls: {
    readonly api: string;
    readonly tenant: string;
    readonly viewer: string;
    readonly database: string;
    readonly vault: string;
  };
  readonly cores: { readonly tenant: TenantCore; readonly bus: BusCore; readonly database: DatabaseCore; readonly vault: VaultCore };
  readonly faults: FaultScript;
  readonly hosts: readonly RunningHost[];
  readonly bus: BusFront;
  /** What every instance of the app is given. */
  readonly settings: Readonly<Record<string, string>>;
  readonly tenantId: string;
  readonly clientId: string;
  /** Of the second registration, for people, groups and lists. */
  readonly directoryClientId: string;
  /** The filling of the city, as far as it is. */
  readonly fill: { now: FillState };
  now(): EpochMs;
  /** An access token for the API. */
  staffToken(wanted: StaffWanted): string;
  observer(): Observer;
  close(): Promise<void>;
}

/** The cloud as the viewer is given it: the viewer's own address is not known yet, and closing is not its business. */
export type ViewedCloud = Omit<RunningCloud, 'urls' | 'close'> & { readonly urls: Omit<RunningCloud['urls'], 'viewer'> };
