import type { Json, JsonObject } from '../../../../shared/kernel/json';
import type { Version } from '../version';
import type { Expression, Query } from './ast';
import { QueryRefused } from './ast';
import type { Parameters } from './compile';
import { compile } from './compile';
import { AGGREGATES } from './functions';
import type { Value } from './values';
import { compare } from './values';

export type Aggregate = (rows: readonly Version[], parameters: Parameters) => readonly Json[];

/** The aggregate that a query asks for: SELECT VALUE COUNT | MIN | MAX | SUM | AVG of one expression. */
export function aggregateOf(query: Query): Aggregate | undefined {
  const { select } = query;
  if (selectsAggregates(query)) return listed(query);
  if (select.kind !== 'value') return undefined;
  const wrapped = wrappedAggregate(select.of);
  const asked = wrapped ?? select.of;
  if (asked.kind !== 'call' || !AGGREGATES.has(asked.name)) return undefined;
  if (query.top ?? query.offset ?? query.orderBy[0])
    throw new QueryRefused(501, 'An aggregate with TOP, OFFSET or ORDER BY is not covered.');
  const one = oneOf(asked);
  return (rows, parameters) => {
    const { result, count } = one(rows, parameters);
    if (wrapped) return [[share(asked.name, result, count)]];
    return result === undefined ? [] : [result];
  };
}

/** Whether the query lists aggregates by name, `SELECT COUNT(1) AS many`: one row, and within one partition only. */
export const selectsAggregates = ({ select }: Query): boolean =>
  select.kind === 'list' && select.members.some(([, of]) => of.kind === 'call' && AGGREGATES.has(of.name));

/** One row with a member for each aggregate; a member without a value is left out. */
function listed({ select, ...query }: Query): Aggregate {
  if (query.top ?? query.offset ?? query.orderBy[0])
    throw new QueryRefused(501, 'An aggregate with TOP, OFFSET or ORDER BY is not covered.');
  const members = (select.kind === 'list' ? select.members : []).map(([name, of]) => {
    if (of.kind !== 'call' || !AGGREGATES.has(of.name))
      throw new QueryRefused(501, 'A list of aggregates beside anything else is not covered.');
    return [name, oneOf(of)] as const;
  });
  return (rows, parameters) => {
    const found = members.flatMap(([name, one]) => {
      const { result } = one(rows, parameters);
      return result === undefined ? [] : [[name, result] as const];
    });
    return [Object.fromEntries(found)];
  };
}

type Combined = (rows: readonly Version[], parameters: Parameters) => { readonly result: Value; readonly count: number };

function oneOf({ name, operands }: Extract<Expression, { kind: 'call' }>): Combined {
  const [operand] = operands;
  if (!operand || operands.length !== 1) throw new QueryRefused(400, `The ${name} function requires 1 argument(s).`);
  const of = compile(operand);
  return (rows, parameters) => {
    const values = rows.map((row) => of(row, parameters)).filter((value) => value !== undefined);
    return { result: combine(name, values), count: values.length };
  };
}

/** A partition's share: the client merges MIN and MAX from `item2`. */
function share(name: string, result: Value, count: number): JsonObject {
  if (name === 'MIN') return { item: result, item2: { min: result, count } };
  if (name === 'MAX') return { item: result, item2: { max: result, count } };
  return { item: result };
}

/** `[{"item": COUNT(1)}]`: how a query plan asks a partition for its share. */
function wrappedAggregate(of: Expression): Expression | undefined {
  const [only, ...more] = of.kind === 'array' ? of.items : [];
  if (only?.kind !== 'object' || more.length > 0) return undefined;
  const [member] = only.members;
  return member?.[0] === 'item' && only.members.length === 1 ? member[1] : undefined;
}

function combine(name: string, values: readonly Json[]): Value {
  if (name === 'COUNT') return values.length;
  if (name === 'MIN' || name === 'MAX') {
    const sign = name === 'MIN' ? 1 : -1;
    return values.reduce<Value>((best, value) => (best === undefined || compare(value, best) * sign < 0 ? value : best), undefined);
  }
  if (!values.every((value) => typeof value === 'number')) return undefined;
  const sum = values.reduce((total, value) => total + value, 0);
  if (name === 'SUM') return sum;
  return values.length === 0 ? undefined : sum / values.length;
}
