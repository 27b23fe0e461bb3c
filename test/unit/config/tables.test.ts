import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES } from '../../../functions/compose';
import type { Module } from '../../../functions/host/capability';
import { containers } from '../../../infra/containers.json';
import queues from '../../../infra/queues.json';
import { TABLES, withTables } from '../../support/docs/tables';

const root = join(__dirname, '../../..');
const modules: readonly Module[] = MODULES;

describe('what the modules need outside', () => {
  it.each([...new Set(TABLES.map(({ page }) => page))])('stands in the tables of %s as they say it (npm run docs)', (page) => {
    const text = readFileSync(join(root, page), 'utf8');

    expect(text).toBe(withTables(page, text));
  });

  it('are the containers and queues that the infrastructure makes, and no others', () => {
    const named = (what: 'containers' | 'queues') => [
      ...new Set(modules.flatMap(({ needs }) => (needs[what] ?? []).map(({ name }) => name))),
    ];

    expect(named('containers').sort()).toEqual(Object.keys(containers).sort());
    expect(named('queues').sort()).toEqual(Object.keys(queues).sort());
  });
});
