/**
 * Route templates of HTTP functions, matched as ASP.NET routing matches them one by one: case is ignored, and the first route that fits wins.
 * No template goes before another because it is narrower.
 */

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string; readonly optional: boolean; readonly maxLength?: number }
  /** `{name}.txt`: something, then that text. */
  | { readonly kind: 'suffixed'; readonly name: string; readonly suffix: string; readonly maxLength?: number }
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

/** Throws Error on what the host refuses, and on what this host does not cover: defaults, constraints but
 * `maxlength`, segments of several parameters or with text before one. */
export function parseRoute<T>(template: string, methods: readonly string[], target: T): Route<T> {
  if (template.startsWith('/') || template.startsWith('~')) throw new Error(`route '${template}' must not begin with '/' or '~'`);
  const texts = template.replace(/\/$/, '').split('/');
  if (texts.includes('')) throw new Error(`route '${template}' has an empty segment`);
  const segments = texts.map((text) => parseSegment(text, template));
  segments.forEach((segment, at) => {
    const last = at === segments.length - 1;
    if (!last && (segment.kind === 'rest' || (segment.kind === 'parameter' && segment.optional))) {
      throw new Error(`route '${template}': only the last segment can be optional or catch all`);
    }
  });
  return { methods: methods.map((method) => method.toUpperCase()), segments, target };
}

function parseSegment(text: string, template: string): Segment {
  if (!text.includes('{') && !text.includes('}')) return { kind: 'literal', text };
  const found = /^\{(\*{0,2})([A-Za-z_][A-Za-z0-9_]*)(?::maxlength\((\d+)\))?(\??)\}([^{}]*)$/.exec(text);
  const [, stars, name = '', length, mark, suffix = ''] = found ?? [];
  const plain = length === undefined && suffix === '';
  if (!found || (stars && !plain) || (mark && suffix !== ''))
    throw new Error(`route '${template}': segment '${text}' is not covered by the local host`);
  if (stars) return { kind: 'rest', name };
  const constraint = length === undefined ? {} : { maxLength: Number(length) };
  return suffix === ''
    ? { kind: 'parameter', name, optional: mark === '?', ...constraint }
    : { kind: 'suffixed', name, suffix, ...constraint };
}

/** The first of the routes that fits path and method; a path that fits with another method only is no match. */
export function matchRoute<T>(routes: readonly Route<T>[], method: string, path: string): Match<T> | undefined {
  const split = splitPath(path);
  for (const route of routes) {
    if (!route.methods.includes(method)) continue;
    const params = fit(route.segments, split);
    if (params) return { target: route.target, params };
  }
  return undefined;
}

interface SplitPath {
  readonly parts: readonly string[];
  /** Routing ignores it, but for a parameter that catches all. */
  readonly lastSlash: '/' | '';
}

function splitPath(path: string): SplitPath {
  if (path.length < 2) return { parts: [], lastSlash: '' };
  const lastSlash = path.endsWith('/') ? '/' : '';
  return { parts: path.slice(1, path.length - lastSlash.length).split('/'), lastSlash };
}

/** The parameters; undefined where the route does not fit. An empty part fits nothing but what a parameter that catches all has begun to take. */
function fit(segments: readonly Segment[], { parts, lastSlash }: SplitPath): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [at, segment] of segments.entries()) {
    const part = parts[at];
    if (part === '') return undefined;
    if (segment.kind === 'rest') {
      if (part !== undefined) params[segment.name] = parts.slice(at).map(decoded).join('/') + lastSlash;
      return params;
    }
    if (part === undefined) return segment.kind === 'parameter' && segment.optional ? params : undefined;
    const text = decoded(part);
    if (segment.kind === 'literal') {
      if (segment.text.toLowerCase() !== text.toLowerCase()) return undefined;
      continue;
    }
    const suffix = segment.kind === 'suffixed' ? segment.suffix : '';
    const value = text.slice(0, text.length - suffix.length);
    if (value === '' || text.slice(value.length).toLowerCase() !== suffix.toLowerCase()) return undefined;
    if (segment.maxLength !== undefined && value.length > segment.maxLength) return undefined;
    params[segment.name] = value;
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
