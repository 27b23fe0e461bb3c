import type { Database } from '../kernel/database';
import { syncItemId, type SyncItem } from '../sync/item/item';
import { MAIL } from './model';
import type { ReadLastMail } from './ports';

export const makeReadLastMail =
  ({ database }: { readonly database: Database }): ReadLastMail =>
  async ({ pk, lastMail, mailWithheld }) => {
    if (lastMail === undefined || mailWithheld) return undefined;
    const read = await database.read<SyncItem>('items', pk, syncItemId(MAIL, lastMail));
    const withdrawn = read.found && read.value.desired.value === null && !read.value.applied?.sent;
    return read.found && !withdrawn ? read.value : undefined;
  };
