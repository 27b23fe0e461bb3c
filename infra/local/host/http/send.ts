import type { ServerResponse } from 'node:http';
import type { HttpData } from '../messages';

/** An answer of the host's own, without a body. */
export function sendBare(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { ...(status === 204 ? {} : { 'content-length': '0' }), ...headers }).end();
}

/** What a function answered: chunked and never with a length, even where the body is empty; HEAD, 204 and 304 with neither. */
export function sendAnswer(response: ServerResponse, http: HttpData, head: boolean): void {
  if (http.cookies && http.cookies.length > 0) throw new Error('cookies are not covered by the local host: set the header set-cookie');
  const headers = Object.entries(http.headers ?? {});
  if (headers.some(([name]) => name.toLowerCase() === 'content-length')) {
    throw new Error('a content-length of the function is not covered by the local host');
  }
  response.statusCode = Number(http.statusCode ?? 200);
  for (const [name, value] of headers) response.setHeader(name, value);
  response.removeHeader('content-length'); // Node then sets none of its own, and falls back to chunks
  response.end(head ? undefined : (http.body?.bytes ?? http.body?.string));
}
