import type { Database } from '../kernel/database';
import { listOrder, type Ledger, type Space } from './model';
import type { ListSpaces } from './ports';

const PAGE = 200;
const MOST_PAGES = 25;

export const makeListSpaces =
  ({ database }: { readonly database: Database }): ListSpaces =>
  async () => {
    const spaces: Space[] = [];
    let continuation: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const found = await database.scan<Ledger>({
        container: 'items',
        where: 'c.type = "ledger"',
        parameters: {},
        limit: PAGE,
        ...(continuation !== undefined && { continuation }),
      });
      spaces.push(...found.rows.flatMap(({ value }) => value.spaces));
      ({ continuation } = found);
      if (continuation === undefined) break;
    }
    return spaces.sort((a, b) => (listOrder(a) < listOrder(b) ? -1 : 1));
  };
