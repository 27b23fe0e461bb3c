/** W3C Trace Context, `traceparent`: version, trace id, parent id, flags. */
const traceparent = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}(?:-.*)?$/;
/** No `@` and no spaces: it is logged, and must not carry an address or a name by accident. */
const sane = /^[\w.:-]{8,128}$/;

/** What ties the caller's own records to ours: their correlation id or trace id where it is usable, else a new one. */
export function correlationIdOf(headers: { get(name: string): string | null }, fresh: () => string): string {
  const own = headers.get('x-correlation-id')?.trim();
  if (own !== undefined && sane.test(own)) return own;
  const trace = traceparent.exec(headers.get('traceparent')?.trim() ?? '')?.[1];
  return trace !== undefined && !/^0+$/.test(trace) ? trace : fresh();
}
