import type { JsonObject } from '../../../../../shared/kernel/json';
import type { TenantAnswer } from '../../model';
import type { Route } from '../table/routes';

/** Marks the second request of a list whose first page was left empty; all it asks for stands before it. */
const MARK = '$skiptoken=behind-the-empty-page';

/** The route that a link of an empty page stands for; any other route as it is. */
export function behindEmptyPage(route: Route): { readonly route: Route; readonly isBehind: boolean } {
  if (!route.query.endsWith(MARK)) return { route, isBehind: false };
  return { route: { ...route, query: route.query.slice(0, -MARK.length).replace(/&$/, '') }, isBehind: true };
}

/** The page without its rows, linked to itself; what is no first page of a list stays as it is. */
export function emptied(answer: TenantAnswer, { operation, path, query }: Route, root: string): TenantAnswer {
  if (!operation?.pages || answer.status !== 200 || /(^|&)\$skip(token)?=/.test(query)) return answer;
  const body = answer.body as JsonObject; // a list's answer is an object
  const link = `${root}${path}?${query === '' ? '' : `${query}&`}${MARK}`;
  return { ...answer, body: { ...body, value: [], '@odata.nextLink': link } };
}
