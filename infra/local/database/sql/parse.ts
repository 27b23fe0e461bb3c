import type { Count, Expression, OrderItem, Query, Selection, Span } from './ast';
import { QueryRefused } from './ast';
import { systemFunction } from './functions';
import { parseExpression } from './parse-expression';
import { Reader } from './reader';

const parsed = new Map<string, Query>();
const REMEMBERED = 500;

/** The query of a text; the same text is parsed once. Throws QueryRefused. */
export function parse(text: string): Query {
  const known = parsed.get(text);
  if (known) return known;
  const query = parseQuery(text);
  if (parsed.size >= REMEMBERED) parsed.clear();
  parsed.set(text, query);
  return query;
}

function parseQuery(text: string): Query {
  const reader = new Reader(text);
  reader.expectWord('SELECT');
  // Before the selection is read: it may speak in names that only the clause makes.
  if (reader.hasClause('JOIN')) throw new QueryRefused(501, 'JOIN is not covered.');
  if (reader.hasClause('GROUP')) throw new QueryRefused(501, 'GROUP BY is not covered.');
  const distinct = reader.takeWord('DISTINCT');
  const top = reader.takeWord('TOP') ? count(reader) : undefined;
  const selectFrom = reader.position;
  const alias = aliasAhead(reader);
  reader.alias = alias;
  const select = selection(reader);
  const selectSpan: Span = { from: selectFrom, to: reader.lastEnd };
  if (reader.takeWord('FROM')) from(reader);
  else if (reader.isEnd() || reader.isWord('WHERE')) throw new QueryRefused(501, 'A query without FROM is not covered.');
  const where = reader.takeWord('WHERE') ? spanned(reader, () => parseExpression(reader)) : undefined;
  const order = reader.takeWord('ORDER') ? spanned(reader, () => orderItems(reader)) : undefined;
  let offset: Count | undefined;
  let limit: Count | undefined;
  if (reader.takeWord('OFFSET')) {
    offset = count(reader);
    reader.expectWord('LIMIT');
    limit = count(reader);
  }
  if (top && offset) throw new QueryRefused(400, 'TOP and OFFSET LIMIT cannot stand in one query.');
  reader.expectEnd();
  return {
    alias,
    distinct,
    select,
    orderBy: order?.value.items ?? [],
    ...(top && { top }),
    ...(where && { where: where.value }),
    ...(offset && { offset }),
    ...(limit && { limit }),
    spans: {
      select: selectSpan,
      orderItems: order?.value.spans ?? [],
      ...(where && { where: where.span }),
      ...(order && { orderBy: order.span }),
    },
  };
}

function spanned<T>(reader: Reader, read: () => T): { value: T; span: Span } {
  const start = reader.position;
  const value = read();
  return { value, span: { from: start, to: reader.lastEnd } };
}

/** The selection stands before FROM but speaks in its alias. */
function aliasAhead(reader: Reader): string {
  const words = reader.wordsAfter('FROM');
  const [collection, second, third] = words;
  if (collection === undefined) return 'c';
  if (second?.toUpperCase() === 'AS') return third ?? collection;
  return second !== undefined && !/^(?:WHERE|ORDER|OFFSET|GROUP|JOIN|IN)$/i.test(second) ? second : collection;
}

function from(reader: Reader): void {
  reader.expectAnyWord();
  if (reader.isMark('.') || reader.isMark('[')) throw new QueryRefused(501, 'FROM over a member of the document is not covered.');
  if (reader.isWord('IN')) throw new QueryRefused(501, 'FROM ... IN (iteration) is not covered.');
  if (reader.takeWord('AS')) reader.expectAnyWord();
  else if (reader.isAlias()) reader.expectAnyWord();
}

function selection(reader: Reader): Selection {
  if (reader.takeMark('*')) return { kind: 'all' };
  if (reader.takeWord('VALUE')) return { kind: 'value', of: parseExpression(reader) };
  const members: (readonly [string, Expression])[] = [];
  do {
    const of = parseExpression(reader);
    const name = memberName(reader, of, members.length + 1);
    if (members.some(([known]) => known === name)) throw new QueryRefused(400, `Property name '${name}' specified more than once.`);
    members.push([name, of]);
  } while (reader.takeMark(','));
  return { kind: 'list', members };
}

/** Cosmos DB names what has neither alias nor member name `$1`, `$2`, … by its place among those. */
function memberName(reader: Reader, of: Expression, place: number): string {
  if (reader.takeWord('AS')) return reader.expectAnyWord();
  if (of.kind === 'path') {
    const last = of.names.at(-1);
    return typeof last === 'string' ? last : last === undefined ? reader.alias : `$${place}`;
  }
  return `$${place}`;
}

function orderItems(reader: Reader): { items: readonly OrderItem[]; spans: readonly Span[] } {
  reader.expectWord('BY');
  if (reader.isWord('RANK')) throw new QueryRefused(501, 'ORDER BY RANK is not covered.');
  const items: OrderItem[] = [];
  const spans: Span[] = [];
  do {
    const { value: of, span } = spanned(reader, () => parseExpression(reader));
    const descending = reader.takeWord('DESC');
    if (!descending) reader.takeWord('ASC');
    // One that is not covered is refused by its name.
    if (of.kind === 'call') systemFunction(of.name, of.operands.length);
    if (of.kind !== 'path' || of.names.length === 0) {
      throw new QueryRefused(400, 'Unsupported ORDER BY clause. ORDER BY item expression could not be mapped to a document path.');
    }
    items.push({ of, descending });
    spans.push(span);
  } while (reader.takeMark(','));
  return { items, spans };
}

/** One token: after `TOP 2` a star selects, it does not multiply. */
function count(reader: Reader): Count {
  const token = reader.next();
  if (token.kind === 'parameter') return { kind: 'parameter', name: token.text };
  if (token.kind === 'number' && Number.isInteger(Number(token.text))) return { kind: 'literal', value: Number(token.text) };
  throw new QueryRefused(400, 'TOP, OFFSET and LIMIT take a whole number or a parameter.');
}
