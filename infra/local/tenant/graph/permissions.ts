import type { EpochMs } from '../../../../shared/kernel/clock';
import type { Principal } from '../model';
import { wordings } from './areas';
import type { Operation } from './table/operation';
import { notCovered, Refusal } from './refusal';

export const granted = (principal: Principal, wanted: readonly string[]): boolean => principal.roles.some((role) => wanted.includes(role));

/** Throws 401 for a token that is not one of this tenant, or not any more. */
export function checkToken(principal: Principal | undefined, tenantId: string, now: EpochMs): asserts principal is Principal {
  const bad = (message: string): Refusal =>
    new Refusal(401, 'InvalidAuthenticationToken', message, {
      headers: {
        'www-authenticate':
          'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
      },
    });
  if (!principal) throw bad('Access token validation failure.');
  if (principal.tenantId !== tenantId) throw bad('Access token validation failure. Invalid tenant.');
  if (principal.expiresAt <= now) throw bad('Lifetime validation failed, the token is expired.');
  if (principal.idtyp === 'user') throw notCovered('delegated tokens');
}

/** Throws 403 when the roles of the token do not cover the operation, or application permissions cannot. */
export function checkRoles(principal: Principal, { roles, area }: Operation): void {
  if (roles && !granted(principal, roles)) throw wordings[area].denied();
}
