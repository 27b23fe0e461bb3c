import { badRequest, type Query } from './odata';

/** The token of the page of `list` that begins at this row. */
export const makeSkipToken = (list: string, from: number): string => Buffer.from(`${list} ${String(from)}`).toString('base64url');

/** The row that the page begins at; 0 without a token. Throws 400 for a token that is not one of this list. */
export function readSkipToken(list: string, query: Query): number {
  const token = query.get('$skiptoken');
  if (token === undefined) return 0;
  const [name, from = ''] = Buffer.from(token, 'base64url').toString().split(' ');
  if (name !== list || !/^\d{1,9}$/.test(from)) throw badRequest('The skip token is not valid.');
  return Number(from);
}
