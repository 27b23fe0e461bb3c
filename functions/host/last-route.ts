import type { HttpHandler } from '@azure/functions';
import type { Clock } from '../../shared/kernel/clock';
import { problem, type Refusal } from './answer';
import { correlationIdOf } from './correlation';
import type { Problems } from './problem';
import { refusalPage } from './raw-http';
import { response } from './response';
import { fits, parseTemplate } from './route-template';

/** What the last route must know of the others. */
interface Registered {
  readonly methods: readonly string[];
  readonly route: string;
  readonly page?: true;
}

/** The host asks functions in the order of their names: this one sorts behind all others. */
export const LAST = 'zz-last';
export const LAST_ROUTE = '{*path}';
export const EVERY_METHOD = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

const UNKNOWN = problem('not-found', { detail: 'GET /api/openapi.json describes every address of the API.' });

/** Answers what no other function takes: 405 with the methods of the address, or 404. Without it the host answers with no problem document. */
export function lastHttp(
  routes: readonly Registered[],
  { clock, problems }: { readonly clock: Clock; readonly problems: Problems },
  unknown: Refusal = UNKNOWN,
): HttpHandler {
  const others = routes.map(({ route, ...rest }) => ({ ...rest, template: parseTemplate(route) }));
  return (request) => {
    // It makes another address of backslashes, and of dots that the host left: what that takes is not said of this one.
    const { pathname } = new URL(request.url);
    const here = others.filter(({ template }) => fits(template, pathname));
    const allowed = [...new Set(here.flatMap(({ methods }) => methods))];
    const said =
      allowed.length > 0 && !allowed.includes(request.method)
        ? problem('method-not-allowed', { detail: `This address takes ${allowed.join(', ')}.`, headers: { allow: allowed.join(', ') } })
        : unknown;
    const page = here.some((one) => one.page) ? refusalPage(request, said, problems) : undefined;
    return (
      page ??
      response(said, { correlationId: correlationIdOf(request.headers, () => clock.id()), problems, open: true, signInIgnored: true })
    );
  };
}
