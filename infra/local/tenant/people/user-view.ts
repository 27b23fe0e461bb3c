import type { Json, JsonObject } from '../../../../shared/kernel/json';
import type { User, UserState } from '../model';

const DEFAULT_FIELDS =
  'businessPhones displayName givenName jobTitle mail mobilePhone officeLocation preferredLanguage surname userPrincipalName id'.split(' ');
const OTHER_FIELDS =
  'accountEnabled city companyName country createdDateTime department employeeId employeeType faxNumber mailNickname onPremisesSyncEnabled ' +
  'otherMails postalCode proxyAddresses state streetAddress usageLocation userType';
const BASIC_FIELDS = new Set(['displayName', 'givenName', 'id', 'mail', 'surname', 'userPrincipalName']);

/** What `$select` may name. */
export const userProperties: ReadonlySet<string> = new Set([...DEFAULT_FIELDS, ...OTHER_FIELDS.split(' ')]);

/** How much of a person the app may see. */
export type UserSight = 'full' | 'basic' | 'id';

/** A person as Graph shows one; what the app may not see is left out, except among the members of a group, where it is null. */
export function userView(user: User, state: UserState, select: readonly string[] | undefined, sight: UserSight): JsonObject {
  const all: JsonObject = {
    businessPhones: [],
    accountEnabled: user.kind === 'user',
    userType: 'Member',
    mailNickname: user.userPrincipalName.split('@')[0],
    ...state.profile,
    id: user.id,
    displayName: state.displayName,
    userPrincipalName: user.userPrincipalName,
    mail: user.hasMailbox ? user.userPrincipalName : null,
  };
  const fields: Record<string, Json> = {};
  for (const name of select ?? DEFAULT_FIELDS) {
    if (sight === 'id') fields[name] = name === 'id' ? user.id : null;
    else if (sight === 'full' || BASIC_FIELDS.has(name)) fields[name] = all[name] ?? null;
  }
  return fields;
}
