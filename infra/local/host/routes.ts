/** Route templates of HTTP functions, matched as ASP.NET routing does: case is ignored, and the more literal template wins. */

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string; readonly optional: boolean }
  | { readonly kind: 'rest'; readonly name: string };

export interface Route<T> {
  readonly methods: readonly string[];
  readonly segments: readonly Segment[];
  readonly target: T;
}

export interface Match<T> {
  readonly target: T;
  readonly params: Readonly<Record<string, string>>;
}

/** Throws Error on what the host refuses, and on what this host does not cover: constraints, defaults, half-literal segments. */
export function parseRoute<T>(template: string, methods: readonly string[], target: T): Route<T> {
  const texts = template.split('/').filter((text) => text !== '');
  if (template.startsWith('/') || template.startsWith('~')) throw new Error(`route '${template}' must not begin with '/' or '~'`);
  const segments = texts.map((text) => parseSegment(text, template));
  segments.forEach((segment, at) => {
    const last = at === segments.length - 1;
    if (!last && (segment.kind === 'rest' || (segment.kind === 'parameter' && segment.optional))) {
      throw new Error(`route '${template}': only the last segment can be optional or catch all`);
    }
  });
  const first = segments[0];
  if (first?.kind === 'literal' && ['admin', 'runtime'].includes(first.text.toLowerCase())) {
    throw new Error(`route '${template}' conflicts with one of the host's own routes`);
  }
  return { methods: methods.map((method) => method.toUpperCase()), segments, target };
}

function parseSegment(text: string, template: string): Segment {
  if (!text.includes('{') && !text.includes('}')) return { kind: 'literal', text };
  const found = /^\{(\*{0,2})([A-Za-z_][A-Za-z0-9_]*)(\??)\}$/.exec(text);
  if (!found) throw new Error(`route '${template}': segment '${text}' is not covered by the local host (plain parameters only)`);
  const [, stars, name = '', mark] = found;
  return stars ? { kind: 'rest', name } : { kind: 'parameter', name, optional: mark === '?' };
}

/** The first route in order of precedence that fits path and method; a path that fits with another method only is no match. */
export function matchRoute<T>(routes: readonly Route<T>[], method: string, path: string): Match<T> | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  for (const route of routes) {
    if (!route.methods.includes(method)) continue;
    const params = fit(route.segments, parts);
    if (params) return { target: route.target, params };
  }
  return undefined;
}

export function byPrecedence<T>(routes: readonly Route<T>[]): readonly Route<T>[] {
  return [...routes].sort((a, b) => precedence(a).localeCompare(precedence(b)));
}

function precedence(route: Route<unknown>): string {
  return route.segments.map(({ kind }) => ({ literal: '1', parameter: '3', rest: '5' })[kind]).join('');
}

function fit(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [at, segment] of segments.entries()) {
    if (segment.kind === 'rest') {
      const rest = parts.slice(at).map(decoded).join('/');
      if (rest !== '') params[segment.name] = rest;
      return params;
    }
    const part = parts[at];
    if (part === undefined) return segment.kind === 'parameter' && segment.optional ? params : undefined;
    if (segment.kind === 'parameter') params[segment.name] = decoded(part);
    else if (segment.text.toLowerCase() !== decoded(part).toLowerCase()) return undefined;
  }
  return parts.length > segments.length ? undefined : params;
}

/** Kestrel decodes the path but for an encoded slash. */
function decoded(part: string): string {
  try {
    return part
      .split(/(%2f)/i)
      .map((piece) => (/^%2f$/i.test(piece) ? piece : decodeURIComponent(piece)))
      .join('');
  } catch {
    return part;
  }
}
