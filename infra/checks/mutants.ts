import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ask } from './mutants/guards';
import { FOLDER, readMutants, type Mutant } from './mutants/patch';

const HELP = `Switches mends off, one at a time, and shows what notices it.

  npm run mutants                each patch of ${FOLDER}, in a copy of the tree
  npm run mutants -- N4 S1       those whose names begin so
  npm run mutants -- --check     only whether each patch still applies; runs nothing
`;

/** Whether the patch applies to the tree in this folder, or applies it there. */
function apply(mutant: Mutant, root: string, folder: string, ...how: readonly string[]): string | undefined {
  const { status, stderr } = spawnSync('git', ['apply', ...how, resolve(root, FOLDER, mutant.name)], { cwd: folder, encoding: 'utf8' });
  return status === 0 ? undefined : stderr.trim();
}

function check(mutants: readonly Mutant[], root: string): boolean {
  const wrong = mutants.flatMap((mutant) => {
    const { guard, name } = mutant;
    const file = guard.kind === 'test' && !existsSync(join(root, guard.file)) ? [`${name}: there is no ${guard.file}`] : [];
    const refused = apply(mutant, root, root, '--check');
    return refused === undefined ? file : [...file, `${name} does not apply:\n${refused}`];
  });
  for (const line of wrong) console.error(line);
  console.log(`${String(mutants.length)} patches, ${String(wrong.length)} faults`);
  return wrong.length === 0;
}

/** The files of the tree as they are now, committed or not, in a folder of their own. */
function copyOf(root: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  for (const file of files.split('\0')) if (file !== '' && existsSync(join(root, file))) cpSync(join(root, file), join(folder, file));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function switchOff(mutant: Mutant, root: string, folder: string): boolean {
  const began = performance.now();
  const refused = apply(mutant, root, folder);
  const { kind, by } = refused === undefined ? ask(mutant.guard, folder) : ({ kind: 'broken', by: refused } as const);
  if (refused === undefined) apply(mutant, root, folder, '--reverse');
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${kind.padEnd(8)} ${mutant.name}: ${mutant.what}\n         ${by} (${seconds} s)`);
  return kind === 'caught';
}

function main(args: readonly string[]): number {
  const odd = args.find((arg) => arg.startsWith('-') && arg !== '--check');
  if (odd !== undefined) {
    process.stderr.write(HELP);
    return odd === '--help' ? 0 : 2;
  }
  const root = process.cwd();
  const mutants = readMutants(
    root,
    args.filter((arg) => arg !== '--check'),
  );
  if (args.includes('--check')) return check(mutants, root) ? 0 : 1;
  const folder = copyOf(root);
  try {
    const caught = mutants.filter((mutant) => switchOff(mutant, root, folder)).length;
    console.log(`${String(caught)} of ${String(mutants.length)} caught`);
    return caught === mutants.length ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

process.exitCode = main(process.argv.slice(2));
