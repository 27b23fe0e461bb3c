import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api } from '../../functions/support/api';
import { withFunctions } from './functions';
import { TABLES, withTables } from './tables';

/** `npm run docs`: writes what the docs say by the modules: tables, and the number of functions. */
const root = join(__dirname, '../../..');
for (const page of new Set(TABLES.map((table) => table.page))) {
  const file = join(root, page);
  writeFileSync(file, withTables(page, readFileSync(file, 'utf8')));
}
const { https, queues, timers } = new Api();
const readme = join(root, 'README.md');
writeFileSync(readme, withFunctions(readFileSync(readme, 'utf8'), https.length + queues.length + timers.length));
