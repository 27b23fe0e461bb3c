import { MINUTE, SECOND, type EpochMs } from '../../../../../shared/kernel/clock';
import type { TenantOptions } from '../../options';
import { Meter } from './meter';
import { Refusal } from '../refusal';

/** What one request takes of the directory's limits. */
export interface DirectoryCost {
  readonly units: number;
  readonly isWrite: boolean;
}

/** The cost of a request whose operation costs `units` at least (throttling-limits.md, "Identity and access"). */
export function directoryCost(method: string, query: string, units: number): DirectoryCost {
  if (method !== 'GET') return { units: 1, isWrite: true };
  const options = new URLSearchParams(query);
  const top = options.get('$top');
  const less = (options.has('$select') ? 1 : 0) + (top !== null && Number(top) < 20 ? 1 : 0);
  return { units: Math.max(units - less + (options.has('$expand') ? 1 : 0), 1), isWrite: false };
}

const UNITS_WINDOW = 10 * SECOND;
const WRITES_WINDOW = 2.5 * MINUTE;
const TENANT_WRITES_WINDOW = 5 * MINUTE;

/** Limits of the directory itself: units and writes per app, and writes of all apps together. A mailbox has no part in them. */
export class DirectoryLimits {
  private readonly apps = new Map<string, { readonly units: Meter; readonly writes: Meter }>();
  private readonly writes = new Meter(TENANT_WRITES_WINDOW);

  constructor(
    private readonly options: TenantOptions,
    private readonly tenantId: string,
  ) {}

  /** Throws 429. */
  admit(appId: string, { units, isWrite }: DirectoryCost, now: EpochMs): void {
    const most = this.options.directoryLimit;
    let app = this.apps.get(appId);
    if (!app) this.apps.set(appId, (app = { units: new Meter(UNITS_WINDOW), writes: new Meter(WRITES_WINDOW) }));
    const over = (meter: Meter, by: number, limit: number, information: string, scope: string): void => {
      if (meter.count(now, by) <= limit) return;
      const headers = {
        'retry-after': String(meter.secondsUntilBelow(limit)),
        'x-ms-throttle-information': information,
        'x-ms-throttle-scope': `${scope}/${isWrite ? 'Write' : 'ReadWrite'}/${appId}/${this.tenantId}`,
      };
      throw new Refusal(429, 'TooManyRequests', 'Too many requests', { headers });
    };
    over(app.units, units, most.units, 'ResourceUnitLimitExceeded', 'Tenant_Application');
    if (!isWrite) return;
    over(app.writes, 1, most.writes, 'WriteLimitExceeded', 'Tenant_Application');
    over(this.writes, 1, most.tenantWrites, 'WriteLimitExceeded', 'Tenant');
  }
}
