import { z } from 'zod';
import { problem, type Answer, type Status } from './answer';
import type { Access, Caller } from './caller';
import { faultsOf, wording } from './faults';
import type { FieldFault } from './problem';

type Members = Record<string, z.ZodType>;

export type AnswerHeader = 'ETag' | 'Location' | 'Retry-After';

/** An answer; without a schema it has no body. */
interface Described {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Left out: `application/json`. */
  readonly contentType?: string;
  /** Those beyond the ones that every answer has. */
  readonly headers?: readonly AnswerHeader[];
}

/** What an operation takes and gives: requests are parsed by it, and the API description is made of it. */
export interface Contract {
  readonly summary: string;
  readonly tag: string;
  readonly access: Access;
  /** Of the path. What does not fit names nothing: it is answered with `missing`. */
  readonly params?: z.ZodObject<Members>;
  /** Left out: there are no parameters, and any is unknown. */
  readonly query?: z.ZodObject<Members> | z.ZodType<unknown, Record<string, unknown>>;
  /** The query is not looked at: those who call add parameters of their own, as calendars and probes do. */
  readonly queryIgnored?: true;
  /** By lower-case name; headers that are not named here are nobody's business. */
  readonly headers?: z.ZodObject<Members>;
  readonly body?: z.ZodType;
  /** The body may be left out and counts as an empty object. */
  readonly bodyOptional?: true;
  readonly missing?: string;
  /** The problem of a header that does not fit. */
  readonly badHeader?: string;
  /** The purpose for which the limiter counts it, together with others; `access` says who is not counted. */
  readonly limited?: string;
  readonly answers: Readonly<Partial<Record<Status, Described>>>;
  /** Those beyond the ones that its access and its inputs imply. */
  readonly problems?: readonly string[];
}

/** The permissions that a contract names: no others can be asked for. */
type PermissionOf<A extends Access> =
  | (A extends { readonly permission: infer P extends string } ? P : never)
  | (A extends { readonly more: readonly (infer M extends string)[] } ? M : never);

/** The codes of the problems that a contract names or implies: a handler can give no others. */
type CodeOf<C extends Contract> =
  | 'defect'
  | 'temporarily-unavailable'
  | (C extends { readonly problems: readonly (infer P extends string)[] } ? P : never)
  | (C extends { readonly missing: infer P extends string } ? P : never)
  | (C extends { readonly badHeader: infer P extends string } ? P : never)
  | (C extends { readonly body: object } | { readonly query: object } ? 'invalid-request' : never)
  | (C['access'] extends { readonly permission: string } ? 'role-missing' : never);

/** What a handler may answer: problems and statuses that its contract names or implies. */
export type AnswerOf<C extends Contract> = Answer<CodeOf<C>, Extract<keyof C['answers'], Status>>;

type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

/** One request, parsed. */
export interface Asked<C extends Contract> {
  readonly params: Output<C['params']>;
  readonly query: Output<C['query']>;
  readonly headers: Output<C['headers']>;
  readonly body: Output<C['body']>;
  readonly caller: Caller<PermissionOf<C['access']>>;
  readonly correlationId: string;
}

/** One request as it came in; `body` is parsed JSON, undefined where there was none. */
export interface Raw {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Operation {
  readonly contract: Contract;
  answer(raw: Raw, caller: Caller, correlationId: string): Promise<Answer>;
}

/** Ties what an operation does to its contract: it is called with what the contract's schemas made of the request, or not at all. */
export function operation<C extends Contract>(contract: C, handle: (asked: Asked<C>) => Promise<AnswerOf<C>> | AnswerOf<C>): Operation {
  return {
    contract,
    answer: async (raw, caller, correlationId) => {
      const params = parse(contract.params, raw.params);
      if (!params.ok) return contract.missing ? problem(contract.missing) : invalid(params.faults('parameter'));
      const headers = parse(contract.headers, raw.headers);
      if (!headers.ok) return problem(contract.badHeader ?? 'invalid-request', { errors: headers.faults('parameter') });
      if (contract.body && raw.body === undefined && !contract.bodyOptional) {
        return problem('invalid-request', { detail: 'A JSON body is needed, and a Content-Length with it.' });
      }
      const query = parse(contract.queryIgnored ? undefined : (contract.query ?? NO_QUERY), raw.query);
      const body = parse(contract.body, raw.body ?? (contract.bodyOptional ? {} : undefined));
      if (!query.ok || !body.ok) return invalid([...(query.ok ? [] : query.faults('parameter')), ...(body.ok ? [] : body.faults('body'))]);
      // Each value is what the contract's own schema made of it; the compiler cannot follow that through the optional members.
      const asked = {
        params: params.value,
        query: contract.query && query.value,
        headers: headers.value,
        body: body.value,
        caller,
        correlationId,
      } as Asked<C>;
      return handle(asked);
    },
  };
}

const NO_QUERY = z.strictObject({});

/** More than anybody reads; a request full of faults must not make the answer larger than itself. */
const MOST_FAULTS = 32;

const invalid = (errors: readonly FieldFault[]): Answer =>
  problem('invalid-request', {
    detail: errors.length > MOST_FAULTS ? `The first ${MOST_FAULTS} faults are named in \`errors\`.` : 'Each fault is named in `errors`.',
    errors: errors.slice(0, MOST_FAULTS),
  });

type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly faults: (place: 'body' | 'parameter') => readonly FieldFault[] };

function parse(schema: z.ZodType | undefined, value: unknown): Parsed {
  if (!schema) return { ok: true, value: undefined };
  const parsed = schema.safeParse(value, { error: wording });
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, faults: (place) => faultsOf(parsed.error, place) };
}
