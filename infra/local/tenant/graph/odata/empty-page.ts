import type { JsonObject } from '../../../../../shared/kernel/json';
import type { TenantAnswer } from '../../model';
import type { Route } from '../table/routes';

/** Marks a request of a list whose pages before were left empty, with the number of those still to come; all it asks for stands before it. */
const MARK = /(?:^|&)\$skiptoken=behind-an-empty-page-(\d{1,6})$/;

/** The route that a link of an empty page stands for, and how many empty pages come before its own; any other route as it is. */
export function behindEmptyPage(route: Route): { readonly route: Route; readonly left: number | undefined } {
  const left = MARK.exec(route.query)?.[1];
  return left === undefined
    ? { route, left: undefined }
    : { route: { ...route, query: route.query.replace(MARK, '') }, left: Number(left) };
}

/** The page without its rows, with `left` more behind it before the page itself; what is no first page of a list stays as it is. */
export function emptied(answer: TenantAnswer, { operation, path, query }: Route, root: string, left: number): TenantAnswer {
  if (!operation?.pages || answer.status !== 200 || /(^|&)\$skip(token)?=/.test(query)) return answer;
  const body = answer.body as JsonObject; // a list's answer is an object
  const link = `${root}${path}?${query === '' ? '' : `${query}&`}$skiptoken=behind-an-empty-page-${String(left)}`;
  return { ...answer, body: { ...body, value: [], '@odata.nextLink': link } };
}
