import { InvocationContext } from '@azure/functions';
import type { LaneId } from '../../shared/kernel/ids';
import { MAIL } from '../../shared/mail/model';
import type { Claim, Reservation } from '../../shared/reservations/model';
import { ledgerPartition } from '../../shared/spaces/model';
import type { SyncItem } from '../../shared/sync/item/item';
import { DatabaseCore } from '../../infra/local/database/core';
import { databasePort } from '../../infra/local/database/port';
import { FaultScript } from '../../infra/local/kernel/faults';
import { promptTravel } from '../../infra/local/kernel/travel';
import { StillClock } from '../support/entra/clock';
import { anApi, type Api, type Got } from './support/api';

const OFFICE = 'office@city.example';
const HOUR_MS = 3_600_000;
const staff = (api: Api) => ({ headers: { ...api.staff(['Reservations.Approve', 'Instep.Admin']), 'if-match': '*' } });
const idOf = ({ body }: Got): string => String(body['id']);
const statusOf = async (api: Api, id: string): Promise<unknown> => (await api.send('GET', `/api/v1/reservations/${id}`)).body['status'];

/** Hands a lane's nudge to the queue function as the host would. */
async function work(api: Api, lane: string): Promise<void> {
  const [queue] = api.queues;
  await queue?.handler(
    { lane, cause: 'commit' },
    new InvocationContext({ functionName: 'work-lane', triggerMetadata: { deliveryCount: 1 } }),
  );
}

/** Lets the timer function tick as the host would. */
async function tick(api: Api): Promise<void> {
  const [timer] = api.timers;
  await timer?.handler({}, new InvocationContext({ functionName: 'sweep' }));
}

/** An API whose documents the test can read and write. */
async function anOpenApi(settings: Record<string, unknown> = {}) {
  const clock = new StillClock();
  const core = new DatabaseCore({ now: () => clock.now() }, new FaultScript());
  const database = databasePort(core, promptTravel);
  const api = await anApi({ settings, outside: { database, clock } });
  api.tenant.addUser({ address: OFFICE, displayName: 'Office', kind: 'shared' });
  api.tenant.addUser({ address: 'elm@city.example', displayName: 'Elm', kind: 'room' });
  const all = <T extends { readonly type: string }>(type: T['type']): T[] =>
    // The product wrote these documents; the type member tells which is which.
    [...(core.containers.store('items')?.rows(clock.now()) ?? [])]
      .map(({ value }) => value as unknown as T)
      .filter((one) => one.type === type);
  return { api, database, clock, all };
}

const sentBy = (api: Api) => api.tenant.snapshot().mailboxes.find(({ address }) => address === OFFICE)?.sent ?? [];
const subjects = (api: Api, address = 'oak@city.example') =>
  (api.tenant.snapshot().mailboxes.find((box) => box.address === address)?.events ?? []).map(({ subject }) => subject);

describe('the timer of the sweep', () => {
  it('lets holds expire', async () => {
    const { api, clock } = await anOpenApi();
    const id = idOf(await api.submit({ startsAt: '2026-03-20T14:00:00Z', endsAt: '2026-03-20T15:00:00Z' }));
    clock.pass(73 * HOUR_MS);

    await tick(api);

    expect(await statusOf(api, id)).toBe('expired');
  });

  it('approves what only waited for Exchange, once its event is written', async () => {
    const { api, database, all } = await anOpenApi();
    await api.putSpace('elm', {
      reservationConfig: { approval: 'automatic', maxDurationMinutes: 480, setupMinutes: 0, cleanupMinutes: 0, holdHours: 72 },
    });
    const id = idOf(await api.submit({ spaceId: 'elm' }));
    const [approved] = all<Reservation>('reservation');
    const [item] = all<SyncItem>('sync-item').filter(({ kind }) => kind === 'reservation-event');
    if (!approved || !item) throw new Error('it was not taken');
    // As it stands where Exchange was silent, and the process that wrote its event died before it told.
    const waits = { ...approved, status: 'pending', awaits: 'exchange' } as const;
    const { due: _due, ...rest } = item;
    const written = { ...rest, state: 'in-step', appliedRevision: 1, cleanRevision: 1, reports: true } as const;
    for (const document of [waits, written])
      await database.commit('items', ledgerPartition(approved.ledger), [{ kind: 'upsert', document }]);

    await tick(api);

    expect(await statusOf(api, id)).toBe('approved');
  });

  it('finishes what a crash left of a move', async () => {
    const { api, database, all, clock } = await anOpenApi();
    await api.putSpace('elm');
    const id = idOf(await api.submit());
    const [made] = all<Reservation>('reservation');
    if (!made) throw new Error('it was not taken');
    // A mover claimed time in elm's ledger and died before the home document said so.
    const pk = 'ledger:elm';
    const places = [{ revision: 2, kept: made.kept, excludes: ['elm' as never] }];
    const claim: Claim = { id: `claim:${id}`, pk, type: 'claim', reservation: made.id, places, due: clock.now() };
    const day = {
      id: 'day:elm:2026-03-03',
      pk,
      type: 'day',
      spaceId: 'elm',
      day: '2026-03-03',
      taken: [{ kind: 'reservation', id, ...made.kept }],
    };
    for (const document of [claim, day]) await database.commit('items', pk, [{ kind: 'upsert', document }]);
    expect((await api.submit({ spaceId: 'elm' }, 'a-key-while-claimed-')).status).toBe(409);
    clock.pass(HOUR_MS);

    await tick(api);

    expect((await api.submit({ spaceId: 'elm' }, 'a-key-after-the-sweep')).status).toBe(201);
  });
});

describe('a setting', () => {
  it('EVENT_SUBJECT_TEMPLATE is the subject of events, of new ones and of changed ones', async () => {
    const { api } = await anOpenApi({ EVENT_SUBJECT_TEMPLATE: '[{space}] {title}' });
    const id = idOf(await api.submit());
    await work(api, 'mailbox:oak@city.example');
    expect(subjects(api)).toEqual(['Hold: [oak] Chess club']);

    await api.send('POST', `/api/v1/reservations/${id}/approve`, staff(api));
    await work(api, 'mailbox:oak@city.example');
    expect(subjects(api)).toEqual(['[oak] Chess club']);

    await api.send('PATCH', `/api/v1/reservations/${id}`, { ...staff(api), body: { title: 'Go club' } });
    await work(api, 'mailbox:oak@city.example');
    expect(subjects(api)).toEqual(['[oak] Go club']);
  });

  it('MAIL_REPLY_TO is where answers go, and absent, nowhere else', async () => {
    const { api } = await anOpenApi({ MAIL_REPLY_TO: 'desk@city.example' });
    await api.submit();
    await work(api, `sender:${OFFICE}`);
    expect(sentBy(api)).toMatchObject([{ replyTo: ['desk@city.example'] }]);

    const { api: other } = await anOpenApi();
    await other.submit();
    await work(other, `sender:${OFFICE}`);
    expect(sentBy(other)).toMatchObject([{ replyTo: [] }]);
  });

  it('RETENTION_MAIL_DAYS is how long the record of a mail is kept', async () => {
    const { api, all } = await anOpenApi({ RETENTION_MAIL_DAYS: 7 });
    await api.submit();
    await work(api, `sender:${OFFICE}`);

    expect(all<SyncItem>('sync-item').filter(({ kind }) => kind === MAIL)).toMatchObject([{ state: 'in-step', ttl: 7 * 86_400 }]);
  });

  it('ORGANISATION_NAME stands in mails to citizens and to those who approve', async () => {
    const { api } = await anOpenApi({ MAIL_APPROVER: 'deputy@city.example', ORGANISATION_NAME: 'Town of Elsewhere' });
    await api.submit();
    await work(api, `sender:${OFFICE}`);

    expect(sentBy(api)).toHaveLength(2);
    for (const { body } of sentBy(api)) expect(body.content).toContain('Town of Elsewhere');
  });

  it('MAIL_SENDER that names the mailbox of a room sends nothing, and says why', async () => {
    const { database, clock } = await anOpenApi();
    // The space was entered before the setting: a new one with this address would be refused.
    const api = await anApi({ settings: { MAIL_SENDER: 'oak@city.example' }, outside: { database, clock } });
    await api.submit();

    await work(api, 'sender:oak@city.example');

    expect(api.tenant.snapshot().mailboxes.flatMap(({ sent, drafts }) => [...sent, ...drafts])).toEqual([]);
    expect((await api.send('GET', '/api/v1/mail/templates', staff(api))).body['hindrance']).toMatchObject({ code: 'sender-is-a-space' });
  });
});

describe('when something succeeded last', () => {
  it('is told of the item and of its lane', async () => {
    const { api, clock } = await anOpenApi();
    const id = idOf(await api.submit());
    clock.pass(5_000);

    await work(api, 'mailbox:oak@city.example');

    const item = await api.send('GET', `/api/v1/sync/items/reservation-event/${id}`, staff(api));
    const lanes = await api.send('GET', '/api/v1/lanes', staff(api));
    const lane = (lanes.body['items'] as { id: LaneId; lastSuccessAt?: string }[]).find(
      ({ id: one }) => one === 'mailbox:oak@city.example',
    );
    expect(item.body['lastSuccessAt']).toBe('2026-03-02T08:00:05Z');
    expect(lane?.lastSuccessAt).toBe('2026-03-02T08:00:05Z');
  });
});

describe('a move to another room', () => {
  it('removes the old event only when the new one stands', async () => {
    const { api } = await anOpenApi();
    await api.putSpace('elm');
    const id = idOf(await api.submit());
    await work(api, 'mailbox:oak@city.example');
    await api.send('PATCH', `/api/v1/reservations/${id}`, { ...staff(api), body: { spaceId: 'elm' } });

    await work(api, 'mailbox:oak@city.example');
    expect([subjects(api), subjects(api, 'elm@city.example')]).toEqual([['Hold: Chess club'], []]);

    await work(api, 'mailbox:elm@city.example');
    expect(subjects(api, 'elm@city.example')).toEqual(['Hold: Chess club']);
  });
});
