import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import type { Answer, SyncItem } from '../support/scenario/people';
import { at, eventsIn, room, useCloud } from '../support/scenario/use-cloud';

const town = useCloud();

const blockedItems = (): Promise<Answer<{ items: readonly SyncItem[] }>> => town.people.staff('GET', '/api/v1/sync/items?state=blocked');

/** What is consented shows in new tokens only, and health has asked for one already; Microsoft takes the old one no more. */
const withdrawToken = (id: string): void => {
  town.cloud.faults.add({
    id,
    core: 'tenant',
    match: { mailbox: room('oak') },
    when: 'before',
    effect: { kind: 'refuse', status: 401 },
    times: 1,
  });
};

it('a permission that is revoked blocks and is named in words; granted again, a retry brings everything in step', async () => {
  const { cloud, people } = town;
  const { apps } = cloud.cores.tenant.entra;
  apps.revoke(cloud.clientId, 'Calendars.ReadWrite');
  withdrawToken('revoked');

  const { id } = await people.booked({ space: 'oak', from: at(2, 9), to: at(2, 10) });
  await people.inState(id, 'blocked');
  const behind = await people.booked({ space: 'oak', from: at(2, 11), to: at(2, 12) });
  const { body } = await blockedItems();

  expect(body.items.map((item) => item.id).sort()).toEqual([id, behind.id].sort());
  for (const { reason, attempts } of body.items) {
    expect(attempts).toBe(0);
    expect(reason).toMatchObject({ code: 'permission-missing', who: 'directory-admin' });
    expect(reason?.sentence).toContain('Calendars.ReadWrite');
    expect(reason?.sentence).toContain(room('oak'));
  }
  expect(eventsIn(town, 'oak')).toEqual([]);

  apps.grant(cloud.clientId, 'Calendars.ReadWrite');
  withdrawToken('granted');
  await people.retry(id);
  await people.inStep(id);
  await people.inStep(behind.id);

  expect((await blockedItems()).body.items).toEqual([]);
  expect(eventsIn(town, 'oak')).toHaveLength(2);
});

it('a mailbox outside the scope of the app blocks its own room only', async () => {
  const { cloud, people } = town;
  const { apps } = cloud.cores.tenant.entra;
  apps.limitMailboxes(cloud.clientId, [room('studio')]);

  const outside = await people.booked({ space: 'boathouse', from: at(2, 9), to: at(2, 10) });
  const inside = await people.booked({ space: 'studio', from: at(2, 9), to: at(2, 10) });
  await people.inStep(inside.id);
  const blocked = await people.inState(outside.id, 'blocked');

  expect(blocked.reason?.sentence).toContain(room('boathouse'));

  apps.limitMailboxes(cloud.clientId, undefined);
  await people.retry(outside.id);
  await people.inStep(outside.id);

  expect(eventsIn(town, 'boathouse')).toHaveLength(1);
});

logsNothingPrivate(() => town);
