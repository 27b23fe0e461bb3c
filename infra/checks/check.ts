import { availableParallelism } from 'node:os';
import { forget } from './tree/findings';
import { STATIC, TESTS, type Outcome, type Step } from './steps';
import { Imports } from './tree/imports';
import { readTree } from './tree/tree';

const HELP = `Checks what has changed since it was last found good: format, types and lint, import directions, dead code, quick tests.

  npm run check                what has changed, and what depends on it
  npm run check -- --fresh     everything, as on the first run

.ci/run checks everything, from nothing, and runs the other tests too.
`;

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s`;

async function timed({ name, run }: Step, imports: Imports): Promise<boolean> {
  const began = performance.now();
  const { good, scope, output }: Outcome = await run(imports.tree, imports).catch((error: unknown) => ({
    good: false,
    scope: '',
    output: String(error),
  }));
  process.stdout.write(
    `${output === '' ? '' : `\n${output.trimEnd()}\n\n`}${good ? 'ok    ' : 'FAILED'} ${name.padEnd(8)}${seconds(began)}  ${scope}\n`,
  );
  return good;
}

/** Runs the steps side by side, as many as there are processors, in the order of the list. */
async function all(steps: readonly Step[], imports: Imports): Promise<boolean> {
  const waiting = [...steps];
  const results: boolean[] = [];
  const worker = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) results.push(await timed(step, imports));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results.every(Boolean);
}

async function main(args: readonly string[]): Promise<number> {
  const odd = args.find((arg) => arg !== '--fresh');
  if (odd !== undefined) {
    process.stderr.write(HELP);
    return odd === '--help' ? 0 : 2;
  }
  const root = process.cwd();
  if (args.includes('--fresh')) forget(root);
  const began = performance.now();
  const imports = new Imports(readTree(root));
  imports.save();
  const staticGood = await all(STATIC, imports);
  const testsGood = await timed(TESTS, imports);
  process.stdout.write(`${staticGood && testsGood ? 'ok    ' : 'FAILED'} ${'check'.padEnd(8)}${seconds(began)}\n`);
  return staticGood && testsGood ? 0 : 1;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
