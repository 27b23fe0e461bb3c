import type { Clock, EpochMs } from '../../kernel/clock';

const SYSTEM = new Set(['_rid', '_self', '_etag', '_attachments', '_ts']);

/** The document without what the store added. */
export function userValue(resource: object): unknown {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !SYSTEM.has(name)));
}

/** The store's clock, in whole seconds: the answer's date; else the document's last write; else our own clock. */
export function storeTime(headers: unknown, resource: unknown, clock: Pick<Clock, 'now'>): EpochMs {
  const date = Date.parse(textOf(headers, 'date') ?? '');
  if (!Number.isNaN(date)) return date;
  const written = typeof resource === 'object' && resource !== null && '_ts' in resource ? Number(resource._ts) * 1000 : Number.NaN;
  return Number.isNaN(written) ? clock.now() : written;
}

function textOf(record: unknown, name: string): string | undefined {
  const value: unknown = typeof record === 'object' && record !== null ? Reflect.get(record, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
