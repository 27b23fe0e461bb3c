import { MINUTE, type EpochMs } from '../../../../../shared/kernel/clock';
import type { TenantOptions } from '../../options';
import { Refusal } from '../refusal';
import { Meter } from './meter';

/** SharePoint's own limit: resource units of an app in a minute ("Avoid getting throttled or blocked in SharePoint Online"). */
export class SharePointLimits {
  private readonly apps = new Map<string, Meter>();

  constructor(private readonly options: TenantOptions) {}

  /** Throws 429. */
  admit(appId: string, units: number, now: EpochMs): void {
    const most = this.options.sharePointLimit.units;
    let meter = this.apps.get(appId);
    if (!meter) this.apps.set(appId, (meter = new Meter(MINUTE)));
    if (meter.count(now, units) <= most) return;
    const headers = { 'retry-after': String(meter.secondsUntilBelow(most)) };
    throw new Refusal(429, 'activityLimitReached', 'The app or user has been throttled.', { headers });
  }
}
