import { QueryRefused } from './ast';
import type { Value } from './values';
import { equal, isArray, isObject, typeRank } from './values';

interface SystemFunction {
  readonly least: number;
  readonly most: number;
  readonly of: (...operands: Value[]) => Value;
}

const OBJECT = 6;
const ARRAY = 5;

const ofType = (rank: number): SystemFunction => ({ least: 1, most: 1, of: (value) => typeRank(value) === rank });

const ofText = (of: (text: string) => Value): SystemFunction => ({
  least: 1,
  most: 1,
  of: (text) => (typeof text === 'string' ? of(text) : undefined),
});

const ofNumber = (of: (number: number) => number): SystemFunction => ({
  least: 1,
  most: 1,
  of: (number) => (typeof number === 'number' ? of(number) : undefined),
});

/** Two texts and whether to ignore case. */
const ofTexts = (of: (text: string, part: string) => boolean): SystemFunction => ({
  least: 2,
  most: 3,
  of: (text, part, ignoreCase = false) => {
    if (typeof text !== 'string' || typeof part !== 'string' || typeof ignoreCase !== 'boolean') return undefined;
    return ignoreCase ? of(text.toLowerCase(), part.toLowerCase()) : of(text, part);
  },
});

/** Patterns that JavaScript and Cosmos DB read alike: of letters, digits, classes, anchors and repetitions; modifiers are not covered. */
const PLAIN_PATTERN = /^\^?(?:\[[a-zA-Z0-9|~:._-]+\][+*?]?|[a-zA-Z0-9~:_-])*\$?$/;
const ofPattern: SystemFunction = {
  least: 2,
  most: 2,
  of: (text, pattern) => {
    if (typeof text !== 'string' || typeof pattern !== 'string') return undefined;
    if (!PLAIN_PATTERN.test(pattern)) throw new QueryRefused(501, `The pattern ${pattern} is not covered.`);
    return new RegExp(pattern).test(text);
  },
};

/** With `partial`, an object of the array need only have the members asked for. */
function arrayContains(array: Value, wanted: Value, partial: Value): Value {
  if (!isArray(array) || wanted === undefined) return undefined;
  return array.some((item) => equal(item, wanted) || (partial === true && isObject(item) && isObject(wanted) && hasMembers(item, wanted)));
}

function hasMembers(item: Value, wanted: Value): boolean {
  return isObject(item) && isObject(wanted) && Object.entries(wanted).every(([name, value]) => equal(item[name], value));
}

const FUNCTIONS: Readonly<Record<string, SystemFunction>> = {
  IS_DEFINED: { least: 1, most: 1, of: (value) => value !== undefined },
  IS_NULL: ofType(1),
  IS_BOOL: ofType(2),
  IS_NUMBER: ofType(3),
  IS_STRING: ofType(4),
  IS_ARRAY: ofType(ARRAY),
  IS_OBJECT: ofType(OBJECT),
  IS_PRIMITIVE: { least: 1, most: 1, of: (value) => typeRank(value) >= 1 && typeRank(value) < ARRAY },
  ARRAY_CONTAINS: { least: 2, most: 3, of: arrayContains },
  ARRAY_LENGTH: { least: 1, most: 1, of: (value) => (isArray(value) ? value.length : undefined) },
  STARTSWITH: ofTexts((text, part) => text.startsWith(part)),
  ENDSWITH: ofTexts((text, part) => text.endsWith(part)),
  CONTAINS: ofTexts((text, part) => text.includes(part)),
  REGEXMATCH: ofPattern,
  STRINGEQUALS: ofTexts((text, part) => text === part),
  LOWER: ofText((text) => text.toLowerCase()),
  UPPER: ofText((text) => text.toUpperCase()),
  TRIM: ofText((text) => text.trim()),
  LENGTH: ofText((text) => text.length),
  ABS: ofNumber(Math.abs),
  FLOOR: ofNumber(Math.floor),
  CEILING: ofNumber(Math.ceil),
  CONCAT: {
    least: 2,
    most: Number.POSITIVE_INFINITY,
    of: (...texts) => (texts.every((text) => typeof text === 'string') ? texts.join('') : undefined),
  },
};

export const AGGREGATES: ReadonlySet<string> = new Set(['COUNT', 'MIN', 'MAX', 'SUM', 'AVG']);

/** Throws QueryRefused where the function is not covered or has a wrong number of operands. */
export function systemFunction(name: string, operands: number): SystemFunction['of'] {
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!found) throw new QueryRefused(501, `The function ${name} is not covered.`);
  if (operands < found.least || operands > found.most)
    throw new QueryRefused(400, `The ${name} function requires another number of arguments.`);
  return found.of;
}
