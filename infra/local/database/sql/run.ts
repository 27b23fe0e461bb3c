import type { Json } from '../../../../shared/kernel/json';
import type { Version } from '../version';
import { withSystemMembers } from '../version';
import { aggregateOf } from './aggregate';
import type { Count, Query } from './ast';
import { QueryRefused } from './ast';
import type { Evaluate, Parameters } from './compile';
import { compile, object } from './compile';
import type { Value } from './values';
import { clone, compare } from './values';

/** Where a page ended: the values that the query orders by, and the resource id of the last row. */
export interface Place {
  readonly keys: readonly (Json | undefined)[];
  readonly sequence: number;
  /** Rows given so far, for TOP and OFFSET LIMIT. */
  readonly given: number;
}

export interface Page {
  readonly rows: readonly Json[];
  /** The rows' own versions, where the query asks for whole documents. */
  readonly versions: readonly Version[];
  readonly next?: Place;
}

export interface Program {
  readonly query: Query;
  /** One page over the rows, by the query's order and then by resource id. */
  run(rows: Iterable<Version>, parameters: Parameters, most: number, after?: Place): Page;
}

interface Hit {
  readonly row: Version;
  readonly keys: readonly Value[];
}

const programs = new WeakMap<Query, Program>();

export function program(query: Query): Program {
  const known = programs.get(query);
  if (known) return known;
  const made = build(query);
  programs.set(query, made);
  return made;
}

function build(query: Query): Program {
  const where = query.where && compile(query.where);
  const order = query.orderBy.map((item) => ({ of: compile(item.of), sign: item.descending ? -1 : 1 }));
  const aggregate = aggregateOf(query);
  const select = aggregate ? undefined : projection(query);

  const before = (left: Hit | Place, right: Hit): number => {
    for (const [index, { sign }] of order.entries()) {
      const difference = compare(left.keys[index], right.keys[index]);
      if (difference !== 0) return difference * sign;
    }
    const direction = order[0]?.sign ?? 1;
    return (('row' in left ? left.row.sequence : left.sequence) - right.row.sequence) * direction;
  };

  return {
    query,
    run(rows, parameters, most, after) {
      const hits: Hit[] = [];
      for (const row of rows) {
        if (where && where(row, parameters) !== true) continue;
        const keys = order.length === 0 ? NO_KEYS : order.map(({ of }) => of(row, parameters));
        if (keys.includes(undefined)) continue;
        const hit = { row, keys };
        if (!after || query.distinct || before(after, hit) < 0) hits.push(hit);
      }
      if (aggregate)
        return {
          rows: aggregate(
            hits.map((hit) => hit.row),
            parameters,
          ),
          versions: [],
        };
      hits.sort(before);
      return page(hits, after);

      function page(found: readonly Hit[], place: Place | undefined): Page {
        const given = place?.given ?? 0;
        const skip = query.offset ? number(query.offset, parameters) : 0;
        const limit = query.top ?? query.limit;
        const left = limit ? number(limit, parameters) - given : Number.POSITIVE_INFINITY;
        const wanted = query.distinct ? distinct(found).slice(skip + given) : found.slice(place ? 0 : skip);
        const cut = wanted.slice(0, Math.max(0, Math.min(most, left)));
        const last = cut.at(-1);
        const more = last !== undefined && wanted.length > cut.length && cut.length < left;
        return {
          rows: select ? cut.map((hit) => select(hit.row, parameters)).filter((value) => value !== undefined) : [],
          versions: select ? [] : cut.map((hit) => hit.row),
          ...(more && { next: { keys: last.keys, sequence: last.row.sequence, given: given + cut.length } }),
        };
      }

      function distinct(found: readonly Hit[]): readonly Hit[] {
        const seen = new Set<string>();
        return found.filter((hit) => {
          const value = select ? select(hit.row, parameters) : hit.row.rid;
          // Undefined is not null, and no row.
          if (value === undefined) return false;
          const text = JSON.stringify(value);
          if (seen.has(text)) return false;
          seen.add(text);
          return true;
        });
      }
    },
  };
}

const NO_KEYS: readonly Value[] = [];

/** Undefined where the query asks for whole documents. */
function projection(query: Query): Evaluate | undefined {
  const { select } = query;
  if (select.kind === 'all' || (select.kind === 'value' && select.of.kind === 'path' && select.of.names.length === 0)) return undefined;
  const of = select.kind === 'value' ? compile(select.of) : object(select.members);
  return (row, parameters) => {
    const value = of(row, parameters);
    return value === undefined ? undefined : clone(value);
  };
}

function number(count: Count, parameters: Parameters): number {
  const value = count.kind === 'literal' ? count.value : parameters.get(count.name);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw new QueryRefused(400, 'TOP, OFFSET and LIMIT take a whole number.');
  return value;
}

export const documentsOf = (page: Page): readonly Json[] => (page.versions.length > 0 ? page.versions.map(withSystemMembers) : page.rows);
