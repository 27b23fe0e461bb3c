import { decode } from '../odata/odata';
import type { Names, Operation, Service } from './operation';

/** What a request asks for. */
export interface Route {
  /** Absent: the simulation does not cover it. */
  readonly operation?: Operation;
  readonly names: Names;
  /** Path without query, as sent. */
  readonly path: string;
  readonly query: string;
}

interface Segment {
  readonly before: string;
  readonly parameter?: string;
  readonly after: string;
}

interface Pattern {
  readonly operation: Operation;
  readonly segments: readonly Segment[];
  readonly parameters: number;
}

/** The paths of all services. A segment `**` at the end of a pattern stands for any number of segments. */
export class Routes {
  private readonly exact = new Map<string, Pattern[]>();
  private readonly open: { readonly start: string; readonly operation: Operation }[] = [];

  constructor(services: readonly Service[]) {
    for (const operation of services.flat()) for (const at of operation.at) this.add(at, operation);
    for (const patterns of this.exact.values()) patterns.sort((a, b) => a.parameters - b.parameters);
  }

  /** Throws when the path is not percent-encoded. */
  find(method: string, pathAndQuery: string): Route {
    const mark = pathAndQuery.indexOf('?');
    const path = mark < 0 ? pathAndQuery : pathAndQuery.slice(0, mark);
    const query = mark < 0 ? '' : pathAndQuery.slice(mark + 1);
    const parts = path.split('/').filter(Boolean).map(decode);
    for (const { operation, segments } of this.exact.get(keyOf(method, parts.length)) ?? []) {
      const names = matched(segments, parts);
      if (names) return { operation, names, path, query };
    }
    const operation = this.open.find(({ start }) => start === parts[0])?.operation;
    const [first, user] = parts;
    return { ...(operation && { operation }), names: first === 'users' && user !== undefined ? { user } : {}, path, query };
  }

  private add(at: string, operation: Operation): void {
    const [method = '', path = ''] = at.split(' ');
    const parts = path.split('/').filter(Boolean);
    if (parts[1] === '**') {
      this.open.push({ start: parts[0] ?? '', operation });
      return;
    }
    const segments = parts.map(segmentOf);
    const key = keyOf(method, parts.length);
    const parameters = segments.filter(({ parameter }) => parameter !== undefined).length;
    this.exact.set(key, [...(this.exact.get(key) ?? []), { operation, segments, parameters }]);
  }
}

const keyOf = (method: string, segments: number): string => `${method} ${String(segments)}`;

function segmentOf(text: string): Segment {
  const [, before, parameter, after] = /^([^{]*)\{(\w+)\}(.*)$/.exec(text) ?? [];
  if (before === undefined || parameter === undefined || after === undefined) return { before: text, after: '' };
  return { before, parameter, after };
}

/** Undefined when the path is another one. */
function matched(segments: readonly Segment[], parts: readonly string[]): Names | undefined {
  const names: Record<string, string> = {};
  for (const [index, { before, parameter, after }] of segments.entries()) {
    const part = parts[index] ?? '';
    if (parameter === undefined) {
      if (part !== before) return undefined;
    } else {
      if (part.length <= before.length + after.length || !part.startsWith(before) || !part.endsWith(after)) return undefined;
      names[parameter] = part.slice(before.length, part.length - after.length);
    }
  }
  return names;
}
