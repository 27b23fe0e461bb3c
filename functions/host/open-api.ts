import type { HttpHandler } from '@azure/functions';
import { z } from 'zod';
import type { AnswerHeader, Contract } from './operation';
import type { Access } from './caller';
import type { Tables } from './names';
import type { Permissions } from './permission';
import { problemSchema } from './problem-schema';
import { kindOf, type ProblemHeader, type ProblemKind } from './problem';
import type { Route } from './route';

/** An operation, as far as it is described. */
type Described = Omit<Route, 'operation'> & { readonly operation: { readonly contract: Contract } };

type Schema = Record<string, unknown>;

export const OPEN_API = { name: 'open-api', methods: ['GET', 'HEAD'], route: 'api/openapi.json' } as const;

/** The API as OpenAPI 3.1, made of the contracts that requests are parsed by. */
export function openApi(routes: readonly Described[], serverUrl: string, tables: Tables): object {
  const schemas: Record<string, Schema> = { Problem: problemSchema(tables.problems) };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { name, method, route, operation } of routes) {
    (paths[`/${route}`] ??= {})[method.toLowerCase()] = describe(name, operation.contract, schemas, tables);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Instep',
      version: '1',
      description:
        'Instants are RFC 3339, answered in UTC. Errors are problem documents (RFC 9457) with a stable `code`. ' +
        'An `x-correlation-id` or `traceparent` of yours is kept and answered.',
    },
    servers: [{ url: serverUrl }],
    paths,
    components: {
      schemas,
      headers: HEADERS,
      securitySchemes: {
        staff: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An Entra access token of a person, with an app role.' },
        application: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An Entra access token of an application of the tenant (client credentials), with an app role.',
        },
        ...Object.fromEntries(
          Object.values(tables.linkSchemes).map(({ security: name, about }) => [name, { ...BY_LINK, description: about }]),
        ),
      },
    },
  };
}

const BY_LINK = { type: 'apiKey', in: 'header', name: 'Authorization' } as const;

/** The document is made at its first request. */
export function openApiHttp(document: () => object): HttpHandler {
  let text: string | undefined;
  return () => ({
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300', 'x-content-type-options': 'nosniff' },
    body: (text ??= JSON.stringify(document())),
  });
}

function describe(name: string, contract: Contract, schemas: Record<string, Schema>, tables: Tables): object {
  const { summary, tag, access, body, bodyOptional } = contract;
  const parameters = [...inputs(contract.params, 'path'), ...inputs(contract.headers, 'header'), ...inputs(contract.query, 'query')];
  return {
    operationId: name,
    summary,
    tags: [tag],
    ...(access.permission !== undefined && { 'x-permission': access.permission }),
    ...(access.more && { 'x-permissions-for-more': access.more }),
    security: security(access, tables),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: bodyOptional !== true, content: { 'application/json': { schema: named(body, 'input', schemas) } } },
    }),
    responses: { ...answers(contract, schemas), ...problems(contract, tables) },
  };
}

/** Each entry is one way to be let in; the names in it are the app roles of which one is enough. */
function security(
  { permission, bearer, signInIgnored }: Access,
  { permissions, linkSchemes }: Tables,
): readonly Record<string, readonly string[]>[] {
  if (signInIgnored) return [{}];
  const needed = permission === undefined ? undefined : permissions[permission];
  const link = bearer === undefined ? undefined : linkSchemes[bearer];
  const open = needed?.for ?? (['person', 'application'] as const);
  return [
    ...(needed ? [] : [{}]),
    ...(open.includes('person') ? [{ staff: needed?.roles ?? [] }] : []),
    ...(open.includes('application') ? [{ application: needed?.roles ?? [] }] : []),
    ...(link ? [{ [link.security]: [] }] : []),
  ];
}

function inputs(schema: z.ZodType | undefined, place: 'path' | 'query' | 'header'): readonly object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as { properties?: Record<string, Schema>; required?: string[] }; // of an object
  return Object.entries(properties).map(([key, { description, ...rest }]) => ({
    name: place === 'header' ? headerName(key) : key,
    in: place,
    required: place === 'path' || required.includes(key),
    ...(description !== undefined && { description }),
    schema: rest,
  }));
}

const headerName = (key: string): string => key.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

function answers({ answers: given }: Contract, schemas: Record<string, Schema>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).map(([status, { description, schema, contentType = 'application/json', headers = [] }]) => [
      status,
      {
        description,
        headers: headerRefs(headers),
        ...(schema && { content: { [contentType]: { schema: named(schema, 'output', schemas) } } }),
      },
    ]),
  );
}

/** Every problem that the contract names or implies, by status. */
function problems(contract: Contract, tables: Tables): Record<string, unknown> {
  const kind = (code: string): ProblemKind => kindOf(code, tables.problems);
  const byStatus: Record<string, string[]> = {};
  for (const code of problemsOf(contract, tables.permissions)) (byStatus[String(kind(code).status)] ??= []).push(code);
  return Object.fromEntries(
    Object.entries(byStatus)
      .filter(([status]) => !(status in contract.answers))
      .map(([status, codes]) => [
        status,
        {
          description: codes.map((code) => `\`${code}\`: ${kind(code).title}.`).join(' '),
          headers: headerRefs([...new Set(codes.flatMap((code) => kind(code).headers ?? []))]),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
  );
}

function problemsOf(
  { missing, badHeader, problems: own = [], body, queryIgnored, params, access, limited }: Contract,
  permissions: Permissions,
): readonly string[] {
  const parsed = !queryIgnored || body !== undefined || (params !== undefined && missing === undefined);
  return [
    ...new Set<string>([
      ...(parsed ? ['invalid-request'] : []),
      ...(body ? ['malformed-json', 'body-too-large', 'unsupported-media-type'] : []),
      ...(badHeader ? [badHeader] : []),
      ...(access.signInIgnored ? [] : ['not-signed-in']),
      ...lacks(access, permissions),
      ...(missing ? [missing] : []),
      ...own,
      ...(limited || access.bearer ? ['too-many-requests'] : []),
      'defect',
      'temporarily-unavailable',
    ]),
  ];
}

function lacks({ permission }: Access, permissions: Permissions): readonly string[] {
  const needed = permission === undefined ? undefined : permissions[permission];
  if (!needed) return [];
  return [
    'role-missing',
    ...(needed.for.includes('application') ? [] : ['people-only']),
    ...(needed.for.includes('person') ? [] : ['applications-only']),
  ];
}

type HeaderName = AnswerHeader | ProblemHeader | 'X-Correlation-Id';

const HEADERS: Readonly<Record<HeaderName, Schema>> = {
  Allow: { description: 'The methods that this address knows.', schema: { type: 'string' } },
  ETag: {
    description: 'The version that was answered: for `If-Match`, or `If-None-Match` where that is read.',
    schema: { type: 'string' },
  },
  Location: { description: 'The path of what was made.', schema: { type: 'string', format: 'uri-reference' } },
  'Retry-After': { description: 'Seconds until the same request may come again.', schema: { type: 'integer' } },
  'WWW-Authenticate': { description: 'How to sign in.', schema: { type: 'string' } },
  'X-Correlation-Id': { description: 'Names this request, in our log too.', schema: { type: 'string' } },
};

const headerRefs = (names: readonly HeaderName[]): Schema =>
  Object.fromEntries([...names, 'X-Correlation-Id'].map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Schemas with a title stand once, under that name. */
function named(schema: z.ZodType, io: 'input' | 'output', schemas: Record<string, Schema>): Schema {
  const made = jsonSchema(schema, io);
  const { title } = made;
  if (typeof title !== 'string') return made;
  schemas[title] = made;
  return { $ref: `#/components/schemas/${title}` };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return made;
}
