import type { Json, JsonObject } from '../../../../shared/kernel/json';
import { directoryBadRequest } from './refusals';
import { notCovered, type Refusal } from '../graph/refusal';
import { objectBody } from '../graph/odata/values';
import { userProperties } from './user-view';

const invalid = (name: string): Refusal => directoryBadRequest(`Invalid value specified for property '${name}' of resource 'User'.`);

/** Longest texts (resources/user.md; where it names none, what Active Directory keeps). Null clears each of them, an empty text is refused. */
const TEXTS: Readonly<Record<string, number>> = {
  city: 128,
  companyName: 64,
  country: 128,
  department: 64,
  employeeId: 16,
  employeeType: 256,
  faxNumber: 64,
  givenName: 64,
  jobTitle: 128,
  mobilePhone: 64,
  officeLocation: 128,
  postalCode: 40,
  preferredLanguage: 64,
  state: 128,
  streetAddress: 1_024,
  surname: 64,
};
const MOST_OTHER_MAILS = 250;

type Reader = (name: string, value: Json) => Json;

const text =
  (longest: number): Reader =>
  (name, value) => {
    if (typeof value !== 'string' || value.trim() === '' || value.length > longest) throw invalid(name);
    return value;
  };
const texts =
  (most: number): Reader =>
  (name, value) => {
    if (!Array.isArray(value) || value.length > most) throw invalid(name);
    return (value as readonly Json[]).map((entry) => text(256)(name, entry)); // Array.isArray does not narrow a readonly array
  };
const orNull =
  (read: Reader): Reader =>
  (name, value) =>
    value === null ? null : read(name, value);
const required =
  (read: Reader): Reader =>
  (name, value) => {
    if (value === null) throw directoryBadRequest(`A value is required for property '${name}' of resource 'User'.`);
    return read(name, value);
  };

const readers: Readonly<Record<string, Reader>> = {
  ...Object.fromEntries(Object.entries(TEXTS).map(([name, longest]) => [name, orNull(text(longest))])),
  displayName: required(text(256)),
  businessPhones: required(texts(1)),
  otherMails: required(texts(MOST_OTHER_MAILS)),
  accountEnabled: required((name, value) => {
    if (typeof value !== 'boolean') throw invalid(name);
    return value;
  }),
  usageLocation: required((name, value) => {
    if (typeof value !== 'string' || !/^[A-Z]{2}$/.test(value)) throw invalid(name);
    return value;
  }),
};

const READ_ONLY = new Set(['id', 'createdDateTime', 'proxyAddresses', 'onPremisesSyncEnabled']);
/** Properties that Graph knows and this tenant does not keep; some of them cannot be set by an app (user-update.md). */
const NOT_COVERED = new Set(
  (
    'aboutMe ageGroup assignedLicenses birthday consentProvidedForMinor customSecurityAttributes employeeHireDate employeeLeaveDateTime ' +
    'employeeOrgData hireDate identities imAddresses interests mail mailNickname mySite onPremisesExtensionAttributes onPremisesImmutableId ' +
    'passwordPolicies passwordProfile pastProjects preferredDataLocation preferredName responsibilities schools showInAddressList skills ' +
    'userPrincipalName userType'
  ).split(' '),
);

/** Reads the body of PATCH user (user-update.md). Throws 400, and 501 for what the simulation does not cover. */
export function readUserBody(body: Json | undefined): JsonObject {
  const changes: Record<string, Json> = {};
  for (const [name, value] of Object.entries(objectBody(body))) {
    if (name === '@odata.type' || name === '@odata.context') continue;
    if (READ_ONLY.has(name)) throw directoryBadRequest(`Property '${name}' is read-only and cannot be set.`);
    if (NOT_COVERED.has(name) || name.startsWith('extension_')) throw notCovered(`'${name}' in PATCH user`);
    const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (!read || !userProperties.has(name) || value === undefined) throw directoryBadRequest(`Invalid property '${name}'.`);
    changes[name] = read(name, value);
  }
  if (Object.keys(changes).length === 0) throw notCovered('PATCH user without a property');
  return changes;
}
