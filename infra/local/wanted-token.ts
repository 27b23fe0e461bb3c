import type { StaffWanted } from './running-cloud';
import type { TenantCore } from './tenant/core';
import { guidOf } from './tenant/guid';

/** A token for the API, as whoever tries it wants one. */
export function wantedToken(tenant: TenantCore, audience: string, { roles, name, application = false }: StaffWanted): string {
  if (application) {
    const called = name ?? 'Some application';
    const ids = { oid: guidOf(`service principal of ${called}`), client: guidOf(`application ${called}`) };
    return tenant.staffToken({ audience, roles, name: called, appOnly: true, ...ids });
  }
  const people = tenant.directory.all().filter(({ kind }) => kind === 'user');
  const person = name === undefined ? people[0] : people.find(({ displayName }) => displayName === name);
  const known = person && { oid: person.id, name: person.displayName, username: person.userPrincipalName };
  const stranger = { oid: guidOf(`somebody called ${name ?? ''}`), name: name ?? 'Somebody' };
  return tenant.staffToken({ audience, roles, ...(known ?? stranger) });
}
