import type { EpochMs } from '../../../../shared/kernel/clock';
import type { Principal } from '../model';
import { notCovered, Refusal } from './refusal';
import type { Operation } from './routes';

const READ_EVENTS = ['Calendars.Read', 'Calendars.ReadWrite'];
const WRITE_EVENTS = ['Calendars.ReadWrite'];
const READ_SCHEDULES = ['Calendars.ReadBasic.All', 'Calendars.ReadBasic', ...READ_EVENTS];
const READ_MAIL = ['Mail.Read', 'Mail.ReadWrite'];
const BASIC_MAIL = ['Mail.ReadBasic.All', 'Mail.ReadBasic'];
const WRITE_MAIL = ['Mail.ReadWrite'];
const SEND_MAIL = ['Mail.Send'];
const READ_PLACES = ['Place.Read.All', 'Place.ReadWrite.All'];
const WRITE_PLACES = ['Place.ReadWrite.All'];
const READ_USERS = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
const BASIC_USERS = ['User.ReadBasic.All'];

const granted = (principal: Principal, wanted: readonly string[]): boolean => principal.roles.some((role) => wanted.includes(role));

export const accessDenied = (): Refusal => new Refusal(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');

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
export function checkRoles(principal: Principal, operation: Operation): void {
  switch (operation) {
    case 'users':
    case 'get-user':
      if (!granted(principal, READ_USERS) && !granted(principal, BASIC_USERS))
        throw new Refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
      return;
    case 'list-rooms':
    case 'get-place':
      if (!granted(principal, READ_PLACES)) throw accessDenied();
      return;
    case 'update-place':
      if (!granted(principal, WRITE_PLACES)) throw accessDenied();
      return;
    case 'list-calendars':
    case 'get-event':
    case 'list-events':
    case 'calendar-view':
      if (!granted(principal, READ_EVENTS)) throw accessDenied();
      return;
    case 'create-event':
    case 'update-event':
    case 'delete-event':
      if (!granted(principal, WRITE_EVENTS)) throw accessDenied();
      return;
    case 'get-schedule':
      if (!granted(principal, READ_SCHEDULES)) throw accessDenied();
      return;
    case 'get-message':
    case 'list-messages':
      if (!granted(principal, READ_MAIL) && !granted(principal, BASIC_MAIL)) throw accessDenied();
      return;
    case 'create-message':
    case 'update-message':
    case 'delete-message':
      if (!granted(principal, WRITE_MAIL)) throw accessDenied();
      return;
    case 'send-message':
    case 'send-mail':
      if (!granted(principal, SEND_MAIL)) throw accessDenied();
      return;
    case 'me':
      throw new Refusal(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
    case 'find-meeting-times':
      throw accessDenied();
    case 'batch':
    case 'other':
      return;
  }
}

/** Without a full read permission only the basic properties of users are shown (user-list.md). */
export const basicUsersOnly = (principal: Principal): boolean => !granted(principal, READ_USERS);

/** Without a full read permission messages are shown without bodies and extended properties (permissions-reference.md). */
export const basicMailOnly = (principal: Principal): boolean => !granted(principal, READ_MAIL);
