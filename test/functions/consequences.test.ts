import { anApi, type Api, type Got } from './support/api';

const idOf = ({ body }: Got): string => String(body['id']);
const staff = (api: Api) => ({ headers: api.staff(['Reservations.Approve']) });
const consequences = (api: Api, id: string) => api.send('GET', `/api/v1/reservations/${id}/consequences`, staff(api));

describe('GET /api/v1/reservations/{id}/consequences', () => {
  it('says what deciding would mean, each point with a sentence', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());
    await api.submit({}, 'another-key-of-16');

    const got = await consequences(api, id);

    const said = { sentence: expect.stringMatching(/^[A-Z\d].*\.$/) };
    expect([got.status, got.headers['etag'], got.headers['cache-control']]).toEqual([200, '"r1"', 'no-store']);
    expect(got.body).toEqual({
      id,
      reference: expect.stringMatching(/^[A-Z2-7]{6}$/),
      revision: 1,
      first: { ...said, askedAt: '2026-03-02T08:00:00Z', earlier: [] },
      waiting: {
        ...said,
        more: false,
        requests: [
          {
            askedAt: '2026-03-02T08:00:00Z',
            spaceId: 'oak',
            startsAt: '2026-03-03T14:00:00Z',
            endsAt: '2026-03-03T15:00:00Z',
            freeIfDenied: true,
          },
        ],
      },
      rejectedIfApproved: { ...said, reservations: [] },
      neighbours: { ...said, reservations: [] },
      clash: { ...said, state: 'pending' },
      rules: { ...said, broken: [] },
      ifNobodyDecides: { ...said, holdExpiresAt: '2026-03-05T08:00:00Z' },
      ifDenied: { ...said, freeFor: 1 },
    });
    expect(got.text).not.toMatch(/Ada|ada@|Chess/);
  });

  it('shows the rules that were changed since, and what stands beside it', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());
    const next = idOf(await api.submit({ startsAt: '2026-03-03T15:30:00Z', endsAt: '2026-03-03T16:00:00Z' }, 'another-key-of-16'));
    const rules = { approval: 'staff', maxDurationMinutes: 45, setupMinutes: 15, cleanupMinutes: 15, holdHours: 72 };
    await api.putSpace('oak', { reservationConfig: rules });

    const { body } = await consequences(api, id);

    expect(body).toMatchObject({
      rules: { broken: [{ rule: 'too-long', bound: 'at most 45 minutes' }] },
      neighbours: { reservations: [{ id: next, side: 'after', status: 'pending', startsAt: '2026-03-03T15:30:00Z' }] },
    });
  });

  it('says what became of a request that is decided', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());
    await api.send('POST', `/api/v1/reservations/${id}/approve`, staff(api));

    expect(await consequences(api, id)).toMatchObject({
      status: 409,
      body: {
        code: 'not-possible-now',
        reservationStatus: 'approved',
        decidedAt: '2026-03-02T08:00:00Z',
        detail: 'It was approved at 2026-03-02T08:00:00Z. This is possible while it is pending.',
      },
    });
  });

  it('is for staff, and knows nothing of what is not there', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());

    expect((await api.send('GET', `/api/v1/reservations/${id}/consequences`)).status).toBe(401);
    expect((await consequences(api, 'oak.aaaaaaaaaaaaaaaaaaaaaaaaaa')).status).toBe(404);
    expect((await consequences(api, 'nobody')).status).toBe(404);
  });

  it('goes with a list of what waits, which says when each hold ends', async () => {
    const api = await anApi();
    await api.submit();

    const { body } = await api.send('GET', '/api/v1/reservations?status=pending', staff(api));

    expect(body).toMatchObject({ items: [{ status: 'pending', holdUntil: '2026-03-05T08:00:00Z' }] });
  });
});
