import { join, relative, sep } from 'node:path';
import type { Imports } from './tree/imports';
import { Findings, saveUnchanged } from './tree/findings';
import { runScript } from './script';
import { digestOf, type Tree } from './tree/tree';
import groups from './groups.json';

/** What gives a test more than it imports: files, folders, programs. */
const OUTSIDE = /^(?:node:)?(?:fs|fs\/promises|child_process|worker_threads)$/;

const NOTHING = /(?!)/;

/** Tests that read files, and which beside the settings; every other one that can read files runs again after each change. */
const READS: Readonly<Record<string, RegExp>> = {
  'test/functions/space-rules.test.ts': /^docs\/spaces\.md$/,
  'test/unit/feeds/calendar.test.ts': /^test\/unit\/feeds\/oak\.ics$/,
  'test/unit/infra/tenant/certificates.test.ts': NOTHING,
  'test/unit/tooling/checks/ci-run.test.ts': /^\.ci\//,
  'test/unit/tooling/checks/mutants.test.ts': /^test\/mutants\//,
  'test/unit/tooling/checks/quick-tests.test.ts': NOTHING,
  'test/unit/tooling/checks/typed.test.ts': NOTHING,
  'test/unit/tooling/import-directions.test.ts': NOTHING,
  'test/unit/tooling/lint-rules.test.ts': /^(?:shared|infra\/local)\/kernel\//,
};

const isQuick = (path: string): boolean => groups.quick.some((project) => path.startsWith(`test/${project}/`)) && path.endsWith('.test.ts');

/** For each quick test a digest of everything that its result can depend on: what runs when it runs, and the files that it reads. */
export function testKeys(tree: Tree, imports: Imports): ReadonlyMap<string, string> {
  const harness = pathsIn(tree, /^test\/support\/jest\//);
  return new Map(
    [...tree.digests.keys()].filter(isQuick).map((path) => {
      const loaded = [...imports.loaded(path)];
      const read = READS[path] ?? (loaded.some((name) => OUTSIDE.test(name)) ? /^/ : undefined);
      const files = read ? pathsIn(tree, read) : [];
      return [
        path,
        digestOf(
          tree.settings,
          ...loaded.sort().flatMap((one) => [one, imports.facts(one)?.runs ?? tree.digests.get(one) ?? 'missing']),
          ...[...harness, ...files].flatMap((one) => [one, tree.digests.get(one) ?? '']),
        ),
      ];
    }),
  );
}

const pathsIn = (tree: Tree, pattern: RegExp): readonly string[] => [...tree.digests.keys()].filter((path) => pattern.test(path));

export interface QuickResult {
  readonly ran: number;
  readonly all: number;
  readonly good: boolean;
  readonly output: string;
}

/** What begins a line of the reporter `ended.cjs`. */
const MARK = '\u0001passed ';
/** So many test files between two looks whether the tree is still the one that the keys were made of. */
const SAVED_EACH = 20;

/** Runs the quick tests that did not pass with exactly what they would run now. What passed is kept as the files end, so that a stopped run loses little. */
export async function quickTests(tree: Tree, imports: Imports): Promise<QuickResult> {
  const passed = Findings.in<true>(tree.root, 'quick-tests');
  const keys = testKeys(tree, imports);
  const due = [...keys].filter(([, key]) => passed.get(key) === undefined).map(([path]) => path);
  const keep = keeper(tree, keys, passed);
  const { good, output } = due.length === 0 ? { good: true, output: '' } : await jest(tree.root, due, due.length === keys.size, keep);
  saveUnchanged(tree, [passed]);
  return { ran: due.length, all: keys.size, good, output };
}

/** Told of each file that passed. */
export function keeper(tree: Tree, keys: ReadonlyMap<string, string>, passed: Findings<true>): (file: string) => void {
  let ended = 0;
  return (file) => {
    const key = keys.get(relative(tree.root, file).split(sep).join('/'));
    if (key === undefined) return;
    passed.add(key, true);
    ended += 1;
    if (ended % SAVED_EACH === 1) saveUnchanged(tree, [passed]);
  };
}

async function jest(root: string, paths: readonly string[], all: boolean, keep: (file: string) => void) {
  const which = all ? '' : ` --runTestsByPath ${paths.map((path) => `"${path}"`).join(' ')}`;
  const reporters = ['default', join(__dirname, 'ended.cjs')].map((name) => `--reporters="${name}"`).join(' ');
  const { code, output } = await runScript(
    root,
    `jest --maxWorkers=100% ${reporters} --selectProjects ${groups.quick.join(' ')}${which}`,
    (line) => {
      if (line.startsWith(MARK)) keep(line.slice(MARK.length));
    },
  );
  const told = output.split('\n').filter((line) => !line.startsWith(MARK));
  return { good: code === 0, output: code === 0 ? '' : told.join('\n') };
}
