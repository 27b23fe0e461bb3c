import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import type { Answer, SyncItem } from '../support/scenario/people';
import { until } from '../support/scenario/until';
import { at, eventsIn, room, useCloud } from '../support/scenario/use-cloud';

const town = useCloud();

const blockedItems = (): Promise<Answer<{ items: readonly SyncItem[] }>> => town.people.staff('GET', '/api/v1/sync/items?state=blocked');

/** A new token shows consent; ours is a minute old at most, so that trying again is worth it only after that. */
const A_TOKEN_IS_YOUNG_MS = 75_000;

it('a permission that is revoked blocks and is named in words; granted again, a retry brings everything in step', async () => {
  const { cloud, people } = town;
  const { apps } = cloud.cores.tenant.entra;
  apps.revoke(cloud.clientId, 'Calendars.ReadWrite');

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
  await until(
    'a retry succeeds',
    async () => {
      await people.retry(id);
      return (await people.inState(id, 'in-step', 2_000).catch(() => undefined)) !== undefined;
    },
    { withinMs: A_TOKEN_IS_YOUNG_MS, seen: () => people.item(id) },
  );
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
