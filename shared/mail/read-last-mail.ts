import type { Database } from '../kernel/database';
import { syncItemId } from '../sync/item/item';
import { readItem } from '../sync/item/stored';
import { MAIL } from './model';
import type { ReadLastMail } from './ports';

export const makeReadLastMail =
  ({ database }: { readonly database: Database }): ReadLastMail =>
  async ({ pk, lastMail, mailWithheld }) => {
    if (lastMail === undefined || mailWithheld) return undefined;
    const read = await readItem(database, pk, syncItemId(MAIL, lastMail));
    const withdrawn = read.found && read.value.desired.value === null && !read.value.applied?.sent;
    return read.found && !withdrawn ? read.value : undefined;
  };
