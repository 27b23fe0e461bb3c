import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TABLES, withTables } from './tables';

/** `npm run docs`: writes the tables of docs/ that are made of the modules. */
const root = join(__dirname, '../../..');
for (const page of new Set(TABLES.map((table) => table.page))) {
  const file = join(root, page);
  writeFileSync(file, withTables(page, readFileSync(file, 'utf8')));
}
