import type { Scan } from '../../kernel/database';
import type { Json } from '../../kernel/json';

/** Where an ordered scan stopped: the last row's values, and which rows with the very same values were already given. */
export interface Place {
  readonly keys: readonly Json[];
  readonly given: readonly string[];
}

interface OrderField {
  readonly path: readonly string[];
  readonly descending: boolean;
}

/** A row as Cosmos DB returns it. */
export interface Row {
  readonly _rid: string;
  readonly _etag: string;
  readonly [name: string]: Json;
}

/**
 * Pages of an ordered scan continue by value, not by the client's continuation token: over several partitions the client has none, or
 * (with `enableQueryControl`) one that loses rows when there are two order fields, since it asks for `a >= x AND b >= y`.
 */
export class OrderedPages {
  private readonly fields: readonly OrderField[];

  /** `orderBy` names one or more members: `c.priority ASC, c.due DESC`. */
  constructor(orderBy: string) {
    this.fields = orderBy.split(',').map(fieldOf);
  }

  /** The condition and parameters that leave out what comes before and at `after`. */
  rest(after: Place): { readonly where: string; readonly parameters: Scan['parameters'] } {
    const equal = this.fields.map((field, index) => `${name(field)} = @page_key${index}`);
    const beyond = this.fields.map((field, index) =>
      [...equal.slice(0, index), `${name(field)} ${field.descending ? '<' : '>'} @page_key${index}`].join(' AND '),
    );
    const tied = [...equal, 'NOT ARRAY_CONTAINS(@page_given, c._rid)'].join(' AND ');
    return {
      where: [...beyond, tied].map((condition) => `(${condition})`).join(' OR '),
      parameters: {
        ...Object.fromEntries(after.keys.map((key, index) => [`@page_key${index}`, key])),
        '@page_given': after.given,
      },
    };
  }

  /** The place after these rows, which followed `before`. */
  place(rows: readonly Row[], before: Place | undefined): Place | undefined {
    const last = rows.at(-1);
    if (!last) return before;
    const keys = this.keys(last);
    const tied = rows.filter((row) => same(this.keys(row), keys)).map((row) => row._rid);
    return { keys, given: before && same(before.keys, keys) ? [...before.given, ...tied] : tied };
  }

  private keys(row: Row): readonly Json[] {
    return this.fields.map(({ path }) => path.reduce<Json>((value, member) => memberOf(value, member), row));
  }
}

export function encodePlace(place: Place): string {
  return Buffer.from(JSON.stringify([place.keys, place.given])).toString('base64url');
}

/** Undefined when it is no token of ours. */
export function decodePlace(token: string): Place | undefined {
  try {
    const [keys, given] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [Json[], string[]]; // as encodePlace wrote it
    return Array.isArray(keys) && Array.isArray(given) ? { keys, given } : undefined;
  } catch {
    return undefined;
  }
}

function fieldOf(text: string): OrderField {
  const match = /^\s*c\.(?<path>\w+(?:\.\w+)*)(?:\s+(?<direction>ASC|DESC))?\s*$/i.exec(text);
  const path = match?.groups?.['path'];
  if (path === undefined) throw new Error(`Cannot order a scan by '${text.trim()}': a member of c is wanted.`);
  return { path: path.split('.'), descending: match?.groups?.['direction']?.toUpperCase() === 'DESC' };
}

const name = ({ path }: OrderField): string => `c.${path.join('.')}`;

const same = (one: readonly Json[], other: readonly Json[]): boolean => JSON.stringify(one) === JSON.stringify(other);

function memberOf(value: Json, member: string): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? ((value as Readonly<Record<string, Json>>)[member] ?? null)
    : null;
}
