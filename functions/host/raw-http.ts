import type { HttpHandler, HttpRequest, HttpResponseInit } from '@azure/functions';
import { htmlIn } from './accept';
import { problem, type Refusal } from './answer';
import { correlationIdOf } from './correlation';
import type { Edge } from './on-http';
import { pageHeaders } from './page-headers';
import { kindOf, type Problems } from './problem';
import { response } from './response';
import type { RawAnswer, RawRoute } from './route';

type RawEdge = Pick<Edge, 'clock' | 'log' | 'problems'>;

/**
 * What a raw handler answers, as it is; but a refusal of a page is a problem document for a request that does not take HTML, and a throw is
 * one too: the host would answer it with nothing.
 */
export const rawHttp =
  ({ name, handler }: RawRoute, { clock, log, problems }: RawEdge): HttpHandler =>
  async (request, context) => {
    const correlationId = correlationIdOf(request.headers, () => clock.id());
    const document = (said: Refusal): HttpResponseInit => response(said, { correlationId, problems, open: true, signInIgnored: true });
    try {
      const { refusal, ...said }: RawAnswer = await handler(request, context);
      return refusal && htmlIn(request.headers.get('accept')) === 'refused' ? document(refusal) : said;
    } catch (error) {
      log.error('http.defect', { function: name, correlationId }, error);
      return document(problem('defect', { detail: 'It is logged under the id of this request.' }));
    }
  };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const HEADERS = pageHeaders({});

/** A refusal at the address of a page, for a request that asks for HTML: the words and the status of the problem document. */
export function refusalPage(request: HttpRequest, { problem: said }: Refusal, problems: Problems): HttpResponseInit | undefined {
  if (htmlIn(request.headers.get('accept')) !== 'named') return undefined;
  const { status, title } = kindOf(said.code, problems);
  const body = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title></head>
<body><main><h1>${escaped(title)}</h1><p>${escaped(said.detail ?? '')}</p></main></body>
</html>
`;
  return { status, headers: { ...HEADERS, ...said.headers }, body };
}
