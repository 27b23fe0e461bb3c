import { queryOf } from '../../functions/host/query';
import { anApi, type Api, type Got } from './support/api';

const ALL_ROLES = ['Reservations.Approve', 'Instep.Admin'];

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: { readonly type?: string; readonly format?: string; readonly minimum?: number; readonly maximum?: number };
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly security: readonly object[];
}

interface Operation {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  ask(query: string): Promise<Got>;
}

/** What the API describes, each asked as somebody with every role about things that are there. */
async function operationsOf(api: Api): Promise<readonly Operation[]> {
  const { body } = await api.submit();
  const paths = (await api.send('GET', '/api/openapi.json')).body['paths'] as Record<string, Record<string, Described>>; // the text that we make
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters = [] }]) => ({
      name: operationId,
      parameters: parameters.filter((one) => one.in === 'query'),
      ask: (query: string) => {
        const id = path.startsWith('/api/v1/spaces') ? 'oak' : String(body['id']);
        const target = `${path.replace('{kind}', 'reservation-event').replace('{api}/{as}', 'graph/installation').replaceAll('{id}', id)}?${query}`;
        const headers = { ...api.staff(ALL_ROLES), 'idempotency-key': 'another-key-of-24-chars', 'if-match': '*' };
        return api.send(method.toUpperCase(), target, { headers, ...(method !== 'get' && { body: {} }) });
      },
    })),
  );
}

const faultOf = ({ body }: Got, field: string): string | undefined =>
  ((body['errors'] ?? []) as { field: string; detail: string }[]).find((fault) => fault.field === field)?.detail;

/** Calendars and probes add parameters of their own. */
const LENIENT = ['live', 'ready', 'read-feed'];

describe('the query of every operation', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'limt'])('must not have the unknown parameter %s', async (name) => {
    const operations = (await operationsOf(await anApi())).filter((one) => !LENIENT.includes(one.name));

    const passed: string[] = [];
    for (const operation of operations) {
      const got = await operation.ask(`${name}=1`);
      if (got.status !== 400 || faultOf(got, name) !== 'is not known here') passed.push(`${operation.name}: ${got.status}`);
    }

    expect(operations.length).toBeGreaterThan(15);
    expect(passed).toEqual([]);
  });

  it('may have anything where calendars and probes ask', async () => {
    const operations = (await operationsOf(await anApi())).filter(({ name }) => LENIENT.includes(name));

    for (const operation of operations) expect((await operation.ask('nocache=1&__proto__=1')).status).toBe(200);
    expect(operations).toHaveLength(LENIENT.length);
  });

  it.each(['0x10', '1e1', ' 16', '16 ', '+1', '-1', '1.0', '', '１６', '1_0', 'NaN', '9'.repeat(400)])(
    'gives a number as decimal digits, not as "%s"',
    async (text) => {
      const operations = await operationsOf(await anApi());

      const wrongs: string[] = [];
      let asked = 0;
      for (const { name, parameters, ask } of operations)
        for (const parameter of parameters.filter(({ schema }) => schema.type === 'integer' || schema.type === 'number')) {
          asked += 1;
          const { minimum = Number.NaN, maximum = Number.NaN } = parameter.schema;
          const told = faultOf(await ask(`${parameter.name}=${encodeURIComponent(text)}`), parameter.name);
          const good = [minimum, maximum].map(async (bound) => faultOf(await ask(`${parameter.name}=${bound}`), parameter.name));
          if (told === undefined || (await Promise.all(good)).some((fault) => fault?.includes('digits')))
            wrongs.push(`${name}: ${parameter.name}`);
        }

      expect(asked).toBeGreaterThan(4);
      expect(wrongs).toEqual([]);
    },
  );

  it.each([
    ['2027-01-01T10:00:00+24:00', 'must have an offset between -23:59 and +23:59'],
    ['2026-06-30T23:59:60Z', 'must not be a leap second: give the second before or after it'],
    ['2026-06-30T24:00:00Z', 'must be from 00:00:00 to 23:59:59: midnight is 00:00:00 of the next day'],
    ['2026-06-30T12:00:00', 'must say how far it is from UTC: end with Z, or with an offset such as +01:00'],
    ['2026-06-30T12:00:00.5Z', 'must be in whole seconds'],
    ['2026-02-30T12:00:00Z', 'must be a date and a time that exist'],
    ['1969-12-31T23:59:59Z', 'must be in 1970 or later'],
    ['tomorrow', 'must be an RFC 3339 instant in whole seconds, such as 2026-03-02T14:00:00Z or 2026-03-02T15:00:00+01:00'],
  ])('names the rule that the instant %s breaks', async (text, sentence) => {
    const operations = await operationsOf(await anApi());

    const told: (string | undefined)[] = [];
    for (const { parameters, ask } of operations)
      for (const { name } of parameters.filter(({ schema }) => schema.format === 'date-time'))
        told.push(faultOf(await ask(`${name}=${encodeURIComponent(text)}`), name));

    expect(told.length).toBeGreaterThan(4);
    expect([...new Set(told)]).toEqual([sentence]);
  });

  it('is read from the address: what a record made of it cannot hold is there too', () => {
    const query = queryOf({ url: 'https://book.city.example/api?a=1&__proto__=2&a=3' });

    expect(Object.entries(query)).toEqual([
      ['a', '1,3'],
      ['__proto__', '2'],
    ]);
  });
});
