import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anApi, type Api } from './support/api';

const office = [{ opens: '09:00', closes: '17:00' }];
const base = { approval: 'staff', maxDurationMinutes: 240, setupMinutes: 15, cleanupMinutes: 15, holdHours: 72 };

/** Every rule there is. */
const FULL = {
  ...base,
  minDurationMinutes: 60,
  slotStepMinutes: 30,
  leadTimeMinutes: 1_440,
  horizonDays: 180,
  openingHours: { monday: office, tuesday: office, wednesday: office, thursday: [{ opens: '09:00', closes: '24:00' }], friday: [] },
  specialDays: [
    { date: '2026-04-06', open: [] },
    { date: '2026-04-11', open: [{ opens: '10:00', closes: '14:00' }] },
  ],
  blackouts: [{ startsAt: '2026-07-01T00:00:00+02:00', endsAt: '2026-08-12T00:00:00Z', reason: 'Summer works' }],
  openPerContact: 3,
  termsText: 'Leave the room as you found it.',
};

describe('PUT /api/v1/spaces/{id} with rules', () => {
  it('keeps every rule, shows all of them to the public, and takes the answer back as it is', async () => {
    const api = await anApi();

    const put = await api.putSpace('oak', { reservationConfig: FULL });
    const got = await api.send('GET', '/api/v1/spaces/oak');

    const seen = { ...FULL, blackouts: [{ startsAt: '2026-06-30T22:00:00Z', endsAt: '2026-08-12T00:00:00Z', reason: 'Summer works' }] };
    expect(put).toMatchObject({ status: 200, body: { revision: 2 } });
    expect(got.body['reservationConfig']).toEqual(seen);
    expect(await api.putSpace('oak', { reservationConfig: got.body['reservationConfig'] })).toMatchObject({
      status: 200,
      body: { revision: 2 },
    });
  });

  it('takes away what is left out', async () => {
    const api = await anApi();
    await api.putSpace('oak', { reservationConfig: FULL });

    await api.putSpace('oak', { reservationConfig: base });

    expect((await api.send('GET', '/api/v1/spaces/oak')).body['reservationConfig']).toEqual(base);
  });

  it.each<[string, object, string, string]>([
    [
      'a time of day that is none',
      { openingHours: { monday: [{ opens: '9:00', closes: '17:00' }] } },
      'openingHours/monday/0/opens',
      '00:00 to 24:00',
    ],
    [
      'a minute that is none',
      { openingHours: { monday: [{ opens: '09:60', closes: '17:00' }] } },
      'openingHours/monday/0/opens',
      '00:00 to 24:00',
    ],
    ['a time after midnight', { openingHours: { monday: [{ opens: '09:00', closes: '24:30' }] } }, 'openingHours/monday/0/closes', '24:00'],
    [
      'hours over midnight',
      { openingHours: { friday: [{ opens: '22:00', closes: '02:00' }] } },
      'openingHours/friday/0/closes',
      'after it opens',
    ],
    [
      'hours of no length',
      { openingHours: { friday: [...office, { opens: '18:00', closes: '18:00' }] } },
      'openingHours/friday/1/closes',
      'after',
    ],
    ['a day that is none', { openingHours: { payday: office } }, 'openingHours/payday', 'not known here'],
    ['thirteen openings a day', { openingHours: { monday: Array(13).fill(office[0]) } }, 'openingHours/monday', '12'],
    ['a date that is none', { specialDays: [{ date: '2026-02-29', open: [] }] }, 'specialDays/0/date', 'date'],
    [
      'a date twice',
      {
        specialDays: [
          { date: '2026-03-01', open: [] },
          { date: '2026-03-01', open: office },
        ],
      },
      'specialDays/1/date',
      'once',
    ],
    ['a special day without its hours', { specialDays: [{ date: '2026-03-01' }] }, 'specialDays/0/open', 'missing'],
    ['a blackout without an end', { blackouts: [{ startsAt: '2026-03-01T00:00:00Z' }] }, 'blackouts/0/endsAt', 'missing'],
    [
      'a blackout in local time',
      { blackouts: [{ startsAt: '2026-03-01T00:00', endsAt: '2026-03-02T00:00:00Z' }] },
      'blackouts/0/startsAt',
      'RFC 3339',
    ],
    [
      'a blackout that ends before it starts',
      { blackouts: [{ startsAt: '2026-03-02T00:00:00Z', endsAt: '2026-03-01T00:00:00Z' }] },
      'blackouts/0/endsAt',
      'end after it starts',
    ],
    ['a shortest time longer than the longest', { minDurationMinutes: 241 }, 'minDurationMinutes', 'maxDurationMinutes'],
    ['a step longer than the longest time', { slotStepMinutes: 241 }, 'slotStepMinutes', 'whole number of steps'],
    ['steps that pass over every length', { slotStepMinutes: 100, minDurationMinutes: 210 }, 'slotStepMinutes', 'whole number of steps'],
    ['no step', { slotStepMinutes: 0 }, 'slotStepMinutes', 'at least 1'],
    ['half a minute', { slotStepMinutes: 0.5 }, 'slotStepMinutes', 'whole number'],
    ['a step longer than a day', { slotStepMinutes: 1_441 }, 'slotStepMinutes', 'at most 1440'],
    ['a lead time beyond the horizon', { leadTimeMinutes: 14_400, horizonDays: 10 }, 'leadTimeMinutes', 'horizonDays'],
    ['a lead time below nothing', { leadTimeMinutes: -1 }, 'leadTimeMinutes', 'at least 0'],
    ['a horizon of no day', { horizonDays: 0 }, 'horizonDays', 'at least 1'],
    ['a horizon beyond five years', { horizonDays: 1_826 }, 'horizonDays', 'at most 1825'],
    ['a longest time of nothing', { maxDurationMinutes: 0 }, 'maxDurationMinutes', 'at least 1'],
    ['buffers of more than a day', { setupMinutes: 1_441 }, 'setupMinutes', 'at most 1440'],
    ['no reservation for anybody', { openPerContact: 0 }, 'openPerContact', 'at least 1'],
    ['an unknown rule', { minimumAge: 18 }, 'minimumAge', 'not known here'],
  ])('refuses %s', async (_, more, field, allowed) => {
    const api = await anApi();

    const got = await api.putSpace('oak', { reservationConfig: { ...base, ...more } });

    const errors = [{ field: `/reservationConfig/${field}`, detail: expect.stringContaining(allowed) }];
    expect(got).toMatchObject({ status: 400, body: { code: 'invalid-request', errors } });
  });
});

describe('POST /api/v1/reservations against the rules', () => {
  const submit = async (rules: object, from: string, to: string, more: object = {}) => {
    const api: Api = await anApi();
    await api.putSpace('oak', { capacity: 12, reservationConfig: { ...FULL, ...rules } });
    return api.submit({ startsAt: `2026-${from}:00Z`, endsAt: `2026-${to}:00Z`, ...more });
  };

  it('takes what keeps all of them', async () => {
    expect((await submit({}, '03-04T13:00', '03-04T14:00', { attendance: 12 })).status).toBe(201);
  });

  it.each<[rule: string, bound: string, rules: object, from: string, to: string, nearest: [string, string]]>([
    ['min-duration', 'at least 60 minutes', {}, '03-04T13:00', '03-04T13:30', ['03-04T13:00', '03-04T14:00']],
    [
      'slot-step',
      'starts and lengths in steps of 30 minutes, counted from midnight',
      {},
      '03-04T13:20',
      '03-04T14:20',
      ['03-04T13:30', '03-04T14:30'],
    ],
    ['lead-time', 'at least 1440 minutes ahead', {}, '03-02T14:00', '03-02T15:00', ['03-03T08:00', '03-03T09:00']],
    ['horizon', 'at most 180 days ahead', {}, '09-02T10:00', '09-02T11:00', ['08-27T21:00', '08-27T22:00']],
    [
      'blackout',
      'closed from 2026-07-01 00:00 to 2026-08-12 02:00 (Europe/Vienna): Summer works',
      {},
      '07-02T10:00',
      '07-02T11:00',
      ['06-30T14:00', '06-30T15:00'],
    ],
    [
      'opening-hours',
      'open on 2026-03-04 from 09:00 to 17:00 (Europe/Vienna)',
      {},
      '03-04T15:30',
      '03-04T16:30',
      ['03-04T15:00', '03-04T16:00'],
    ],
    ['opening-hours', 'closed on 2026-03-06', {}, '03-06T10:00', '03-06T11:00', ['03-05T22:00', '03-05T23:00']],
    ['opening-hours', 'closed on 2026-04-06', {}, '04-06T10:00', '04-06T11:00', ['04-07T07:00', '04-07T08:00']],
  ])('answers 422 rule-broken: %s, %s', async (rule, bound, rules, from, to, [nearestFrom, nearestTo]) => {
    const got = await submit(rules, from, to);

    expect(got.status).toBe(422);
    expect(got.body).toEqual({
      type: 'urn:problem-type:instep:rule-broken',
      title: 'A rule of the space does not allow this',
      status: 422,
      code: 'rule-broken',
      detail: expect.stringContaining(bound),
      instance: expect.stringMatching(/^urn:instep:request:/),
      rule,
      bound,
      nearest: { startsAt: `2026-${nearestFrom}:00Z`, endsAt: `2026-${nearestTo}:00Z` },
    });
  });

  it('answers 422 rule-broken for too many people, whom no other time helps', async () => {
    const got = await submit({}, '03-04T13:00', '03-04T14:00', { attendance: 13 });

    expect(got).toMatchObject({ status: 422, body: { code: 'rule-broken', rule: 'capacity', bound: 'at most 12 people' } });
    expect(got.body).not.toHaveProperty('nearest');
  });

  it('names the nearest time also for what is too long, or has begun', async () => {
    expect(await submit({}, '03-04T08:00', '03-04T15:00')).toMatchObject({
      status: 422,
      body: { code: 'too-long', nearest: { startsAt: '2026-03-04T08:00:00Z', endsAt: '2026-03-04T12:00:00Z' } },
    });
    expect(await submit({}, '03-01T08:00', '03-01T09:00')).toMatchObject({
      status: 422,
      body: { code: 'slot-in-the-past', nearest: { startsAt: '2026-03-03T08:00:00Z', endsAt: '2026-03-03T09:00:00Z' } },
    });
  });

  it('takes the nearest time that it named', async () => {
    const api = await anApi();
    await api.putSpace('oak', { reservationConfig: FULL });
    const refused = await api.submit({ startsAt: '2026-03-02T23:10:00Z', endsAt: '2026-03-03T09:17:00Z' });

    expect(await api.submit(refused.body['nearest'] as object, 'another-key-of-16')).toMatchObject({ status: 201 });
  });

  it('offers for a taken time only what the rules allow', async () => {
    const api = await anApi();
    await api.putSpace('oak', { reservationConfig: { ...FULL, setupMinutes: 10, cleanupMinutes: 0 } });
    const afternoon = { startsAt: '2026-03-04T14:00:00Z', endsAt: '2026-03-04T15:00:00Z' };
    await api.submit(afternoon);

    const got = await api.submit(afternoon, 'another-key-of-16');

    expect(got).toMatchObject({
      status: 409,
      body: {
        free: [
          { startsAt: '2026-03-04T12:30:00Z', endsAt: '2026-03-04T13:30:00Z' },
          { startsAt: '2026-03-04T08:00:00Z', endsAt: '2026-03-04T09:00:00Z' },
          { startsAt: '2026-03-05T08:00:00Z', endsAt: '2026-03-05T09:00:00Z' },
        ],
      },
    });
  });
});

describe('docs/spaces.md', () => {
  const page = readFileSync(join(__dirname, '../../docs/spaces.md'), 'utf8');
  const examples = [...page.matchAll(/^\| [^|]+ \| `("(\w+)": [^`]+)`/gm)].map(([, text = '', name = '']) => ({ text, name }));

  it('has an example of every rule', () => {
    // Those that the public is not shown, or that stand beside the others.
    const rules = [...Object.keys(FULL), 'approverEmail', 'capacity'];

    expect(examples.map(({ name }) => name).sort()).toEqual(rules.sort());
  });

  it.each(examples)('shows a rule that is accepted: $text', async ({ text, name }) => {
    const api = await anApi();
    const rule = JSON.parse(`{${text}}`) as object;

    const got = await api.putSpace('oak', name === 'capacity' ? rule : { reservationConfig: { ...base, ...rule } });

    expect(got.status).toBe(200);
  });

  it('shows a space that is accepted as it stands', async () => {
    const api = await anApi();
    const [, space = ''] = /```json\n([^`]+)```/.exec(page) ?? [];

    expect(
      (await api.send('PUT', '/api/v1/spaces/oak', { headers: { ...api.staff(['Instep.Admin']), 'if-match': '*' }, body: space })).status,
    ).toBe(200);
  });
});
