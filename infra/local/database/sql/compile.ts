import type { Json } from '../../../../shared/kernel/json';
import type { Version } from '../version';
import { member as memberOf } from '../version';
import type { BinaryOperator, Expression } from './ast';
import { QueryRefused } from './ast';
import { AGGREGATES, systemFunction } from './functions';
import type { Value } from './values';
import { compare, equal, isArray, isObject, typeRank } from './values';

export type Parameters = ReadonlyMap<string, Json>;
export type Evaluate = (row: Version, parameters: Parameters) => Value;

/** Turns an expression into a function of row and parameters. Throws QueryRefused. */
export function compile(expression: Expression): Evaluate {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'parameter': {
      const { name } = expression;
      return (_row, parameters) => parameters.get(name);
    }
    case 'path':
      return path(expression.names);
    case 'member': {
      const of = compile(expression.of);
      return (row, parameters) => step(of(row, parameters), expression.name);
    }
    case 'not': {
      const operand = compile(expression.operand);
      return (row, parameters) => {
        const value = operand(row, parameters);
        return typeof value === 'boolean' ? !value : undefined;
      };
    }
    case 'negate': {
      const operand = compile(expression.operand);
      return (row, parameters) => {
        const value = operand(row, parameters);
        return typeof value === 'number' ? -value : undefined;
      };
    }
    case 'binary':
      return binary(expression.operator, compile(expression.left), compile(expression.right));
    case 'in':
      return among(compile(expression.operand), expression.options.map(compile));
    case 'between': {
      const [operand, low, high] = [compile(expression.operand), compile(expression.low), compile(expression.high)];
      return and(
        (row, parameters) => comparison('>=', operand(row, parameters), low(row, parameters)),
        (row, parameters) => comparison('<=', operand(row, parameters), high(row, parameters)),
      );
    }
    case 'choose': {
      const [when, then, otherwise] = [compile(expression.when), compile(expression.then), compile(expression.otherwise)];
      return (row, parameters) => (when(row, parameters) === true ? then(row, parameters) : otherwise(row, parameters));
    }
    case 'call':
      return call(expression.name, expression.operands);
    case 'array': {
      const items = expression.items.map(compile);
      return (row, parameters) => items.map((item) => item(row, parameters)).filter((item) => item !== undefined);
    }
    case 'object':
      return object(expression.members);
  }
}

export function object(members: readonly (readonly [string, Expression])[]): Evaluate {
  const compiled = members.map(([name, of]) => [name, compile(of)] as const);
  return (row, parameters) => {
    const result: Record<string, Json> = {};
    for (const [name, of] of compiled) {
      const value = of(row, parameters);
      if (value !== undefined) result[name] = value;
    }
    return result;
  };
}

function path(names: readonly (string | number)[]): Evaluate {
  const [first, ...rest] = names;
  if (first === undefined) return (row) => memberOf(row, undefined);
  if (rest.length === 0) return (row) => memberOf(row, first);
  return (row) => {
    let value = memberOf(row, first);
    for (const name of rest) value = step(value, name);
    return value;
  };
}

function step(value: Value, name: string | number): Value {
  if (isObject(value)) return typeof name === 'string' && Object.hasOwn(value, name) ? value[name] : undefined;
  return isArray(value) && typeof name === 'number' ? value[name] : undefined;
}

function call(name: string, operands: readonly Expression[]): Evaluate {
  if (AGGREGATES.has(name)) throw new QueryRefused(501, `The aggregate ${name} is covered only as the whole of SELECT VALUE.`);
  const of = systemFunction(name, operands.length);
  const compiled = operands.map(compile);
  return (row, parameters) => of(...compiled.map((operand) => operand(row, parameters)));
}

/** AND and OR know three values: what is decided by one side stays decided when the other is undefined. */
function and(left: Evaluate, right: Evaluate): Evaluate {
  return (row, parameters) => {
    const one = left(row, parameters);
    if (one === false) return false;
    const other = right(row, parameters);
    if (other === false) return false;
    return one === true && other === true ? true : undefined;
  };
}

function or(left: Evaluate, right: Evaluate): Evaluate {
  return (row, parameters) => {
    const one = left(row, parameters);
    if (one === true) return true;
    const other = right(row, parameters);
    if (other === true) return true;
    return one === false && other === false ? false : undefined;
  };
}

function among(operand: Evaluate, options: readonly Evaluate[]): Evaluate {
  return (row, parameters) => {
    const value = operand(row, parameters);
    let result: Value = false;
    for (const option of options) {
      const same = comparison('=', value, option(row, parameters));
      if (same === true) return true;
      if (same === undefined) result = undefined;
    }
    return result;
  };
}

function binary(operator: BinaryOperator, left: Evaluate, right: Evaluate): Evaluate {
  switch (operator) {
    case 'AND':
      return and(left, right);
    case 'OR':
      return or(left, right);
    case '??':
      return (row, parameters) => left(row, parameters) ?? right(row, parameters);
    case '||':
      return (row, parameters) => {
        const [one, other] = [left(row, parameters), right(row, parameters)];
        return typeof one === 'string' && typeof other === 'string' ? one + other : undefined;
      };
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return (row, parameters) => arithmetic(operator, left(row, parameters), right(row, parameters));
    default:
      return (row, parameters) => comparison(operator, left(row, parameters), right(row, parameters));
  }
}

/** Values of different types have no relation at all, nor have objects and arrays beyond equality (Equality and comparison operators). */
function comparison(operator: '=' | '!=' | '<' | '<=' | '>' | '>=', left: Value, right: Value): Value {
  if (left === undefined || right === undefined || typeRank(left) !== typeRank(right)) return undefined;
  if (operator === '=') return equal(left, right);
  if (typeof left === 'object' && left !== null) return undefined;
  const order = compare(left, right);
  switch (operator) {
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function arithmetic(operator: '+' | '-' | '*' | '/' | '%', left: Value, right: Value): Value {
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  const result = { '+': left + right, '-': left - right, '*': left * right, '/': left / right, '%': left % right }[operator];
  return Number.isFinite(result) ? result : undefined;
}
