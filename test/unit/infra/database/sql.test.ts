import { QueryRefused } from '../../../../infra/local/database/sql/ast';
import { parse } from '../../../../infra/local/database/sql/parse';
import { documentsOf, program } from '../../../../infra/local/database/sql/run';
import type { Version } from '../../../../infra/local/database/version';
import type { Json, JsonObject } from '../../../../shared/kernel/json';

const row = (sequence: number, value: JsonObject): Version => ({
  sequence,
  rid: `rid${sequence}`,
  owner: 'owner',
  lsn: sequence,
  at: sequence * 1000,
  etag: `"${sequence}"`,
  value,
  size: 0,
  expiresAt: Number.POSITIVE_INFINITY,
});

const rows = [
  row(1, { id: 'a', n: 1, s: 'Oak', on: true, list: [1, 'x', { k: 1, l: 2 }], deep: { at: [10, 20] } }),
  row(2, { id: 'b', n: 2, s: 'oak', on: false, list: [], nothing: null }),
  row(3, { id: 'c', n: '2', s: 'Elm' }),
  row(4, { id: 'd' }),
];

const run = (text: string, parameters: Readonly<Record<string, Json>> = {}) =>
  documentsOf(program(parse(text)).run(rows, new Map(Object.entries(parameters)), 100));
const idsWhere = (condition: string, parameters?: Readonly<Record<string, Json>>) =>
  run(`SELECT VALUE c.id FROM c WHERE ${condition}`, parameters).map(String).join('');
const refusalOf = (text: string): [number, string] | undefined => {
  try {
    run(text);
    return undefined;
  } catch (error) {
    if (error instanceof QueryRefused) return [error.status, error.message];
    throw error;
  }
};

describe('a condition', () => {
  it.each([
    ['c.n = 2', 'b'],
    ["c.n = '2'", 'c'],
    ['c.n != 1', 'b'],
    ['c.n <> 1', 'b'],
    ['c.n >= 1', 'ab'],
    ["c.s < 'a'", 'ac'],
    ['c.on', 'a'],
    ['NOT c.on', 'b'],
    ['c.nothing = null', 'b'],
    ['c.n BETWEEN 1 AND 2', 'ab'],
    ['c.n NOT BETWEEN 2 AND 3', 'a'],
    ["c.id IN ('a', 'd')", 'ad'],
    ["c.id NOT IN ('a', 'd')", 'bc'],
    ['c.n + 1 = 3 OR c.n * 2 = 2', 'ab'],
    ['c.n % 2 = 1', 'a'],
    ['c.deep.at[1] = 20', 'a'],
    ['c["deep"]["at"][0] = 10', 'a'],
    ["c.s || '!' = 'Elm!'", 'c'],
    ["(c.on ?? 'none') = 'none'", 'cd'],
    ["(c.n = 1 ? 'yes' : 'no') = 'no'", 'bcd'],
    ['c.list = []', 'b'],
    ['c.deep = {"at": [10, 20]}', 'a'],
    ['c._ts >= 3', 'cd'],
    [`c._etag = '"2"'`, 'b'],
  ])('%s finds %s', (condition, ids) => {
    expect(idsWhere(condition)).toBe(ids);
  });

  it.each([
    ['undefined and false is false', 'NOT (c.none = 1 AND false)', 'abcd'],
    ['undefined and true is undefined', 'NOT (c.none = 1 AND true)', ''],
    ['undefined or true is true', 'c.none = 1 OR true', 'abcd'],
    ['undefined or false is undefined', 'NOT (c.none = 1 OR false)', ''],
    ['not undefined is undefined', 'NOT (c.none = 1)', ''],
    ['values of different types are neither equal nor different', 'c.n = true OR c.n != true', ''],
    ['undefined equals nothing, not even itself', 'c.none = undefined', ''],
    ['objects have no order', 'c.deep > {} OR c.deep <= {}', ''],
    ['what is no boolean is not true', 'c.s', ''],
    ['division by zero is undefined', 'c.n / 0 > 0', ''],
  ])('knows that %s', (_law, condition, ids) => {
    expect(idsWhere(condition)).toBe(ids);
  });

  it.each([
    ['IS_DEFINED(c.n)', 'abc'],
    ['NOT IS_DEFINED(c.n)', 'd'],
    ['IS_NULL(c.nothing)', 'b'],
    ['IS_NUMBER(c.n)', 'ab'],
    ['IS_STRING(c.n)', 'c'],
    ['IS_BOOL(c.on)', 'ab'],
    ['IS_ARRAY(c.list)', 'ab'],
    ['IS_OBJECT(c.deep)', 'a'],
    ["ARRAY_CONTAINS(c.list, 'x')", 'a'],
    ['ARRAY_CONTAINS(c.list, {"k": 1})', ''],
    ['ARRAY_CONTAINS(c.list, {"k": 1}, true)', 'a'],
    ['ARRAY_LENGTH(c.list) = 3', 'a'],
    ["STARTSWITH(c.s, 'O')", 'a'],
    ["STARTSWITH(c.s, 'O', true)", 'ab'],
    ["CONTAINS(c.s, 'l')", 'c'],
    ["ENDSWITH(c.s, 'ak')", 'ab'],
    ["LOWER(c.s) = 'oak'", 'ab'],
    ["NOT CONTAINS(c.n, 'l')", 'c'],
    ["RegexMatch(c.id, '^[a-c]$')", 'abc'],
    ["NOT RegexMatch(c.id, '^[b-d]+')", 'a'],
  ])('%s finds %s', (condition, ids) => {
    expect(idsWhere(condition)).toBe(ids);
  });

  it('takes parameters of every kind, and one that is missing is undefined', () => {
    expect(idsWhere('c.n = @n', { '@n': 2 })).toBe('b');
    expect(idsWhere('ARRAY_CONTAINS(@ids, c.id)', { '@ids': ['a', 'c'] })).toBe('ac');
    expect(idsWhere('c.deep = @deep', { '@deep': { at: [10, 20] } })).toBe('a');
    expect(idsWhere('c.n = @none OR c.n != @none')).toBe('');
  });

  it('reads quotes and escapes of both kinds', () => {
    expect(run(String.raw`SELECT VALUE "a\"b'c\u00fc" FROM c WHERE c.id = 'a'`)).toEqual(['a"b\'cü']);
    expect(run(String.raw`SELECT VALUE 'it\'s' FROM c WHERE c.id = "a"`)).toEqual(["it's"]);
  });
});

describe('a selection', () => {
  it('gives whole documents with the members of the system', () => {
    expect(run("SELECT * FROM c WHERE c.id = 'd'")).toEqual([expect.objectContaining({ id: 'd', _rid: 'rid4', _etag: '"4"', _ts: 4 })]);
    expect(run('SELECT VALUE r FROM items r WHERE r.id = "d"')).toHaveLength(1);
  });

  it('names members by path or alias and leaves out what is undefined', () => {
    expect(run("SELECT c.id, c.n AS number, c.deep.at[0], 1 + 1 FROM c WHERE c.n = 1 OR c.id = 'd'")).toEqual([
      { id: 'a', number: 1, $3: 10, $4: 2 },
      { id: 'd', $4: 2 },
    ]);
  });

  it('gives no row for an undefined value', () => {
    expect(run('SELECT VALUE c.n FROM c')).toEqual([1, 2, '2']);
  });

  it.each<[string, readonly Json[]]>([
    ['SELECT VALUE COUNT(1) FROM c', [4]],
    ['SELECT VALUE COUNT(c.n) FROM c', [3]],
    ['SELECT VALUE MIN(c.n) FROM c WHERE IS_NUMBER(c.n)', [1]],
    ['SELECT VALUE MAX(c.n) FROM c', ['2']],
    ['SELECT VALUE MAX(c.none) FROM c', []],
    ['SELECT VALUE SUM(c.n) FROM c WHERE IS_NUMBER(c.n)', [3]],
    ['SELECT DISTINCT VALUE LOWER(c.s) FROM c', ['oak', 'elm']],
    ['SELECT TOP 2 VALUE c.id FROM c', ['a', 'b']],
    ['SELECT VALUE c.id FROM c OFFSET 1 LIMIT 2', ['b', 'c']],
  ])('%s is %j', (text, result) => {
    expect(run(text)).toEqual(result);
  });
});

describe('an order', () => {
  it('goes by type, then by value, and leaves out what is undefined', () => {
    expect(run('SELECT VALUE c.id FROM c ORDER BY c.n')).toEqual(['a', 'b', 'c']);
    expect(run('SELECT VALUE c.id FROM c ORDER BY c.n DESC')).toEqual(['c', 'b', 'a']);
    expect(run('SELECT VALUE c.id FROM c ORDER BY c.none')).toEqual([]);
  });

  it('continues after the last row of a page, whatever was written meanwhile', () => {
    const query = program(parse('SELECT VALUE c.id FROM c ORDER BY c.s ASC'));
    const first = query.run(rows, new Map(), 1);
    const meanwhile = [...rows, row(5, { id: 'e', s: 'Ash' }), row(6, { id: 'f', s: 'Fir' })];

    const second = query.run(meanwhile, new Map(), 10, first.next);

    expect(first.rows).toEqual(['c']);
    expect(second.rows).toEqual(['f', 'a', 'b']);
    expect(second.next).toBeUndefined();
  });
});

describe('a text that is not served', () => {
  it.each([
    ['SELECT * FROM c JOIN t IN c.list', 'JOIN'],
    ['SELECT c.n, COUNT(1) FROM c GROUP BY c.n', 'GROUP BY'],
    ["SELECT * FROM c WHERE c.s LIKE 'O%'", 'LIKE'],
    ['SELECT * FROM c WHERE EXISTS(SELECT VALUE t FROM t IN c.list)', 'EXISTS'],
    ['SELECT * FROM c WHERE udf.tax(c.n) > 1', 'user-defined function'],
    ['SELECT * FROM c WHERE ST_DISTANCE(c.a, c.b) < 1', 'ST_DISTANCE'],
    ['SELECT * FROM c.list', 'member of the document'],
    ['SELECT * FROM t IN c.list', 'IN'],
  ])('%s is refused by name', (text, name) => {
    const [status, message] = refusalOf(text) ?? [];
    expect(status).toBe(501);
    expect(message).toContain(name);
  });

  it.each([
    'SELECT',
    'SELECT * FROM c WHERE',
    'SELECT * FROM c WHERE c.n = ',
    'SELECT * FROM c WHERE d.n = 1',
    'SELECT * FROM c WHERE c.n == 1',
    'SELECT * FROM c WHERE (c.n = 1',
    'SELECT * FROM c ORDER BY 1',
    'SELECT * FROM c ORDER BY LOWER(c.s)',
    'SELECT * FROM c OFFSET 1',
    'SELECT TOP 1.5 * FROM c',
    'SELECT TOP 1 * FROM c OFFSET 1 LIMIT 1',
    'SELECT * FROM c WHERE LOWER() = 1',
    'SELECT * FROM c; DROP',
  ])('%s is refused as Cosmos DB would', (text) => {
    expect(refusalOf(text)?.[0]).toBe(400);
  });
});
