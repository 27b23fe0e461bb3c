import { anApi, type Api, type Got, type Json } from './support/api';

/** A time of the 3rd of March in UTC, as answered for a space in Vienna. */
const slot = (from: string, to: string) => {
  const local = (time: string): string => `2026-03-03T${String(Number(time.slice(0, 2)) + 1).padStart(2, '0')}${time.slice(2)}:00+01:00`;
  return { startsAt: `2026-03-03T${from}:00Z`, endsAt: `2026-03-03T${to}:00Z`, localStartsAt: local(from), localEndsAt: local(to) };
};

describe('GET /api/v1/spaces/{id}/availability', () => {
  const ask = (api: Api, query: string) => api.send('GET', `/api/v1/spaces/oak/availability?${query}`);

  it('tells what is taken, buffers included, and nothing about who', async () => {
    const api = await anApi();
    await api.submit();

    const got = await ask(api, 'from=2026-03-03T12:00:00Z&to=2026-03-03T18:00:00Z');

    expect(got.body).toEqual({
      spaceId: 'oak',
      timeZone: 'Europe/Vienna',
      from: '2026-03-03T12:00:00Z',
      to: '2026-03-03T18:00:00Z',
      exchange: 'not-asked',
      busy: [slot('13:30', '15:30')],
      free: [slot('12:00', '13:30'), slot('15:30', '18:00')],
      closed: [],
    });
  });

  it('says what is closed and why, in the words of a refusal: nights, what is over, what is too soon and too far', async () => {
    const api = await anApi();
    const rules = { approval: 'automatic', maxDurationMinutes: 60, setupMinutes: 0, cleanupMinutes: 0, holdHours: 1 };
    const openingHours = { monday: [{ opens: '09:00', closes: '12:00' }], tuesday: [{ opens: '09:00', closes: '12:00' }] };
    const blackouts = [{ startsAt: '2026-03-03T09:00:00Z', endsAt: '2026-03-03T10:00:00Z', reason: 'Painting' }];
    await api.putSpace('oak', { reservationConfig: { ...rules, openingHours, blackouts, leadTimeMinutes: 60, horizonDays: 30 } });
    const closedIn = async (query: string, headers = {}) => {
      const { body } = await api.send('GET', `/api/v1/spaces/oak/availability?${query}`, { headers });
      return [body['free'], body['closed']] as [Json[], Json[]]; // what the API answers
    };

    const [free, closed] = await closedIn('from=2026-03-02T07:00:00Z&to=2026-03-03T12:00:00Z');
    const words = closed.map(({ startsAt, endsAt, code, rule, bound }) => [startsAt, endsAt, rule ?? code, bound]);

    expect(free.map(({ startsAt, endsAt }) => [startsAt, endsAt])).toEqual([
      ['2026-03-02T09:00:00Z', '2026-03-02T11:00:00Z'],
      ['2026-03-03T08:00:00Z', '2026-03-03T09:00:00Z'],
      ['2026-03-03T10:00:00Z', '2026-03-03T11:00:00Z'],
    ]);
    expect(words).toEqual([
      ['2026-03-02T07:00:00Z', '2026-03-02T08:00:00Z', 'slot-in-the-past', undefined],
      ['2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z', 'lead-time', 'at least 60 minutes ahead'],
      ['2026-03-02T11:00:00Z', '2026-03-03T08:00:00Z', 'opening-hours', 'open on 2026-03-02 from 09:00 to 12:00 (Europe/Vienna)'],
      [
        '2026-03-03T09:00:00Z',
        '2026-03-03T10:00:00Z',
        'blackout',
        'closed from 2026-03-03 10:00 to 2026-03-03 11:00 (Europe/Vienna): Painting',
      ],
      ['2026-03-03T11:00:00Z', '2026-03-03T12:00:00Z', 'opening-hours', 'open on 2026-03-03 from 09:00 to 12:00 (Europe/Vienna)'],
    ]);
    for (const [year, code] of [
      ['1970', 'slot-in-the-past'],
      ['9999', 'rule-broken'],
    ]) {
      const [open, shut] = await closedIn(`from=${year}-01-01T00:00:00Z&to=${year}-01-31T00:00:00Z`);
      expect([open, shut.map((one) => one['code'])]).toEqual([[], [code]]);
    }
  });

  it.each<[string, object, string]>([
    ['is closed', { state: 'closed' }, 'space-closed'],
    ['is archived', { state: 'archived' }, 'space-closed'],
    ['is for staff only', { reservationConfig: undefined }, 'not-reservable'],
  ])('has nothing free where the space %s', async (_, more, code) => {
    const api = await anApi();
    await api.putSpace('oak', more);

    const got = await ask(api, 'from=2026-03-03T12:00:00Z&to=2026-03-03T18:00:00Z');
    const staffs = await api.send('GET', '/api/v1/spaces/oak/availability?from=2026-03-03T12:00:00Z&to=2026-03-03T18:00:00Z', {
      headers: api.staff(['Instep.Admin']),
    });

    expect(got.body).toMatchObject({ busy: [], free: [], closed: [{ ...slot('12:00', '18:00'), code }] });
    expect(staffs.body['free']).toEqual(code === 'not-reservable' ? [slot('12:00', '18:00')] : []);
  });

  it('covers 62 days at most', async () => {
    const api = await anApi();

    expect((await ask(api, 'from=2026-03-01T00:00:00Z&to=2026-05-02T00:00:00Z')).status).toBe(200);
    expect(await ask(api, 'from=2026-03-01T00:00:00Z&to=2026-05-02T00:00:01Z')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'to', detail: expect.stringContaining('62 days') }] },
    });
    expect(await ask(api, '')).toMatchObject({ status: 400, body: { errors: [{ field: 'from' }, { field: 'to' }] } });
  });

  it('knows no space that is not there', async () => {
    const api = await anApi();

    const got = await api.send('GET', '/api/v1/spaces/elm/availability?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z');

    expect(got).toMatchObject({ status: 404, body: { code: 'space-not-found' } });
  });
});

describe('GET /api/v1/availability', () => {
  const search = (api: Api, query: string, headers: Record<string, string> = {}): Promise<Got> =>
    api.send('GET', `/api/v1/availability?${query}`, { headers });
  const anHour = 'from=2026-03-03T14:00:00Z&to=2026-03-03T15:00:00Z';
  const idsOf = ({ body }: Got): unknown[] => (body['items'] as Json[]).map(({ spaceId }) => spaceId);

  it('gives the spaces that are free, with all that helps to choose, and nothing about who has the others', async () => {
    const api = await anApi();
    await api.putSpace('elm', { capacity: 8, features: ['Screen'], exchangeResourceMailbox: 'elm@city.example' });
    await api.submit();

    const got = await search(api, anHour);

    expect(got.body).toEqual({
      from: '2026-03-03T14:00:00Z',
      to: '2026-03-03T15:00:00Z',
      items: [
        {
          spaceId: 'elm',
          name: 'elm',
          building: { name: 'Town Hall', abbreviation: 'TH' },
          timeZone: 'Europe/Vienna',
          capacity: 8,
          features: ['Screen'],
          approval: 'staff',
          exchange: 'not-asked',
          free: [slot('14:00', '15:00')],
        },
      ],
      near: [expect.objectContaining({ spaceId: 'oak', code: 'slot-taken', exchange: 'not-asked', nearest: slot('12:30', '13:30') })],
    });
    expect(got.text).not.toMatch(/Chess|Ada|ada@|@city/);
  });

  it('says by which rule a space cannot be had, in the words of a refusal', async () => {
    const api = await anApi();
    const rules = { approval: 'automatic', maxDurationMinutes: 30, setupMinutes: 0, cleanupMinutes: 0, holdHours: 1 };
    const openingHours = { tuesday: [{ opens: '09:00', closes: '12:00' }] };
    await api.putSpace('elm', { reservationConfig: rules });
    await api.putSpace('oak', { reservationConfig: { ...rules, maxDurationMinutes: 60, openingHours } });

    expect((await search(api, anHour)).body).toMatchObject({
      items: [],
      near: [
        { spaceId: 'elm', code: 'too-long', bound: 'at most 30 minutes', nearest: slot('14:00', '14:30') },
        {
          spaceId: 'oak',
          code: 'rule-broken',
          rule: 'opening-hours',
          bound: 'open on 2026-03-03 from 09:00 to 12:00 (Europe/Vienna)',
          nearest: slot('10:00', '11:00'),
        },
      ],
    });
  });

  it('gives, for a wanted length, the stretches that are long enough', async () => {
    const api = await anApi();
    await api.submit();

    const got = await search(api, 'from=2026-03-03T12:00:00Z&to=2026-03-03T18:00:00Z&minutes=120');

    expect(got.body).toMatchObject({ items: [{ spaceId: 'oak', minutes: 120, free: [slot('15:30', '18:00')] }], near: [] });
  });

  it('finds what is for staff only where staff ask', async () => {
    const api = await anApi();
    await api.putSpace('archive', { reservationConfig: undefined });

    const staffs = await search(api, anHour, api.staff(['Reservations.Approve']));

    expect(idsOf(await search(api, anHour))).toEqual(['oak']);
    expect(idsOf(await search(api, anHour, api.staff([])))).toEqual(['oak']);
    expect(idsOf(staffs)).toEqual(['archive', 'oak']);
    expect((staffs.body['items'] as Json[])[0]).not.toHaveProperty('approval');
  });

  it.each(['features=stage,kitchen', 'features=stage&features=kitchen', 'features=stage&features=%20Kitchen%20'])(
    'takes features as %s',
    async (query) => {
      const api = await anApi();
      await api.putSpace('hall', { features: ['Stage', 'kitchen', 'piano'] });
      await api.putSpace('studio', { features: ['stage'] });

      expect(idsOf(await search(api, `${anHour}&${query}`))).toEqual(['hall']);
    },
  );

  it('goes page by page', async () => {
    const api = await anApi();
    for (const space of ['ash', 'elm', 'fir']) await api.putSpace(space);
    const pages: unknown[] = [];
    let next = '';
    do {
      const got = await search(api, `${anHour}&limit=3${next}`);
      pages.push(idsOf(got));
      const { continuation } = got.body as { continuation?: string };
      next = continuation === undefined ? '' : `&continuation=${continuation}`;
    } while (next !== '' && pages.length < 9);

    expect(pages).toEqual([['ash', 'elm', 'fir'], ['oak']]);
  });

  it.each([
    ['', ['from', 'to']],
    ['from=2026-03-03T15:00:00Z&to=2026-03-03T15:00:00Z', ['to']],
    ['from=2026-03-01T00:00:00Z&to=2026-05-02T00:00:01Z', ['to']],
    ['from=soon&to=2026-05-02T00:00:01Z', ['from']],
    [`${anHour}&minutes=61`, ['minutes']],
    [`${anHour}&minutes=0`, ['minutes']],
    [`${anHour}&capacity=`, ['capacity']],
    [`${anHour}&capacity=many`, ['capacity']],
    [`${anHour}&features=`, ['features']],
    [`${anHour}&features=stage,,kitchen`, ['features']],
    [`${anHour}&features=${Array.from({ length: 21 }, (_, at) => `f${String(at)}`).join(',')}`, ['features']],
    [`${anHour}&building=`, ['building']],
    [`${anHour}&limit=51`, ['limit']],
    [`${anHour}&continuation=%20`, ['continuation']],
    [`${anHour}&room=oak`, ['room']],
  ])('says what is wrong with "%s"', async (query, fields) => {
    const got = await search(await anApi(), query);

    expect(got).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
    expect((got.body['errors'] as Json[]).map(({ field }) => field)).toEqual(fields);
  });

  it('takes 62 days, and 20 features', async () => {
    const api = await anApi();
    const features = Array.from({ length: 20 }, (_, at) => `f${String(at)}`).join(',');

    expect((await search(api, `from=2026-03-01T00:00:00Z&to=2026-05-02T00:00:00Z&features=${features}`)).status).toBe(200);
  });
});

describe('times by the clock of the space', () => {
  const office = Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [
      day,
      [{ opens: '09:00', closes: '17:00' }],
    ]),
  );
  const rules = { approval: 'automatic', maxDurationMinutes: 480, setupMinutes: 0, cleanupMinutes: 0, holdHours: 1, openingHours: office };

  it.each([
    ['Europe/Dublin', '2026-03-28', ['+00:00', '+01:00', '+01:00']],
    ['Europe/Dublin', '2026-10-24', ['+01:00', '+00:00', '+00:00']],
    ['America/New_York', '2026-03-07', ['-05:00', '-04:00', '-04:00']],
    ['America/New_York', '2026-10-31', ['-04:00', '-05:00', '-05:00']],
    ['Australia/Lord_Howe', '2026-04-04', ['+11:00', '+10:30', '+10:30']],
    ['Australia/Lord_Howe', '2026-10-03', ['+10:30', '+11:00', '+11:00']],
  ])('are nine to five before, on and after the night of the change: %s, %s', async (timeZone, saturday, offsets) => {
    const api = await anApi();
    await api.putSpace('oak', { timeZone, reservationConfig: rules });
    const from = `${saturday}T00:00:00${offsets[0] ?? ''}`;
    const date = (day: number): string => new Date(Date.parse(`${saturday}T00:00:00Z`) + day * 86_400_000).toISOString().slice(0, 10);
    const to = `${date(3)}T00:00:00${offsets[2] ?? ''}`;

    const query = `from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`;
    const { body } = await api.send('GET', `/api/v1/availability?${query}&minutes=480`);
    const single = await api.send('GET', `/api/v1/spaces/oak/availability?${query}`);

    const [{ free, timeZone: zone } = {}] = body['items'] as Json[];
    expect(zone).toBe(timeZone);
    expect(free).toMatchObject(
      offsets.map((offset, day) => ({ localStartsAt: `${date(day)}T09:00:00${offset}`, localEndsAt: `${date(day)}T17:00:00${offset}` })),
    );
    for (const { startsAt, localStartsAt } of free as { startsAt: string; localStartsAt: string }[]) {
      expect(Date.parse(startsAt)).toBe(Date.parse(localStartsAt));
    }
    expect(single.body['free']).toEqual(free);
  });
});
