import type { BinaryOperator, Expression } from './ast';
import { QueryRefused } from './ast';
import type { Reader } from './reader';

/** Loosest first. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['??'],
  ['OR'],
  ['AND'],
  ['=', '!=', '<', '<=', '>', '>='],
  ['||'],
  ['+', '-'],
  ['*', '/', '%'],
];
const COMPARISON = 3;

export function parseExpression(reader: Reader): Expression {
  const when = level(reader, 0);
  if (!reader.takeMark('?')) return when;
  const then = parseExpression(reader);
  reader.expectMark(':');
  return { kind: 'choose', when, then, otherwise: parseExpression(reader) };
}

function level(reader: Reader, depth: number): Expression {
  const operators = LEVELS[depth];
  if (!operators) return unary(reader);
  if (depth === COMPARISON && reader.takeWord('NOT')) return { kind: 'not', operand: level(reader, depth) };
  let left = level(reader, depth + 1);
  if (depth === COMPARISON) left = membership(reader, left);
  for (let operator = take(reader, operators); operator; operator = take(reader, operators)) {
    left = { kind: 'binary', operator, left, right: level(reader, depth + 1) };
  }
  return left;
}

function take(reader: Reader, operators: readonly BinaryOperator[]): BinaryOperator | undefined {
  if (reader.isMark('<>') && operators.includes('!=')) {
    reader.next();
    return '!=';
  }
  return operators.find((operator) => (/^[A-Z]/.test(operator) ? reader.takeWord(operator) : reader.takeMark(operator)));
}

function membership(reader: Reader, operand: Expression): Expression {
  if (reader.isWord('LIKE') || (reader.isWord('NOT') && reader.isWord('LIKE', 1))) throw new QueryRefused(501, 'LIKE is not covered.');
  if (reader.isWord('NOT') && (reader.isWord('IN', 1) || reader.isWord('BETWEEN', 1))) {
    reader.next();
    return { kind: 'not', operand: membership(reader, operand) };
  }
  if (reader.takeWord('IN')) {
    reader.expectMark('(');
    return { kind: 'in', operand, options: listUntil(reader, ')') };
  }
  if (!reader.takeWord('BETWEEN')) return operand;
  const low = level(reader, COMPARISON + 1);
  reader.expectWord('AND');
  return { kind: 'between', operand, low, high: level(reader, COMPARISON + 1) };
}

function unary(reader: Reader): Expression {
  if (reader.takeMark('-')) return { kind: 'negate', operand: unary(reader) };
  if (reader.takeMark('+')) return unary(reader);
  let expression = primary(reader);
  for (;;) {
    if (reader.takeMark('.')) expression = member(expression, reader.expectAnyWord());
    else if (reader.takeMark('[')) expression = member(expression, index(reader));
    else return expression;
  }
}

function index(reader: Reader): string | number {
  const token = reader.next();
  if (token.kind !== 'string' && token.kind !== 'number') throw new QueryRefused(501, 'A member named by an expression is not covered.');
  reader.expectMark(']');
  return token.kind === 'string' ? token.text : Number(token.text);
}

function member(of: Expression, name: string | number): Expression {
  return of.kind === 'path' ? { kind: 'path', names: [...of.names, name] } : { kind: 'member', of, name };
}

function primary(reader: Reader): Expression {
  const token = reader.next();
  switch (token.kind) {
    case 'string':
      return { kind: 'literal', value: token.text };
    case 'number':
      return { kind: 'literal', value: Number(token.text) };
    case 'parameter':
      return { kind: 'parameter', name: token.text };
    case 'word':
      return word(reader, token.text);
    case 'mark':
      if (token.text === '(') return group(reader);
      if (token.text === '[') return { kind: 'array', items: listUntil(reader, ']') };
      if (token.text === '{') return { kind: 'object', members: members(reader) };
      break;
    case 'end':
      break;
  }
  throw new QueryRefused(400, `Syntax error, incorrect syntax near '${token.text}'.`);
}

function group(reader: Reader): Expression {
  if (reader.isWord('SELECT')) throw new QueryRefused(501, 'A subquery is not covered.');
  const inner = parseExpression(reader);
  reader.expectMark(')');
  return inner;
}

function word(reader: Reader, text: string): Expression {
  if (reader.isMark('(')) {
    if (/^(?:EXISTS|ARRAY)$/i.test(text)) throw new QueryRefused(501, `${text.toUpperCase()} (a subquery) is not covered.`);
    reader.next();
    return { kind: 'call', name: text.toUpperCase(), operands: listUntil(reader, ')') };
  }
  if (text === reader.alias) return { kind: 'path', names: [] };
  if (text.toLowerCase() === 'udf') throw new QueryRefused(501, 'A user-defined function is not covered.');
  switch (text.toLowerCase()) {
    case 'true':
      return { kind: 'literal', value: true };
    case 'false':
      return { kind: 'literal', value: false };
    case 'null':
      return { kind: 'literal', value: null };
    case 'undefined':
      return { kind: 'literal', value: undefined };
    default:
      throw new QueryRefused(400, `Identifier '${text}' could not be resolved.`);
  }
}

function listUntil(reader: Reader, close: string): readonly Expression[] {
  const items: Expression[] = [];
  if (reader.takeMark(close)) return items;
  do items.push(parseExpression(reader));
  while (reader.takeMark(','));
  reader.expectMark(close);
  return items;
}

function members(reader: Reader): readonly (readonly [string, Expression])[] {
  const found: (readonly [string, Expression])[] = [];
  if (reader.takeMark('}')) return found;
  do {
    const name = reader.next();
    if (name.kind !== 'string' && name.kind !== 'word') throw new QueryRefused(400, `Syntax error, incorrect syntax near '${name.text}'.`);
    reader.expectMark(':');
    found.push([name.text, parseExpression(reader)]);
  } while (reader.takeMark(','));
  reader.expectMark('}');
  return found;
}
