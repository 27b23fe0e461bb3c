import { anApi, aSubmission } from './support/api';

const KEY = { 'idempotency-key': 'a-key-of-16-chars' };

describe('a body', () => {
  it('that is compressed is refused by name', async () => {
    const api = await anApi();

    const got = await api.send('POST', '/api/v1/reservations', { headers: { ...KEY, 'content-encoding': 'gzip' }, body: aSubmission() });

    expect(got).toMatchObject({
      status: 415,
      body: { code: 'unsupported-media-type', detail: expect.stringContaining('Content-Encoding') },
    });
  });

  it('that came without a length does not pass for one that was left out', async () => {
    const api = await anApi();
    const { body } = await api.submit();
    const headers = { ...api.staff(['Reservations.Approve']), 'transfer-encoding': 'chunked' };

    const got = await api.send('POST', `/api/v1/reservations/${String(body['id'])}/deny`, { headers });

    expect(got).toMatchObject({ status: 400, body: { code: 'invalid-request', detail: 'A body needs a Content-Length.' } });
  });

  it.each(['POST', 'GET'])('or query (%s) full of faults gets an answer of thirty-two', async (method) => {
    const api = await anApi();
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`unknown${String(at)}`, '1']));
    const got =
      method === 'POST'
        ? await api.send('POST', '/api/v1/reservations', { headers: KEY, body: { ...aSubmission(), ...many } })
        : await api.send('GET', `/api/v1/spaces/oak/availability?${new URLSearchParams(many).toString()}`);

    expect(got.status).toBe(400);
    expect(got.body['errors']).toHaveLength(32);
    expect(got.body['detail']).toMatch(/^The first 32/);
  });
});

it('an Idempotency-Key of 256 characters is refused', async () => {
  const api = await anApi();

  const got = await api.submit({}, 'k'.repeat(256));

  expect(got).toMatchObject({ status: 400, body: { code: 'idempotency-key-missing' } });
});
