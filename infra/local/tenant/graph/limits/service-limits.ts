import type { EpochMs } from '../../../../../shared/kernel/clock';
import type { TenantOptions } from '../../options';
import type { Route } from '../table/routes';
import { directoryCost, DirectoryLimits } from './directory-limits';
import { SharePointLimits } from './sharepoint-limits';

/** The limits of the services that count by themselves, beside those of Graph and of mailboxes. */
export class ServiceLimits {
  private readonly directory: DirectoryLimits;
  private readonly sharePoint: SharePointLimits;

  constructor(options: TenantOptions, tenantId: string) {
    this.directory = new DirectoryLimits(options, tenantId);
    this.sharePoint = new SharePointLimits(options);
  }

  /** Headers that the answer gets. Throws 429. */
  admit(method: string, { operation, query }: Route, appId: string, now: EpochMs): Readonly<Record<string, string>> {
    if (operation?.area === 'directory') {
      const cost = directoryCost(method, query, operation.units ?? 1);
      this.directory.admit(appId, cost, now);
      return { 'x-ms-resource-unit': String(cost.units) };
    }
    if (operation?.area === 'sharepoint') this.sharePoint.admit(appId, operation.units ?? 1, now);
    return {};
  }
}
