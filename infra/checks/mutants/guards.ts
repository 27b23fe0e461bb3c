import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Guard } from './patch';

/** What a guard said of a tree: it failed as it must, it passed, or it could not be asked. */
export type Verdict = { readonly kind: 'caught' | 'survived' | 'broken'; readonly by: string };

const MOST_SEEDS = 2_000;
/** A guard that takes longer hangs, as a loop without an end makes it: that is no verdict. */
const LONGEST_MS = { test: 300_000, simulation: 7_200_000 };

/** Asks the guard about the tree in this folder. A tree that does not load is no proof of the guard. */
export const ask = (guard: Guard, folder: string): Verdict =>
  guard.kind === 'simulation' ? askSimulation(folder) : askTest(guard, folder);

const run = (folder: string, args: readonly string[], timeout: number) =>
  spawnSync(process.execPath, args, {
    cwd: folder,
    timeout,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });

function askSimulation(folder: string): Verdict {
  const args = ['--import', 'tsx', 'test/simulation/simulate.ts', '--first', '--seeds', String(MOST_SEEDS)];
  const { status, stdout, stderr } = run(folder, args, LONGEST_MS.simulation);
  const failure = /^seed \d+, after operation \d+: .*$/m.exec(stderr)?.[0];
  if (failure !== undefined) return { kind: 'caught', by: failure };
  return status === 0 ? { kind: 'survived', by: `${String(MOST_SEEDS)} seeds` } : { kind: 'broken', by: lastOf(stderr || stdout) };
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly { readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[] }[];
}

function askTest({ file, name }: Extract<Guard, { kind: 'test' }>, folder: string): Verdict {
  const output = join(folder, '.mutant.json');
  rmSync(output, { force: true });
  const args = [
    ...['node_modules/jest/bin/jest.js', '--testTimeout=60000', '--json', `--outputFile=${output}`],
    ...['--testPathPatterns', `/${literally(file)}$`, '--testNamePattern', literally(name)],
  ];
  const { stdout, stderr } = run(folder, args, LONGEST_MS.test);
  let report: Report;
  try {
    report = JSON.parse(readFileSync(output, 'utf8')) as Report; // jest's form
  } catch {
    return { kind: 'broken', by: lastOf(stderr || stdout) };
  }
  if (report.numRuntimeErrorTestSuites > 0) return { kind: 'broken', by: `${file} does not load` };
  const failed = report.testResults.flatMap(({ assertionResults }) => assertionResults).find(({ status }) => status === 'failed');
  if (failed) return { kind: 'caught', by: `"${failed.fullName}"` };
  if (report.numPassedTests === 0) return { kind: 'broken', by: `${file} has no test named "${name}"` };
  return { kind: 'survived', by: `${file} -t "${name}"` };
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const lastOf = (output: string): string => output.trimEnd().split('\n').slice(-5).join('\n');
