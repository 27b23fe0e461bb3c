import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCode, type Imports } from './tree/imports';
import { quickTests } from './quick-tests';
import { Findings, saveUnchanged } from './tree/findings';
import { runScript } from './script';
import { digestOf, type Tree } from './tree/tree';

export interface Outcome {
  readonly good: boolean;
  /** How much of it there was to do. */
  readonly scope: string;
  /** What is wrong, in the words of the tool. */
  readonly output: string;
}

/** `npm run check:<name>` looks at everything, whatever earlier runs found. */
export interface Step {
  readonly name: 'format' | 'lint' | 'types' | 'imports' | 'dead' | 'mutants' | 'fast';
  readonly run: (tree: Tree, imports: Imports) => Promise<Outcome>;
}

/** The steps that may run side by side; the longest begins. */
export const STATIC: readonly Step[] = [
  { name: 'types', run: typesAndLint },
  { name: 'dead', run: (tree) => whole('dead', tree, [...tree.digests].filter(([path]) => isCode(path)).flat()) },
  { name: 'imports', run: importRules },
  { name: 'mutants', run: (tree) => whole('mutants', tree, [...tree.digests].flat()) },
  { name: 'format', run: format },
];

export const TESTS: Step = {
  name: 'fast',
  run: async (tree, imports) => {
    const { ran, all, good, output } = await quickTests(tree, imports);
    return { good, scope: `${String(ran)} of ${String(all)} test files`, output };
  },
};

async function format(tree: Tree): Promise<Outcome> {
  const good = Findings.in<true>(tree.root, 'format');
  const keys = new Map([...tree.digests].map(([path, digest]) => [path, digestOf(tree.settings, path, digest)]));
  const due = [...keys].filter(([, key]) => good.get(key) === undefined).map(([path]) => path);
  const scope = `${String(due.length)} of ${String(keys.size)} files`;
  if (due.length === 0) return { good: true, scope, output: '' };
  const which = due.length > keys.size / 2 ? ['.'] : due.map((path) => `"${path}"`);
  const { code, output } = await runScript(tree.root, `prettier --list-different --ignore-unknown ${which.join(' ')}`);
  const bad = new Set(output.split('\n'));
  if (code <= 1) for (const path of due) if (!bad.has(path)) good.add(keys.get(path) ?? '', true);
  saveUnchanged(tree, [good]);
  return { good: code === 0, scope, output: code === 0 ? '' : `not formatted (npx prettier --write .):\n${output}` };
}

/** In a process of its own: the compiler and the linter leave no time for anything beside them. */
async function typesAndLint(tree: Tree): Promise<Outcome> {
  const { code, output } = await runScript(tree.root, `node --import tsx "${join(__dirname, 'typed/look.ts')}"`);
  const lines = output.trimEnd().split('\n');
  return { good: code === 0, scope: lines.at(-1) ?? '', output: code === 0 ? '' : lines.slice(0, -1).join('\n') };
}

/** The import rules see statements and names of files: a change of anything else cannot break one. */
function importRules(tree: Tree, imports: Imports): Promise<Outcome> {
  return whole(
    'imports',
    tree,
    [...tree.digests.keys()].filter(isCode).flatMap((path) => [path, imports.facts(path)?.statements ?? '']),
  );
}

/** A check of the tree as one, left out while everything that it looks at is as it was. */
async function whole(name: 'imports' | 'dead' | 'mutants', tree: Tree, looksAt: readonly string[]): Promise<Outcome> {
  const good = Findings.in<true>(tree.root, name);
  const key = digestOf(tree.settings, ...looksAt);
  if (good.get(key)) return { good: true, scope: 'nothing that it looks at', output: '' };
  const { scripts } = JSON.parse(readFileSync(join(tree.root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }; // npm's form
  const { code, output } = await runScript(tree.root, scripts[`check:${name}`] ?? 'exit 1');
  if (code === 0) good.add(key, true);
  saveUnchanged(tree, [good]);
  return { good: code === 0, scope: 'everything', output: code === 0 ? '' : output };
}
