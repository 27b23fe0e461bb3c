import { busy, problem } from '../../functions/host/answer';
import { unknownNames } from '../../functions/host/names';
import { openApi } from '../../functions/host/open-api';
import { operation, type Contract } from '../../functions/host/operation';
import { HOST_PROBLEMS } from '../../functions/host/problem';

const contract = {
  summary: 'Read a record',
  tag: 'Test',
  access: { permission: 'records.read', more: ['records.write'], bearer: 'lend' },
  limited: 'loans',
  missing: 'record-not-found',
  answers: { 200: { description: 'The record.' } },
  problems: ['record-sealed'],
} as const satisfies Contract;

const permissions = { 'records.read': { roles: ['Records.Read'], for: ['application'], about: 'Read records.' } } as const;
const lend = {
  word: 'Lend',
  security: 'borrower',
  about: 'A loan.',
  actor: { kind: 'citizen' },
  called: 'a loan',
  elsewhere: 'x',
  wrong: 'writes',
} as const;
const linkSchemes = { lend };
const text = { type: 'string', description: 'Whose it is.' };

describe('what modules bring to the host', () => {
  it('is named where a contract asks for something that no module brings', () => {
    expect(unknownNames(contract, { problems: HOST_PROBLEMS, permissions, linkSchemes: {} }, ['writes'])).toEqual([
      'no module defines the problem record-not-found',
      'no module defines the problem record-sealed',
      'no module brings the link lend',
      'no module counts clients for loans',
      'no module defines the permission records.write',
    ]);
  });

  it('stands in the API description: members of problems, headers, permission and roles', () => {
    const problems = {
      ...HOST_PROBLEMS,
      'record-not-found': { status: 404, title: 'There is no such record', members: { owner: text } },
      'record-sealed': { status: 409, title: 'The record is sealed', members: { owner: text }, headers: ['Retry-After'] },
    } as const;

    const described = openApi([{ name: 'read-record', method: 'GET', route: 'api/v1/record', operation: { contract } }], 'https://x', {
      problems,
      permissions,
      linkSchemes,
    });

    expect(described).toMatchObject({
      paths: {
        '/api/v1/record': {
          get: {
            'x-permission': 'records.read',
            'x-permissions-for-more': ['records.write'],
            security: [{ application: ['Records.Read'] }, { borrower: [] }],
            responses: {
              403: { description: expect.stringContaining('`applications-only`') },
              409: { headers: { 'Retry-After': {} } },
            },
          },
        },
      },
      components: {
        securitySchemes: { borrower: { type: 'apiKey', in: 'header', name: 'Authorization', description: 'A loan.' } },
        schemas: { Problem: { properties: { owner: { description: 'Of record-not-found, record-sealed: Whose it is.' } } } },
      },
    });
  });

  it('is refused where two problems give one member different schemas', () => {
    const problems = {
      ...HOST_PROBLEMS,
      one: { status: 404, title: 'One', members: { owner: text } },
      two: { status: 404, title: 'Two', members: { owner: { type: 'integer' } } },
    };

    expect(() => openApi([], 'https://x', { problems, permissions, linkSchemes })).toThrow(
      'the problems one and two give the member owner different schemas',
    );
  });
});

describe('a handler', () => {
  it('gives no problem that its contract does not name: the compiler refuses it', () => {
    operation(contract, () => problem('record-sealed'));
    operation(contract, () => problem('record-not-found'));
    operation(contract, () => problem('role-missing'));
    // @ts-expect-error A code with a typing error.
    operation(contract, () => problem('record-seald'));
    // @ts-expect-error A code of the host that the contract does not name.
    operation(contract, () => busy());
  });
});
