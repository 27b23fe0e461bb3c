import type { Json, JsonObject } from '../../../../shared/kernel/json';
import type { Count, Query } from './ast';
import { QueryRefused } from './ast';
import { AGGREGATES } from './functions';
import { parse } from './parse';

const FILTER = '{documentdb-formattableorderbyquery-filter}';
const AGGREGATE_NAMES: Readonly<Record<string, string>> = { COUNT: 'Count', MIN: 'Min', MAX: 'Max', SUM: 'Sum' };

/** The gateway serves filters and projections over all partitions by itself; the rest is put together by the client, from a plan. */
export function wantsPlan(text: string): boolean {
  const query = parse(text);
  return query.orderBy.length > 0 || query.distinct || !!query.top || !!query.offset || aggregateName(query) !== undefined;
}

/** The plan that the client executes: how to merge what the partitions answer, and what to ask each of them. Throws QueryRefused. */
export function planOf(text: string, parameters: Readonly<Record<string, Json>>): JsonObject {
  const query = parse(text);
  const aggregate = aggregateName(query);
  if (query.distinct && query.orderBy.length > 0) throw new QueryRefused(501, 'DISTINCT with ORDER BY over all partitions is not covered.');
  const number = (count: Count | undefined): number | undefined => {
    const value = count?.kind === 'parameter' ? parameters[count.name] : count?.value;
    return typeof value === 'number' ? value : undefined;
  };
  return {
    partitionedQueryExecutionInfoVersion: 2,
    queryInfo: {
      distinctType: query.distinct ? 'Unordered' : 'None',
      top: number(query.top),
      offset: number(query.offset),
      limit: number(query.limit),
      orderBy: query.orderBy.map(({ descending }) => (descending ? 'Descending' : 'Ascending')),
      orderByExpressions: query.spans.orderItems.map(({ from, to }) => text.slice(from, to)),
      groupByExpressions: [],
      groupByAliases: [],
      aggregates: aggregate === undefined ? [] : [aggregate],
      groupByAliasToAggregateType: {},
      rewrittenQuery: rewritten(text, query, number),
      hasSelectValue: query.select.kind === 'value',
      hasNonStreamingOrderBy: false,
    },
    queryRanges: [{ min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false }],
  };
}

function aggregateName(query: Query): string | undefined {
  const { select } = query;
  if (select.kind !== 'value' || select.of.kind !== 'call' || !AGGREGATES.has(select.of.name)) return undefined;
  const name = AGGREGATE_NAMES[select.of.name];
  if (name === undefined) throw new QueryRefused(501, `${select.of.name} over all partitions is not covered.`);
  return name;
}

function rewritten(text: string, query: Query, number: (count: Count | undefined) => number | undefined): string {
  const part = (span: { from: number; to: number } | undefined): string => (span ? text.slice(span.from, span.to) : '');
  const ordered = query.orderBy.length > 0;
  const offset = number(query.offset);
  const selected = ordered
    ? orderedSelection(text, query)
    : aggregateName(query)
      ? aggregateSelection(part(query.spans.select))
      : part(query.spans.select);
  const condition = query.spans.where ? `(${part(query.spans.where)})` : '';
  const filtered = ordered ? [condition, `(${FILTER})`].filter((each) => each !== '').join(' AND ') : condition;
  return [
    'SELECT',
    query.distinct ? 'DISTINCT' : '',
    query.top ? `TOP ${number(query.top) ?? 0}` : '',
    selected,
    `FROM ${query.alias}`,
    filtered === '' ? '' : `WHERE ${filtered}`,
    ordered ? `ORDER ${part(query.spans.orderBy)}` : '',
    offset === undefined ? '' : `OFFSET 0 LIMIT ${offset + (number(query.limit) ?? 0)}`,
  ]
    .filter((each) => each !== '')
    .join(' ');
}

function orderedSelection(text: string, query: Query): string {
  const { alias, select, spans } = query;
  if (select.kind === 'list')
    throw new QueryRefused(501, 'ORDER BY over all partitions with a list of members is not covered: SELECT * or VALUE.');
  const payload = select.kind === 'all' ? alias : text.slice(spans.select.from, spans.select.to).replace(/^\s*VALUE\s+/i, '');
  const items = spans.orderItems.map(({ from, to }) => `{"item": ${text.slice(from, to)}}`);
  return `${alias}._rid, [${items.join(', ')}] AS orderByItems, ${payload} AS payload`;
}

const aggregateSelection = (selection: string): string => `VALUE [{"item": ${selection.replace(/^\s*VALUE\s+/i, '')}}]`;
