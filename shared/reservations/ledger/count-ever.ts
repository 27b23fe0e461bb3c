import type { Database } from '../../kernel/database';
import { allOf } from '../../kernel/pages';
import type { CountEver } from '../../spaces/ports';
import type { Reservation } from '../model';

const PAGE = 500;
const MOST_PAGES = 20;

/** Counts every reservation that took a space or is of it, in whatever ledger it began and however it ended; ten thousand at most. */
export const makeCountEver =
  ({ database }: { readonly database: Database }): CountEver =>
  async (space) => {
    const scan = {
      container: 'items',
      where: 'c.type = "reservation" AND (c.spaceId = @space OR ARRAY_CONTAINS(c.excludes, @space))',
      parameters: { '@space': space },
      limit: PAGE,
    } as const;
    return (await allOf<Reservation>(database, scan, { pages: MOST_PAGES })).rows.length;
  };
