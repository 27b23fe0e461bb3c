import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { keeper, testKeys } from '../../../../infra/checks/quick-tests';
import { Findings } from '../../../../infra/checks/tree/findings';
import { Imports } from '../../../../infra/checks/tree/imports';
import { readTree } from '../../../../infra/checks/tree/tree';

const FILES: Readonly<Record<string, string>> = {
  '.gitignore': 'node_modules/\n.cache/\n*.log\n',
  'package.json': '{}',
  'docs/page.md': 'words',
  'shared/clock.ts': 'export const now = (): number => 1;',
  'shared/model.ts': 'export interface Slot { readonly start: number }',
  'shared/hour.ts':
    "import type { Slot } from './model';\nimport { now } from './clock';\nexport const hour = (slot: Slot): number => slot.start - now();",
  'shared/late.ts': "export const late = (): Promise<unknown> => import('./clock');",
  'test/support/jest/environment.ts': 'export {};',
  'test/unit/hour.test.ts': "import { hour } from '../../shared/hour';\nhour({ start: 1 });",
  'test/unit/late.test.ts': "import { late } from '../../shared/late';\nvoid late();",
  'test/functions/alone.test.ts': 'export {};',
  'test/functions/page.test.ts': "import { readFileSync } from 'node:fs';\nreadFileSync('docs/page.md');",
  'test/scenarios/story.test.ts': "import { hour } from '../../shared/hour';\nhour({ start: 1 });",
};

describe('the quick tests that a change reaches', () => {
  const root = mkdtempSync(join(tmpdir(), 'quick-'));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const keys = (): ReadonlyMap<string, string> => {
    const tree = readTree(root);
    return testKeys(tree, new Imports(tree));
  };

  beforeEach(() => {
    rmSync(root, { recursive: true });
    for (const [path, text] of Object.entries(FILES)) put(path, text);
  });

  afterAll(() => rmSync(root, { recursive: true }));

  const READER = 'test/functions/page.test.ts';
  const ALL = ['test/functions/alone.test.ts', READER, 'test/unit/hour.test.ts', 'test/unit/late.test.ts'];

  /** Undefined removes the file. */
  const reached = (path: string, text: string | undefined): readonly string[] => {
    const before = keys();
    if (text === undefined) rmSync(join(root, path));
    else put(path, text);
    return [...keys()].filter(([test, key]) => before.get(test) !== key).map(([test]) => test);
  };

  it.each<[string, string, string | undefined, readonly string[]]>([
    ['through imports, also those on demand', 'shared/clock.ts', 'export const now = (): number => 2;', ALL.slice(1)],
    ['when a file goes', 'shared/clock.ts', undefined, ALL.slice(1)],
    ['of their own', 'test/functions/alone.test.ts', 'export const one = 1;', [ALL[0] ?? '', READER]],
    ['that can read files, whatever changes', 'docs/page.md', 'other words', [READER]],
    ['but no more of them by a comment', 'shared/clock.ts', 'export const now = (): number => 1; // since 1970', [READER]],
    ['but no more of them by a type', 'shared/model.ts', 'export interface Slot { readonly start: 1 }', [READER]],
    ['but none by what is ignored', 'some.log', 'a line', []],
    ['of all by a setting', 'package.json', '{ "private": true }', ALL],
    ['of all by the environment of the tests', 'test/support/jest/environment.ts', 'export const one = 1;', ALL],
  ])('are those %s: %s', (_, path, text, tests) => {
    expect(reached(path, text)).toEqual(tests);
  });

  it('are found again when a file comes that a missing import named', () => {
    put('test/unit/hour.test.ts', "import { day } from '../../shared/day';\nday();");

    expect(reached('shared/day/index.ts', 'export const day = (): void => undefined;')).toEqual([READER, 'test/unit/hour.test.ts']);
  });

  it('are kept as their files end, so that a stopped run is not lost', () => {
    const tree = readTree(root);
    const known = testKeys(tree, new Imports(tree));
    const kept = (): readonly boolean[] => {
      const later = Findings.in<true>(root, 'quick-tests');
      return ALL.map((path) => later.get(known.get(path) ?? '') === true);
    };

    keeper(tree, known, Findings.in<true>(root, 'quick-tests'))(join(root, READER));
    expect(kept()).toEqual([false, true, false, false]);

    put('shared/clock.ts', 'export const now = (): number => 3;');
    keeper(tree, known, Findings.in<true>(root, 'quick-tests'))(join(root, ALL[0] ?? ''));
    expect(kept()).toEqual([false, true, false, false]);
  });
});
