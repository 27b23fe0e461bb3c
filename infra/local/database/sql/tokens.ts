import { QueryRefused } from './ast';

export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'parameter' | 'mark' | 'end';
  /** A word as written, a string's value, a mark itself. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const PATTERN =
  /\s+|--[^\n]*|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<parameter>@[A-Za-z_][A-Za-z0-9_]*)|(?<number>(?:0x[0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?))|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<bitwise>>>>|>>|<<|[&^~]|\|(?!\|))|(?<mark><>|!=|<=|>=|\|\||\?\?|[-+*/%=<>()[\]{},.:?])/y;

export function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  const pattern = new RegExp(PATTERN);
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) throw new QueryRefused(400, `Syntax error, unexpected character '${text.charAt(at)}' at ${at}.`);
    const groups = match.groups ?? {};
    if (groups['bitwise'] !== undefined) throw new QueryRefused(501, `The bitwise operator ${groups['bitwise']} is not covered.`);
    for (const kind of ['word', 'parameter', 'number', 'string', 'mark'] as const) {
      const value = groups[kind];
      if (value !== undefined) found.push({ kind, text: kind === 'string' ? unquote(value) : value, from: at, to: at + value.length });
    }
    at += match[0].length;
  }
  found.push({ kind: 'end', text: 'end of query', from: text.length, to: text.length });
  return found;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_all, code: string | undefined, plain: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return plain === undefined ? '' : (ESCAPES[plain] ?? plain);
  });
}
