import { anApi, aSubmission, type Api, type Json } from './support/api';

/** Every field of a body that the API's description marks as for staff only, with a value that would do. */
const VALUES: Readonly<Record<string, unknown>> = {
  // What it is without the field, too.
  notify: true,
  purpose: 'programme-session',
  alsoIn: [{ mailbox: 'trainer@city.example' }],
  publicTitle: 'Chess',
  legalHold: true,
  confirm: ['lead-time'],
};

interface Body {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly properties: Readonly<Record<string, { readonly description?: string; readonly 'x-staff-only'?: boolean }>>;
}

async function bodiesOf(api: Api): Promise<readonly Body[]> {
  const { body } = await api.send('GET', '/api/openapi.json');
  const schemas = (body['components'] as { schemas: Record<string, { properties?: Body['properties'] }> }).schemas; // the text that we make
  const paths = body['paths'] as Record<string, Record<string, Json>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      const reference = /"requestBody":.*?"#\/components\/schemas\/(\w+)"/.exec(
        JSON.stringify({ requestBody: operation['requestBody'] }),
      )?.[1];
      const properties = reference === undefined ? undefined : schemas[reference]?.properties;
      return properties ? [{ operation: String(operation['operationId']), method: method.toUpperCase(), path, properties }] : [];
    }),
  );
}

const isForStaff = ({ description = '', 'x-staff-only': marked = false }: Body['properties'][string]): boolean =>
  marked || /^staff only|for staff only/i.test(description);

describe('a field for staff only', () => {
  it('is refused under one code and by its name, whoever else gives it and wherever', async () => {
    const api = await anApi();
    const { body } = await api.submit();
    const link = { authorization: `Manage ${String(body['manageUrl']).split('#')[1] ?? ''}` };

    const told: string[] = [];
    /** To those who have no link to it at all. */
    const refusedAll: string[] = [];
    for (const { operation, method, path, properties } of await bodiesOf(api)) {
      for (const field of Object.keys(properties).filter((one) => isForStaff(properties[one] ?? {}))) {
        const open = operation === 'submit-reservation';
        const headers = { ...(open ? { 'idempotency-key': 'a-key-of-somebody' } : link) };
        const sent = { ...(open && aSubmission()), [field]: VALUES[field] };
        const got = await api.send(method, path.replace('{id}', String(body['id'])), { headers, body: sent });
        if (got.status === 401) {
          refusedAll.push(`${operation} /${field}`);
          continue;
        }
        const [fault] = (got.body['errors'] ?? []) as { field: string }[];
        told.push(`${operation} ${String(got.body['code'])} ${fault?.field ?? ''}`);
      }
    }

    expect(told.sort()).toEqual([
      'cancel-reservation staff-only-field /notify',
      'change-reservation staff-only-field /confirm',
      'change-reservation staff-only-field /legalHold',
      'change-reservation staff-only-field /publicTitle',
      'submit-reservation staff-only-field /alsoIn',
      'submit-reservation staff-only-field /confirm',
      'submit-reservation staff-only-field /notify',
      'submit-reservation staff-only-field /purpose',
    ]);
    expect(refusedAll).toEqual(['approve-reservation /notify', 'deny-reservation /notify']);
  });

  it('is marked as such in the description of the API', async () => {
    const unmarked = (await bodiesOf(await anApi())).flatMap(({ operation, properties }) =>
      Object.entries(properties)
        .filter(([, one]) => isForStaff(one) && one['x-staff-only'] !== true)
        .map(([field]) => `${operation} ${field}`),
    );

    expect(unmarked).toEqual([]);
  });

  it('is told together with the others that were given', async () => {
    const api = await anApi();

    const got = await api.submit({ notify: false, purpose: 'programme-session' });

    expect(got).toMatchObject({ status: 403, body: { code: 'staff-only-field', errors: [{ field: '/purpose' }, { field: '/notify' }] } });
  });
});

describe('a link that is for something else', () => {
  it('is told what it is for, and what the address takes', async () => {
    const api = await anApi();
    const { body } = await api.submit();
    const path = `/api/v1/reservations/${String(body['id'])}`;
    const manage = { authorization: `Manage ${String(body['manageUrl']).split('#')[1] ?? ''}` };

    expect((await api.send('POST', `${path}/approve`, { headers: manage })).body).toMatchObject({
      code: 'not-signed-in',
      detail:
        'The link of a reservation does not do this: it shows, changes and cancels its reservation. ' +
        'It takes a sign-in with the app role Reservations.Approve or Instep.Admin, or the link of an approver.',
    });
    expect((await api.send('POST', `${path}/cancel`, { headers: { authorization: 'Decide x.y' } })).body).toMatchObject({
      detail: expect.stringMatching(/^The link of an approver does not do this: .* or the link of the reservation\.$/),
    });
    expect((await api.send('GET', '/api/v1/spaces', { headers: manage })).body).toMatchObject({
      detail: expect.stringContaining('It needs no Authorization header.'),
    });
  });
});

describe('the character set of a body', () => {
  it.each([
    ['application/json; charset=iso-8859-1', 415],
    ['application/json;charset="utf-16"', 415],
    ['application/json; charset=utf-8; charset=iso-8859-1', 415],
    ['application/merge-patch+json; CHARSET=windows-1252', 415],
    ['application/json; charset=UTF-8', 201],
    ['application/json; charset="utf-8"', 201],
    ['application/json; profile=x', 201],
  ])('is UTF-8: %s is answered with %i', async (type, status) => {
    const api = await anApi();

    const got = await api.send('POST', '/api/v1/reservations', {
      headers: { 'idempotency-key': 'a-key-of-16-chars', 'content-type': type },
      body: aSubmission({ title: 'Schach für alle' }),
    });

    expect(got.status).toBe(status);
    if (status === 415) expect(got.body).toMatchObject({ code: 'unsupported-media-type', detail: expect.stringContaining('utf-8') });
  });

  it('is UTF-8 in a form of a page, too', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=iso-8859-1' };

    expect((await (await anApi()).send('POST', '/manage', { headers, body: 'link=x' })).status).toBe(415);
  });
});
