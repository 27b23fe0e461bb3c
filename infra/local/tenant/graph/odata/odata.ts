import { notCovered, Refusal } from '../refusal';

/** The query options of one request, by name with its `$`. */
export type Query = ReadonlyMap<string, string>;

/** A `+` is a plus here: Graph wants a space as `%20`. */
export function parseQuery(text: string): Query {
  const query = new Map<string, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = decode(at < 0 ? pair : pair.slice(0, at));
    if (query.has(name)) throw badRequest(`Query option '${name}' was specified more than once, but it must be specified at most once.`);
    query.set(name, at < 0 ? '' : decode(pair.slice(at + 1)));
  }
  return query;
}

export function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw badRequest(`'${text}' is not percent-encoded.`);
  }
}

export const badRequest = (message: string): Refusal => new Refusal(400, 'RequestBroker--ParseUri', message);

/** Refuses every option that is not named. */
export function onlyOptions(query: Query, allowed: readonly string[], where: string): void {
  for (const name of query.keys()) if (!allowed.includes(name)) throw notCovered(`the query option '${name}' on ${where}`);
}

/** `$select` as a list; every name must be a property of the type. */
export function selected(query: Query, known: ReadonlySet<string>, type: string): readonly string[] | undefined {
  const text = query.get('$select');
  if (text === undefined || text.trim() === '') return undefined;
  const names = text.split(',').map((name) => name.trim());
  for (const name of names)
    if (!known.has(name))
      throw badRequest(`Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${type}'.`);
  return names;
}

/** `$top` between 1 and `most`. */
export function pageSize(query: Query, normal: number, most: number): number {
  const text = query.get('$top');
  if (text === undefined) return normal;
  const size = Number(text);
  if (!/^\d+$/.test(text) || size < 1 || size > most)
    throw new Refusal(
      400,
      'Request_BadRequest',
      `Invalid page size specified: '${text}'. Must be between 1 and ${String(most)} inclusive.`,
    );
  return size;
}

/** The whole number of an option such as `$skip`, 0 when absent. */
export function wholeNumber(query: Query, name: string): number {
  const text = query.get(name) ?? '0';
  if (!/^\d{1,9}$/.test(text)) throw badRequest(`The value '${text}' of '${name}' is not a whole number.`);
  return Number(text);
}

/**
 * The canonical form of an extended property's id: type and GUID are compared without case, the name with it
 * (extended-properties-overview.md).
 */
export function extendedPropertyId(id: string): string {
  const named = /^([A-Za-z]+) \{([0-9A-Fa-f-]{36})\} Name (\S.*)$/.exec(id);
  if (named) return `${cap(named[1])} {${lower(named[2])}} Name ${named[3] ?? ''}`;
  const numbered = /^([A-Za-z]+) \{([0-9A-Fa-f-]{36})\} Id (0x[0-9A-Fa-f]{1,8})$/.exec(id);
  if (numbered) return `${cap(numbered[1])} {${lower(numbered[2])}} Id ${lower(numbered[3])}`;
  const tagged = /^([A-Za-z]+) (0x[0-9A-Fa-f]{1,8})$/.exec(id);
  if (tagged) return `${cap(tagged[1])} ${lower(tagged[2])}`;
  throw new Refusal(400, 'ErrorInvalidProperty', `The extended property id '${id}' is not valid.`);
}

const lower = (text: string | undefined): string => (text ?? '').toLowerCase();
const cap = (text: string | undefined): string => (text ?? '').slice(0, 1).toUpperCase() + lower((text ?? '').slice(1));

const FILTER = /^singleValueExtendedProperties\/any\(\s*(\w+)\s*:\s*\1\/id eq '((?:[^']|'')*)' and \1\/value eq '((?:[^']|'')*)'\s*\)$/i;

/** `$filter` for one extended property by value; the only filter covered. */
export function extendedFilter(text: string): { readonly id: string; readonly value: string } {
  const found = FILTER.exec(text.trim());
  if (!found) throw notCovered(`$filter=${text}; only singleValueExtendedProperties/Any(ep: ep/id eq '…' and ep/value eq '…') is`);
  return { id: extendedPropertyId(unquote(found[2])), value: unquote(found[3]).toLowerCase() };
}

/** `$expand` of one extended property by id; the canonical id. */
export function extendedExpand(query: Query): string | undefined {
  const text = query.get('$expand');
  if (text === undefined) return undefined;
  const found = /^singleValueExtendedProperties\(\s*\$filter\s*=\s*id eq '((?:[^']|'')*)'\s*\)$/i.exec(text.trim());
  if (!found) throw notCovered(`$expand=${text}; only singleValueExtendedProperties($filter=id eq '…') is`);
  return extendedPropertyId(unquote(found[1]));
}

const unquote = (text: string | undefined): string => (text ?? '').replaceAll("''", "'");

/** The same address with one option set, everything encoded anew. */
export function nextLink(url: string, query: Query, option: string, value: string): string {
  const options = new Map([...query].filter(([name]) => name !== option));
  options.set(option, value);
  return `${url}?${[...options].map(([name, text]) => `${encodeURIComponent(name).replace('%24', '$')}=${encodeURIComponent(text)}`).join('&')}`;
}
