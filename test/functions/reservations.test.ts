import { anApi, aSubmission, type Api, type Got } from './support/api';

const idOf = ({ body }: Got): string => String(body['id']);
const tokenOf = ({ body }: Got): string => String(body['manageUrl']).split('#')[1] ?? '';
const bearer = (token: string) => ({ authorization: `Manage ${token}` });

describe('POST /api/v1/reservations', () => {
  it('takes a reservation and says where it is and who may change it', async () => {
    const api = await anApi();

    const got = await api.submit();

    expect(got.status).toBe(201);
    expect(got.body).toEqual({
      id: expect.stringMatching(/^oak\.[a-z2-7]{26}$/),
      reference: expect.stringMatching(/^[A-Z2-7]{6}$/),
      status: 'pending',
      spaceId: 'oak',
      startsAt: '2026-03-03T14:00:00Z',
      endsAt: '2026-03-03T15:00:00Z',
      exchange: 'not-asked',
      sync: { state: 'pending' },
      manageUrl: expect.stringMatching(/^https:\/\/book\.city\.example\/manage#v2\.manage\./),
    });
    expect(got.headers).toMatchObject({ location: `/api/v1/reservations/${idOf(got)}`, 'cache-control': 'no-store' });
  });

  it('answers a repeated request as the first time, whatever the form of its instants', async () => {
    const api = await anApi();
    const first = await api.submit();

    const again = await api.submit({ startsAt: '2026-03-03T15:00:00+01:00', endsAt: '2026-03-03T16:00:00.000+01:00' });

    expect([again.status, again.body]).toEqual([201, first.body]);
  });

  it('refuses the same key for another body', async () => {
    const api = await anApi();
    await api.submit();

    expect(await api.submit({ title: 'Go club' })).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });

  it('answers two at once with the same key alike', async () => {
    const api = await anApi();

    const [one, other] = await Promise.all([api.submit(), api.submit()]);

    expect([one.status, one.body]).toEqual([201, other.body]);
  });

  it.each([undefined, '', 'short', 'x'.repeat(256), 'with spaces in the key', 'schl\u00fcssel-mit-umlaut'])(
    'asks for a usable key (%p)',
    async (key) => {
      const api = await anApi();
      const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };

      const got = await api.send('POST', '/api/v1/reservations', { headers, body: aSubmission() });

      expect(got).toMatchObject({ status: 400, body: { code: 'idempotency-key-missing', errors: [{ field: 'idempotency-key' }] } });
    },
  );

  it('says that a time is taken, and offers three others at most', async () => {
    const api = await anApi();
    await api.submit();

    const got = await api.submit({}, 'another-key-of-16');

    expect(got).toMatchObject({ status: 409, body: { code: 'slot-taken', status: 409 } });
    expect(got.headers['content-type']).toBe('application/problem+json');
    expect(got.body['free']).toHaveLength(3);
    expect(got.body['free']).toContainEqual({ startsAt: '2026-03-03T15:30:00Z', endsAt: '2026-03-03T16:30:00Z' });
  });

  it.each<[string, number, string, object, object]>([
    ['of an unknown space', 404, 'space-not-found', { spaceId: 'elm' }, {}],
    ['in the past', 422, 'slot-in-the-past', { startsAt: '2026-03-01T14:00:00Z', endsAt: '2026-03-01T15:00:00Z' }, {}],
    ['that is too long', 422, 'too-long', { endsAt: '2026-03-03T23:00:00Z' }, {}],
    ['of a closed space', 409, 'space-closed', {}, { state: 'closed' }],
    ['of a space for staff only', 422, 'not-reservable', {}, { reservationConfig: undefined }],
  ])('refuses a reservation %s with %i %s', async (_, status, code, submission, space) => {
    const api = await anApi();
    await api.putSpace('oak', space);

    expect(await api.submit(submission)).toMatchObject({ status, body: { status, code, type: `urn:problem-type:instep:${code}` } });
  });

  it.each<[string, object, string, string]>([
    ['a missing title', { title: undefined }, '/title', 'is missing'],
    ['an empty title', { title: '  ' }, '/title', 'at least 1 character'],
    ['a long title', { title: 'x'.repeat(121) }, '/title', 'at most 120 characters'],
    ['a title of two lines', { title: 'Chess\nclub' }, '/title', 'control characters'],
    ['half a character', { title: 'Chess \ud800' }, '/title', 'control characters'],
    ['long notes', { notes: 'x'.repeat(2001) }, '/notes', 'at most 2000 characters'],
    ['notes with a bell', { notes: 'a\u0007' }, '/notes', 'no control characters'],
    ['nobody', { attendance: 0 }, '/attendance', 'at least 1'],
    ['half a person', { attendance: 1.5 }, '/attendance', 'whole number'],
    ['too many people', { attendance: 100_001 }, '/attendance', 'at most 100000'],
    ['no address', { contact: { name: 'Ada', email: 'ada' } }, '/contact/email', 'e-mail address'],
    ['a long phone number', { contact: { name: 'Ada', email: 'a@b.example', phone: '1'.repeat(41) } }, '/contact/phone', 'at most 40'],
    ['an unknown field', { colour: 'red' }, '/colour', 'is not known here'],
    ['an unknown inner field', { contact: { name: 'Ada', email: 'a@b.example', fax: '1' } }, '/contact/fax', 'is not known here'],
    ['a local time', { startsAt: '2026-03-03T14:00:00' }, '/startsAt', 'from UTC'],
    ['a day that is none', { startsAt: '2026-02-30T14:00:00Z' }, '/startsAt', 'that exist'],
    ['fractions of seconds', { startsAt: '2026-03-03T14:00:00.5Z' }, '/startsAt', 'whole seconds'],
    ['an end before its beginning', { endsAt: '2026-03-03T13:00:00Z' }, '/endsAt', 'after startsAt'],
    ['no length', { endsAt: '2026-03-03T14:00:00Z' }, '/endsAt', 'after startsAt'],
    ['a hundred years', { endsAt: '2126-03-03T14:00:00Z' }, '/endsAt', '92 days'],
    ['a space id with capitals', { spaceId: 'Oak' }, '/spaceId', 'lower-case'],
    ['a number for a text', { title: 5 }, '/title', 'must be text'],
  ])('refuses %s and names the field and what is allowed', async (_, more, field, allowed) => {
    const api = await anApi();

    const got = await api.submit(more);

    expect(got).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ field, detail: expect.stringContaining(allowed) }] },
    });
  });

  it('names every fault at once, and never what was sent', async () => {
    const api = await anApi();

    const got = await api.submit({ title: '', contact: { name: '', email: 'secret-ada' } });

    expect((got.body['errors'] as object[]).length).toBe(3);
    expect(got.text).not.toContain('secret-ada');
  });

  it.each<[string, string | Uint8Array, Record<string, string>, number, string]>([
    ['no JSON', '{"spaceId":', {}, 400, 'malformed-json'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), {}, 400, 'malformed-json'],
    ['very deep JSON', '['.repeat(2_000) + ']'.repeat(2_000), {}, 400, 'malformed-json'],
    ['a body of 65 kB', JSON.stringify(aSubmission({ notes: 'x'.repeat(65 * 1024) })), {}, 413, 'body-too-large'],
    ['a form', 'spaceId=oak', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported-media-type'],
    ['a list', '[]', {}, 400, 'invalid-request'],
    ['a prototype', JSON.stringify(aSubmission()).replace('{', '{"__proto__":{"admin":true},'), {}, 400, 'invalid-request'],
  ])('refuses %s', async (_, body, headers, status, code) => {
    const api = await anApi();

    const got = await api.send('POST', '/api/v1/reservations', { headers: { 'idempotency-key': 'a-key-of-16-chars', ...headers }, body });

    expect(got).toMatchObject({ status, body: { code } });
  });

  it('refuses a request without a body', async () => {
    const api = await anApi();

    const got = await api.send('POST', '/api/v1/reservations', { headers: { 'idempotency-key': 'a-key-of-16-chars' } });

    expect(got).toMatchObject({ status: 400, body: { detail: expect.stringContaining('Content-Length') } });
  });

  it('logs neither names nor addresses nor titles', async () => {
    const api = await anApi();
    await api.submit();
    await api.submit({ title: '' }, 'another-key-of-16');

    expect(JSON.stringify(api.lines)).not.toMatch(/Ada|ada@example|Chess|a-key-of/);
    expect(api.lines.map(({ event }) => event)).toEqual(expect.arrayContaining(['reservation.accepted', 'http.refused']));
  });
});

describe('GET /api/v1/reservations/{id}', () => {
  const contents = { title: 'Chess club', contact: { name: 'Ada', email: 'ada@example.org' } };

  it('shows the outline to whoever knows the id', async () => {
    const api = await anApi();
    const made = await api.submit();

    const got = await api.send('GET', `/api/v1/reservations/${idOf(made)}`);

    const { manageUrl: _link, ...outline } = made.body;
    expect(got).toMatchObject({ status: 200, body: outline });
    expect(Object.keys(got.body).sort()).toEqual(['endsAt', 'exchange', 'id', 'reference', 'spaceId', 'startsAt', 'status', 'sync']);
  });

  it.each(['Reservations.Approve', 'Instep.Admin'])('shows everything to staff with %s', async (role) => {
    const api = await anApi();
    const made = await api.submit();

    const got = await api.send('GET', `/api/v1/reservations/${idOf(made)}`, { headers: api.staff([role]) });

    expect(got.body).toMatchObject(contents);
    expect(got.headers['cache-control']).toBe('no-store');
  });

  it('shows the outline to a person without a role', async () => {
    const api = await anApi();
    const made = await api.submit();

    expect((await api.send('GET', `/api/v1/reservations/${idOf(made)}`, { headers: api.staff([]) })).body).not.toHaveProperty('title');
  });

  it('shows the contents to the bearer of the link', async () => {
    const api = await anApi();
    const made = await api.submit();

    const got = await api.send('GET', `/api/v1/reservations/${idOf(made)}`, { headers: bearer(tokenOf(made)) });

    expect(got.body).toMatchObject(contents);
  });

  it('answers a wrong, foreign or expired link, and an unknown reservation, with one and the same 404', async () => {
    const api = await anApi();
    const made = await api.submit();
    const other = await api.submit({ startsAt: '2026-03-04T14:00:00Z', endsAt: '2026-03-04T15:00:00Z' }, 'another-key-of-16');
    const token = tokenOf(made);
    const path = `/api/v1/reservations/${idOf(made)}`;
    const forged = token.slice(0, -1) + (token.endsWith('a') ? 'b' : 'a');
    const longer = token.replace(/\.(\d{6,})\./, (_, at: string) => `.${String(Number(at) + 1)}.`);

    const gots = [
      await api.send('GET', path, { headers: bearer(forged) }),
      await api.send('GET', path, { headers: bearer(longer) }),
      await api.send('GET', path, { headers: bearer('v2.x.1.y') }),
      await api.send('GET', path, { headers: bearer(tokenOf(other)) }),
      await api.send('GET', `/api/v1/reservations/oak.${'a'.repeat(26)}`),
      await api.send('GET', '/api/v1/reservations/nonsense'),
    ];
    api.clock.pass(32 * 86_400_000);
    gots.push(await api.send('GET', path, { headers: bearer(token) }));

    const answers = gots.map(({ status, body: { instance: _instance, ...body } }) => ({ status, body }));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 404, body: { code: 'reservation-not-found' } });
  });
});

describe('POST /api/v1/reservations/{id}/approve, deny, cancel', () => {
  const decide = (api: Api, id: string, verb: string, headers: Record<string, string>, body?: object) =>
    api.send('POST', `/api/v1/reservations/${id}/${verb}`, { headers, ...(body && { body }) });

  it('approves with either role, without a body, and again', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());

    const first = await decide(api, id, 'approve', api.staff(['Reservations.Approve']));
    const again = await decide(api, id, 'approve', api.staff(['Instep.Admin']), {});

    expect(first).toMatchObject({ status: 200, body: { status: 'approved', decision: { by: { kind: 'staff' } } } });
    expect(again).toMatchObject({ status: 200, body: { status: 'approved' } });
  });

  it('keeps the reason', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());

    const got = await decide(api, id, 'deny', api.staff(['Reservations.Approve']), { reason: 'Renovation' });

    expect(got.body).toMatchObject({ status: 'denied', decision: { reason: 'Renovation' } });
  });

  it.each(['approve', 'deny'])('does not let the bearer of the link %s', async (verb) => {
    const api = await anApi();
    const made = await api.submit();

    expect(await decide(api, idOf(made), verb, bearer(tokenOf(made)))).toMatchObject({ status: 401, body: { code: 'not-signed-in' } });
  });

  it('lets the bearer of the link cancel, and staff see that a citizen did', async () => {
    const api = await anApi();
    const made = await api.submit();

    const got = await decide(api, idOf(made), 'cancel', bearer(tokenOf(made)));

    expect(got).toMatchObject({ status: 200, body: { status: 'cancelled', decision: { by: { kind: 'citizen' } } } });
  });

  it('lets nobody else cancel', async () => {
    const api = await anApi();
    const made = await api.submit();
    const other = await api.submit({ startsAt: '2026-03-04T14:00:00Z', endsAt: '2026-03-04T15:00:00Z' }, 'another-key-of-16');

    expect((await decide(api, idOf(made), 'cancel', {})).status).toBe(401);
    expect((await decide(api, idOf(made), 'cancel', api.staff([]))).status).toBe(403);
    expect((await decide(api, idOf(made), 'cancel', bearer(tokenOf(other)))).status).toBe(404);
  });

  it('says what the status is and from which it is possible', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());
    await decide(api, id, 'deny', api.staff(['Instep.Admin']));

    const got = await decide(api, id, 'approve', api.staff(['Instep.Admin']));

    expect(got).toMatchObject({ status: 409, body: { code: 'not-possible-now', reservationStatus: 'denied', possibleFrom: ['pending'] } });
  });

  it('refuses once the reservation has ended', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());
    api.clock.pass(2 * 86_400_000);

    const got = await decide(api, id, 'approve', api.staff(['Instep.Admin']));

    expect(got).toMatchObject({ status: 409, body: { code: 'reservation-over', endedAt: '2026-03-03T15:00:00Z' } });
  });

  it('refuses unknown reservations and unknown fields', async () => {
    const api = await anApi();
    const id = idOf(await api.submit());
    const admin = api.staff(['Instep.Admin']);

    expect((await decide(api, `oak.${'a'.repeat(26)}`, 'approve', admin)).status).toBe(404);
    expect((await decide(api, id, 'approve', admin, { because: 'x' })).status).toBe(400);
  });
});

describe('GET /api/v1/reservations', () => {
  async function three(): Promise<Api> {
    const api = await anApi();
    for (const day of [3, 4, 5]) {
      await api.submit({ startsAt: `2026-03-0${day}T14:00:00Z`, endsAt: `2026-03-0${day}T15:00:00Z` }, `a-key-of-16-chars-${day}`);
    }
    return api;
  }
  const starts = ({ body }: Got) => (body['items'] as { startsAt: string }[]).map(({ startsAt }) => startsAt.slice(8, 10));

  it('is for staff', async () => {
    const api = await three();

    expect((await api.send('GET', '/api/v1/reservations')).status).toBe(401);
    expect((await api.send('GET', '/api/v1/reservations', { headers: api.staff([]) })).status).toBe(403);
    expect((await api.send('GET', '/api/v1/reservations', { headers: api.staff(['Reservations.Approve']) })).status).toBe(200);
  });

  it('spans 62 days at most where it has both ends', async () => {
    const api = await anApi();
    const list = (query: string) => api.send('GET', `/api/v1/reservations?${query}`, { headers: api.staff(['Instep.Admin']) });
    const said = async (query: string): Promise<unknown> => {
      const { status, body } = await list(query);
      return status === 200 ? 200 : body['errors'];
    };

    expect(await said('from=2026-03-01T00:00:00Z&to=2026-05-02T00:00:00Z')).toBe(200);
    expect(await said('from=2026-03-01T00:00:00Z&to=2026-05-02T00:00:01Z')).toEqual([
      { field: 'to', detail: 'must be at most 62 days after from' },
    ]);
    expect(await said('from=2026-03-01T00:00:00Z&to=2026-03-01T00:00:00Z')).toEqual([{ field: 'to', detail: 'must be after from' }]);
    expect([await said('from=2026-03-01T00:00:00Z'), await said('to=2026-03-01T00:00:00Z'), await said('')]).toEqual([200, 200, 200]);
  });

  it('filters by status, space and time', async () => {
    const api = await three();
    const list = (query: string) => api.send('GET', `/api/v1/reservations?${query}`, { headers: api.staff(['Instep.Admin']) });

    expect(starts(await list('status=pending&spaceId=oak'))).toEqual(['03', '04', '05']);
    expect(starts(await list('status=approved'))).toEqual([]);
    expect(starts(await list('spaceId=elm'))).toEqual([]);
    expect(starts(await list('from=2026-03-03T15:00:00Z&to=2026-03-05T14:00:00Z'))).toEqual(['04']);
  });

  it('is read in pages to the end', async () => {
    const api = await three();
    const seen: string[] = [];
    let next = '';
    do {
      const got = await api.send('GET', `/api/v1/reservations?limit=1${next}`, { headers: api.staff(['Instep.Admin']) });
      seen.push(...starts(got));
      next = typeof got.body['continuation'] === 'string' ? `&continuation=${got.body['continuation']}` : '';
    } while (next !== '');

    expect(seen).toEqual(['03', '04', '05']);
  });

  it.each(['limit=0', 'limit=201', 'limit=many', 'status=open', 'colour=red', 'continuation=nonsense', 'continuation=%21', 'from=today'])(
    'refuses %s and names the parameter',
    async (query) => {
      const api = await three();

      const got = await api.send('GET', `/api/v1/reservations?${query}`, { headers: api.staff(['Instep.Admin']) });

      expect(got).toMatchObject({ status: 400, body: { code: 'invalid-request', errors: [{ field: query.split('=')[0] }] } });
    },
  );
});
