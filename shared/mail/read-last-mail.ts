import type { Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { syncItemId } from '../sync/item/item';
import { readItem } from '../sync/item/stored';
import { shown } from '../sync/read/shown';
import { MAIL } from './model';
import type { ReadLastMail } from './ports';

export const makeReadLastMail =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }): ReadLastMail =>
  async ({ pk, lastMail, mailWithheld }) => {
    if (lastMail === undefined || mailWithheld) return undefined;
    const read = await readItem(database, pk, syncItemId(MAIL, lastMail));
    const withdrawn = read.found && read.value.desired.value === null && !read.value.applied?.sent;
    if (!read.found || withdrawn) return undefined;
    return (await shown(database, [read.value], clock.now()))(read.value);
  };
