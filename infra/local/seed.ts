import { KEY_COLUMNS, READER, roomAddress, SENDER, spaceBody, SPACES, STAFF } from './seed-data';
import type { TenantCore } from './tenant/core';

/**
 * People, rooms, a group and a list as they exist in the tenant before Instep comes; straight into the core, for nobody makes them through us.
 * The app with this client id may write the list's site.
 */
export function seedTenant(tenant: TenantCore, siteWriter: string): void {
  for (const space of SPACES) {
    tenant.addUser({ address: roomAddress(space), displayName: `${space.building.abbreviation} ${space.name}`, kind: 'room' });
  }
  tenant.addUser({ address: SENDER, displayName: 'City of Example, Bookings', kind: 'shared' });
  tenant.addUser({ address: READER, displayName: 'City of Example, Free and busy', kind: 'shared' });
  for (const { address, displayName, profile } of STAFF) tenant.addUser({ address, displayName, kind: 'user', profile });
  const members = STAFF.filter(({ profile }) => profile['department'] === 'Facilities').map(({ address }) => address);
  tenant.groups.add({ displayName: 'Facilities', kind: 'security', description: 'Whoever opens and closes', members });
  const site = tenant.lists.addSite('facilities');
  site.grants.set(siteWriter.toLowerCase(), 'write');
  tenant.lists.addList(site, 'Keys', KEY_COLUMNS);
}

/** The spaces, as an administrator enters them: through the public API. Throws Error with the API's answer. */
export async function seedSpaces(apiUrl: string, adminToken: string): Promise<void> {
  const put = async (id: string, body: unknown): Promise<void> => {
    const response = await fetch(`${apiUrl}/api/v1/spaces/${id}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`PUT /api/v1/spaces/${id} answered ${String(response.status)}: ${await response.text()}`);
    await response.body?.cancel();
  };
  const wholes = SPACES.filter(({ partOf }) => partOf === undefined);
  await Promise.all(wholes.map((space) => put(space.id, spaceBody(space))));
  // One after the other: parts of one whole change the same ledger.
  for (const part of SPACES.filter(({ partOf }) => partOf !== undefined)) await put(part.id, spaceBody(part));
}
