import type { Database } from '../kernel/database';
import { allOf } from '../kernel/pages';
import { listOrder, type Ledger } from './model';
import type { ListSpaces } from './ports';

const PAGE = 200;
const MOST_PAGES = 25;

export const makeListSpaces =
  ({ database }: { readonly database: Database }): ListSpaces =>
  async () => {
    const ledgers = { container: 'items', where: 'c.type = "ledger"', parameters: {}, limit: PAGE } as const;
    const { rows } = await allOf<Ledger>(database, ledgers, { pages: MOST_PAGES });
    return rows.flatMap(({ spaces }) => spaces).sort((a, b) => (listOrder(a) < listOrder(b) ? -1 : 1));
  };
