/** The route of a function, matched as ASP.NET routing matches it: case is ignored, and the last slash too. */
export type Template = readonly Segment[];

export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  /** `{id}`, or `{id}.ics`: something, then that text. */
  | { readonly kind: 'parameter'; readonly suffix: string }
  /** `{*path}` */
  | { readonly kind: 'rest' };

/** Throws Error on forms that no route of ours has: constraints, defaults, optional parameters, text before a parameter. */
export const parseTemplate = (route: string): Template => route.split('/').map((text) => segmentOf(text, route));

function segmentOf(text: string, route: string): Segment {
  if (/^[^{}]+$/.test(text)) return { kind: 'literal', text: text.toLowerCase() };
  const [, star, suffix = ''] = /^\{(\*?)\w+\}([^{}]*)$/.exec(text) ?? [];
  if (star === undefined || (star === '*' && suffix !== ''))
    throw new Error(`the route ${route} has a segment of an unknown form: ${text}`);
  return star === '*' ? { kind: 'rest' } : { kind: 'parameter', suffix: suffix.toLowerCase() };
}

export function fits(template: Template, path: string): boolean {
  const parts = path.replace(/^\//, '').replace(/\/$/, '').toLowerCase().split('/').map(decoded);
  const catchesAll = template.at(-1)?.kind === 'rest';
  if (catchesAll ? parts.length < template.length - 1 : parts.length !== template.length) return false;
  return template.every((segment, at) => segment.kind === 'rest' || fitsPart(segment, parts[at] ?? ''));
}

export const fitsPart = (segment: Exclude<Segment, { kind: 'rest' }>, part: string): boolean =>
  segment.kind === 'literal' ? part === segment.text : part.length > segment.suffix.length && part.endsWith(segment.suffix);

/** What cannot be decoded is left as it came. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part).toLowerCase();
  } catch {
    return part;
  }
}
