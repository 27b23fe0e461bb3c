import { InvocationContext } from '@azure/functions';
import type { Api, Got } from './support/api';
import { anApi } from './support/api';

const OFFICE = 'office@city.example';
const staff = (api: Api) => ({ headers: api.staff(['Reservations.Approve']) });
const idOf = ({ body }: Got): string => String(body['id']);
const mailItems = async (api: Api): Promise<readonly Record<string, unknown>[]> =>
  (await api.send('GET', '/api/v1/sync/items?kind=mail', staff(api))).body['items'] as Record<string, unknown>[];

async function work(api: Api, lane = `sender:${OFFICE}`): Promise<void> {
  const [queue] = api.queues;
  await queue?.handler(
    { lane, cause: 'commit' },
    new InvocationContext({ functionName: 'work-lane', triggerMetadata: { deliveryCount: 1 } }),
  );
}

describe('the mail of a submission', () => {
  it('is made in the batch that takes the reservation, and found as an item that tells nobody its content', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());

    const [item] = await mailItems(api);
    const alone = await api.send('GET', `/api/v1/sync/items/mail/${id}~1-received`, staff(api));

    expect(item).toMatchObject({ id: `${id}~1-received`, lane: `sender:${OFFICE}`, state: 'pending', desired: { value: 'confidential' } });
    expect(alone.body).toEqual({ ...(item as object), leavesAbout: expect.stringMatching(/^2026-03-02T08:00/) });
    expect(alone.text).not.toMatch(/ada@|example\.org|manage#/);
  });

  it('says approved where the space approves by itself', async () => {
    const api = await anApi();
    const reservationConfig = { approval: 'automatic', maxDurationMinutes: 480, setupMinutes: 0, cleanupMinutes: 0, holdHours: 72 };
    await api.putSpace('elm', { reservationConfig });
    const id = idOf(await api.submit({ spaceId: 'elm' }));

    expect(await mailItems(api)).toMatchObject([{ id: `${id}~1-approved` }]);
  });

  it('is left out for staff who ask so, and for nobody else', async () => {
    const api = await anApi();
    const post = (headers: object, key: string) =>
      api.send('POST', '/api/v1/reservations', {
        headers: { 'idempotency-key': key, ...headers },
        body: {
          spaceId: 'oak',
          startsAt: '2026-03-03T14:00:00Z',
          endsAt: '2026-03-03T15:00:00Z',
          title: 'Chess',
          contact: { name: 'Ada', email: 'ada@example.org' },
          notify: false,
        },
      });

    expect(await post({}, 'key-of-somebody-1')).toMatchObject({ status: 403, body: { code: 'staff-only-field' } });
    expect((await post(staff(api).headers, 'key-of-somebody-2')).status).toBe(201);
    expect(await mailItems(api)).toEqual([]);
  });

  it('is not made without a sender', async () => {
    const api = await anApi({ settings: { MAIL_SENDER: undefined } });
    await api.submit();

    expect(await mailItems(api)).toEqual([]);
  });
});

describe('a decision', () => {
  it('is told instead of what it overtook', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());

    await api.send('POST', `/api/v1/reservations/${id}/approve`, staff(api));

    const items = await mailItems(api);
    expect(items.map((item) => [item['id'], (item['desired'] as { value: unknown }).value])).toEqual([
      [`${id}~1-received`, null],
      [`${id}~2-approved`, 'confidential'],
    ]);
  });

  it('is left untold for staff who ask so, and for nobody else', async () => {
    const api = await anApi();
    const submitted = await api.submit();
    const id = idOf(submitted);
    const before = await mailItems(api);
    const quietly = (verb: string, headers: Record<string, string>) =>
      api.send('POST', `/api/v1/reservations/${id}/${verb}`, { headers, body: { notify: false } });
    const link = new URL(String(submitted.body['manageUrl'])).hash.slice(1);

    expect(await quietly('cancel', { authorization: `Manage ${link}` })).toMatchObject({ status: 403, body: { code: 'staff-only-field' } });
    expect(await quietly('approve', staff(api).headers)).toMatchObject({ status: 200, body: { status: 'approved' } });
    expect(await quietly('cancel', staff(api).headers)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect(await mailItems(api)).toEqual(before);
  });

  it('is sent with the name of whoever asked and the link, and only once', async () => {
    const api = await anApi();
    api.tenant.addUser({ address: OFFICE, displayName: 'Office', kind: 'shared' });
    const id = idOf(await api.submit());
    await api.prove('ada@example.org');
    await api.send('POST', `/api/v1/reservations/${id}/approve`, staff(api));

    await work(api);
    await work(api);

    const { deliveredOutside } = api.tenant.snapshot();
    expect(deliveredOutside).toMatchObject([{ from: OFFICE, to: ['ada@example.org'], mark: `${id}~2-approved` }]);
    expect(deliveredOutside[0]?.body.content).toMatch(/Dear Ada,.*https:\/\/book\.city\.example\/manage#v2\.mail\./s);
  });
});

describe('the sender', () => {
  it('is refused as the mailbox of a space', async () => {
    const api = await anApi();

    expect(await api.putSpace('elm', { exchangeResourceMailbox: 'Office@city.example' })).toMatchObject({
      status: 422,
      body: { code: 'space-rules-conflict' },
    });
  });
});

describe('the preview', () => {
  it('shows a mail as it would go', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());
    const preview = () => api.send('GET', `/api/v1/mail/preview?template=denied&reservation=${id}`, staff(api));
    expect((await preview()).body['text']).toMatch(/^Hello,/);
    await api.prove('ada@example.org');

    const { status, body } = await preview();

    expect(status).toBe(200);
    expect(body).toMatchObject({ template: 'denied', to: 'ada@example.org', subject: 'Request not granted: oak, Tuesday, 3 March 2026' });
    expect(body['text']).toContain('Dear Ada,');
    expect(body['html']).toContain('City &lt;of&gt; Example');
  });

  it.each([
    ['template=denied&reservation=oak.aaaaaaaaaaaaaaaaaaaaaaaaaa', 404],
    ['template=spam&reservation=oak.aaaaaaaaaaaaaaaaaaaaaaaaaa', 400],
    ['template=denied&reservation=nobody', 400],
    ['template=denied', 400],
  ])('of %s answers %d', async (query, status) => {
    const api = await anApi();

    expect((await api.send('GET', `/api/v1/mail/preview?${query}`, staff(api))).status).toBe(status);
  });

  it('is for staff', async () => {
    const api = await anApi();

    expect((await api.send('GET', '/api/v1/mail/preview?template=denied&reservation=x')).status).toBe(401);
    expect((await api.send('GET', '/api/v1/mail/templates')).status).toBe(401);
  });
});

describe('the templates', () => {
  it('are listed with their occasions and the sender', async () => {
    const api = await anApi();

    const { body } = await api.send('GET', '/api/v1/mail/templates', staff(api));

    expect(body).toMatchObject({ sender: OFFICE, templates: [{ template: 'received' }, {}, {}, {}, {}, {}, { template: 'to-decide' }] });
  });
});
