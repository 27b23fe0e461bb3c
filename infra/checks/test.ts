import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import groups from './groups.json';

const root = resolve(__dirname, '../..');

/**
 * What `npm test -- …` means to jest. Nothing: all tests. Names of folders of test/unit: the quick tests of these capabilities, which are
 * their folder and the tests of functions that carry their name (`change-reservation`, `reservations`). `--group <name>`: a group of
 * infra/checks/groups.json. Anything else is jest's own.
 */
export function jestArguments(args: readonly string[], isCapability: (name: string) => boolean): readonly string[] {
  const [first, second, ...rest] = args;
  if (first === '--group') {
    const projects = Object.entries(groups).find(([name]) => name === second)?.[1];
    if (!projects) throw new Error(`--group ${second ?? ''}: one of ${Object.keys(groups).join(', ')}`);
    return [...select(projects), ...rest];
  }
  if (args.length === 0 || !args.every(isCapability)) return args;
  return ['--maxWorkers=100%', ...select(groups.quick), '--testPathPatterns', ...args.flatMap(patterns)];
}

const select = (projects: readonly string[]): readonly string[] => ['--selectProjects', ...projects];

function patterns(capability: string): readonly string[] {
  const one = capability.replace(/s$/, '');
  return [`/test/unit/${capability}/`, `/test/functions/(?:.*[/-])?${one}s?(?:[/-].*)?\\.test\\.ts$`];
}

if (require.main === module) {
  const args = jestArguments(process.argv.slice(2), (name) => /^[a-z-]+$/.test(name) && existsSync(join(root, 'test/unit', name)));
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), ...args], { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
