import { z } from 'zod';
import { instantText } from '../../shared/kernel/instants';
import { anApi, aSubmission, type Api, type Got } from './support/api';

/** `BOUNDS_SEED=17 npx jest --selectProjects functions --testPathPatterns bounds` replays one seed, `BOUNDS_SEEDS=500` runs more. */
const GIVEN = process.env['BOUNDS_SEED'];
const SEEDS = GIVEN === undefined ? Array.from({ length: Number(process.env['BOUNDS_SEEDS'] ?? 8) }, (_, at) => at + 1) : [Number(GIVEN)];

class Chance {
  private state: number;
  constructor(seed: number) {
    this.state = (seed * 2_654_435_761) % 2_147_483_647 || 1;
  }
  below(most: number): number {
    this.state = (this.state * 16_807) % 2_147_483_647;
    return this.state % most;
  }
  of<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }
  once(in_: number): boolean {
    return this.below(in_) === 0;
  }
}

type Schema = Readonly<Record<string, unknown>>;
type Value = unknown;

const NUMBERS = [0, -1, 1, 1.5, 2 ** 31 - 1, 2 ** 31, 2 ** 53, -(2 ** 53), 1e21, 1e308, 5e-324] as const;
const TEXTS = [
  '',
  ' ',
  'a',
  '0',
  '-1',
  '\u0000',
  '\ud800',
  '💥'.repeat(130),
  'x'.repeat(121),
  'x'.repeat(60_000),
  '../..',
  'a/b',
  "'--",
  '{{x}}',
  '*',
] as const;
const ODD = [null, true, [], {}, [[]], 'text', 7] as const;

/** Values at and beyond the bounds that a schema states, and valid ones between them. */
class Maker {
  /** All instants of one request lie near each other, or hardly any span would be in order. */
  private readonly around: number;

  constructor(
    private readonly chance: Chance,
    now: number,
  ) {
    const { of } = { of: chance.of.bind(chance) };
    const years = [1970, 2025, 2027, 2036, 2038, 2093, 2094, 2100, 2107, 2500, 9999] as const;
    this.around = chance.once(2) ? now + chance.below(40) * 86_400_000 : Date.UTC(of(years), chance.below(12), 1 + chance.below(28), 10);
  }

  value(schema: Schema): Value {
    const { chance } = this;
    if (chance.once(25)) return chance.of(ODD);
    const choices = (schema['anyOf'] ?? schema['oneOf']) as readonly [Schema, ...Schema[]] | undefined;
    if (choices) return this.value(chance.of(choices));
    const listed = schema['enum'] as readonly [Value, ...Value[]] | undefined;
    if (listed) return chance.once(8) ? 'no-such' : chance.of(listed);
    if ('const' in schema) return schema['const'];
    switch (schema['type']) {
      case 'object':
        return this.object(schema);
      case 'array': {
        const [least, most] = [Number(schema['minItems'] ?? 0), Math.min(Number(schema['maxItems'] ?? 3), 60)];
        const length = chance.of([least, least + 1, Math.min(most, 3), most, most + 1, Math.max(0, least - 1)]);
        return Array.from({ length }, () => this.value((schema['items'] ?? {}) as Schema));
      }
      case 'boolean':
        return chance.once(2);
      case 'number':
      case 'integer': {
        const [least, most] = [Number(schema['minimum'] ?? 0), Number(schema['maximum'] ?? 1_000)];
        return chance.of([least, most, least + 1, most - 1, least - 1, most + 1, (least + most) / 2, ...NUMBERS]);
      }
      case 'string':
        return this.text(schema);
      default:
        return chance.of(ODD);
    }
  }

  object(schema: Schema): Record<string, Value> {
    const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
    const required = new Set((schema['required'] ?? []) as readonly string[]);
    const made: Record<string, Value> = {};
    for (const [name, property] of Object.entries(properties)) {
      if (this.chance.once(required.has(name) ? 30 : 2)) continue;
      made[name] = this.named(name, property);
    }
    if (this.chance.once(20)) made['surprise'] = 1;
    return made;
  }

  private named(name: string, schema: Schema): Value {
    const { chance } = this;
    if (chance.once(10)) return this.value(schema);
    if (/spaceId|partOf/i.test(name)) return 'oak';
    if (/^(timeZone|zone)$/.test(name)) return chance.of(['Europe/Vienna', 'UTC', 'Etc/GMT+12', 'No/Where']);
    if (/time$|^opens$|^closes$/.test(name)) return chance.of(['00:00', '08:00', '24:00', '23:59', '24:01']);
    return this.value(schema);
  }

  private text(schema: Schema): string {
    const { chance } = this;
    const [least, most] = [Number(schema['minLength'] ?? 1), Number(schema['maxLength'] ?? 40)];
    if (chance.once(6)) return chance.of(TEXTS);
    if (schema['format'] === 'date-time')
      return instantText(this.around + chance.of([0, 900_000, 3_600_000, 7_200_000, 86_400_000, 8_000_000_000, -3_600_000]));
    if (schema['format'] === 'email')
      return chance.of(['ada@example.org', `${'a'.repeat(64)}@example.org`, 'nobody', `ada@${'x.'.repeat(120)}org`]);
    if (schema['format'] === 'date') return instantText(this.around).slice(0, 10);
    return 'x'.repeat(chance.of([least, most, most + 1, Math.max(0, least - 1), Math.min(most, 12)]));
  }
}

type Route = Api['app']['routes'][number];

const schemaOf = (schema: z.ZodType | undefined): Schema =>
  schema ? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) : { type: 'object', properties: {} };

/** One request of a route; what it asks of the path is taken from what there is, as a rule. */
async function send(api: Api, { method, route, operation: { contract } }: Route, seed: number, known: string): Promise<Got> {
  const chance = new Chance(seed);
  const maker = new Maker(chance, api.clock.now());
  const path = route.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(
      chance.once(4)
        ? chance.of(['x', '0', 'a'.repeat(250), 'oak.x', '%', 'ü'])
        : name === 'kind'
          ? 'reservation-event'
          : route.includes('spaces')
            ? 'oak'
            : known,
    ),
  );
  const query = new URLSearchParams();
  const inQuery = schemaOf(contract.query);
  for (const [name, value] of Object.entries(maker.object(inQuery)))
    query.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(maker.object(schemaOf(contract.headers)))) {
    const text =
      name === 'if-match'
        ? chance.of(['*', '"r1"', '"r999999999"', '"r1000000000"', 'x'])
        : name === 'idempotency-key' && !chance.once(8)
          ? `key-${String(seed).padStart(16, '0')}`
          : String(value);
    if (/^[\x20-\x7e]*$/.test(text)) headers[name] = text.slice(0, 8_000);
  }
  if (!chance.once(3))
    Object.assign(headers, api.staff(chance.once(4) ? ['Reservations.Approve'] : ['Instep.Admin', 'Reservations.Approve']));
  const body = contract.body && !chance.once(20) ? { body: maker.value(schemaOf(contract.body)) as object } : {};
  // A client of its own each: the limits of clients are tested elsewhere.
  headers['x-forwarded-for'] = `10.${String(chance.below(250))}.${String(chance.below(250))}.${String(chance.below(250))}`;
  return api.send(method, `/${path}${query.size > 0 ? `?${query.toString()}` : ''}`, {
    headers,
    ...('body' in body && { body: JSON.stringify(body.body) }),
  });
}

const SETTINGS = { CLIENT_WRITES_PER_HOUR: 10_000 };

describe('requests at and beyond every bound', () => {
  it.each(SEEDS)('are answered by what is wrong with them on every route, never with a defect or with "later" (seed %i)', async (seed) => {
    const api = await anApi({ settings: SETTINGS });
    const known = String((await api.submit()).body['id']);
    const wrong: string[] = [];
    let taken = 0;
    for (const [at, route] of api.app.routes.entries()) {
      for (let turn = 0; turn < 12; turn += 1) {
        const got = await send(api, route, seed * 100_003 + at * 101 + turn, known);
        if (got.status < 300) taken += 1;
        if (got.status >= 500) wrong.push(`${route.method} ${route.route} (turn ${String(turn)}): ${got.text}`);
        if (got.status >= 400 && typeof got.body['code'] !== 'string') wrong.push(`${route.method} ${route.route}: no problem document`);
      }
    }

    const said = `BOUNDS_SEED=${String(seed)} npx jest --selectProjects functions --testPathPatterns bounds`;
    expect([
      said,
      wrong,
      api.lines.filter(({ event }) => event === 'http.defect' || event === 'http.refused-for-good').map(({ cause }) => cause),
    ]).toEqual([said, [], []]);
    // Or nothing was tried but refusals.
    expect(taken).toBeGreaterThan(10);
  });

  it.each(['2036-03-03', '2093-12-31', '2094-03-03', '2100-03-03', '9999-12-30'])(
    'a citizen who asks for %s is told the horizon, as often as he asks, and asks again for a time that there is',
    async (day) => {
      const api = await anApi({ settings: SETTINGS });
      for (let times = 0; times < 4; times += 1) {
        const far = { startsAt: `${day}T14:00:00Z`, endsAt: `${day}T15:00:00Z` };
        expect(await api.submit(far, `a-key-of-16-chars-${String(times)}`)).toMatchObject({
          status: 422,
          body: { code: 'rule-broken', rule: 'horizon' },
        });
      }

      expect((await api.submit({}, 'another-key-of-16-chars')).status).toBe(201);
    },
  );

  it('staff who mistype a year are told so, and the next request of the same citizen is taken', async () => {
    const api = await anApi({ settings: SETTINGS });
    const { body } = await api.submit();
    const path = `/api/v1/reservations/${String(body['id'])}`;
    const headers = { ...api.staff(['Reservations.Approve']), 'if-match': '*' };

    const moved = await api.send('PATCH', path, { headers, body: { startsAt: '2206-03-03T14:00:00Z', endsAt: '2206-03-03T15:00:00Z' } });
    const session = await api.send('POST', '/api/v1/reservations', {
      headers: { ...api.staff(['Reservations.Approve']), 'idempotency-key': 'a-key-of-a-session' },
      body: {
        ...aSubmission({ startsAt: '2206-03-03T14:00:00Z', endsAt: '2206-03-03T15:00:00Z' }),
        purpose: 'programme-session',
        contact: undefined,
      },
    });

    expect(moved).toMatchObject({
      status: 422,
      body: { code: 'rule-broken', rule: 'horizon', bound: 'at most 3650 days ahead, also for staff' },
    });
    expect(session).toMatchObject({ status: 422, body: { code: 'rule-broken', rule: 'horizon' } });
    for (const hour of [10, 11]) {
      const next = { startsAt: `2026-03-04T${String(hour)}:00:00Z`, endsAt: `2026-03-04T${String(hour)}:30:00Z` };
      expect((await api.submit(next, `a-key-of-16-chars-${String(hour)}`)).status).toBe(201);
    }
  });
});
