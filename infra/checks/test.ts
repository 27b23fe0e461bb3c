import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import groups from './groups.json';

const root = resolve(__dirname, '../..');

/**
 * What `npm test -- …` means to jest. Nothing: all tests. Names of capabilities: their quick tests, which are their folder of test/unit and the
 * tests of functions that carry their name (`change-reservation`, `reservations`). `--group <name>`: a group of infra/checks/groups.json.
 * Anything else is jest's own.
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

const foldersOf = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** A folder of test/unit, functions/ (but the host) or shared/, or the name of a module. */
export function capabilitiesOf(tree: string): ReadonlySet<string> {
  const rooms = foldersOf(join(tree, 'functions')).filter((name) => name !== 'host');
  const modules = rooms.flatMap((room) =>
    readdirSync(join(tree, 'functions', room))
      .filter((file) => file.endsWith('module.ts'))
      .flatMap((file) => /\bcapability\('([a-z-]+)'/.exec(readFileSync(join(tree, 'functions', room, file), 'utf8'))?.[1] ?? []),
  );
  return new Set([...foldersOf(join(tree, 'test/unit')), ...rooms, ...foldersOf(join(tree, 'shared')), ...modules]);
}

/** Of these capabilities, those whose name no quick test carries. */
export function untested(names: readonly string[], tree: string): readonly string[] {
  const files = groups.quick.flatMap((project) =>
    readdirSync(join(tree, 'test', project), { recursive: true, encoding: 'utf8' }).map((file) => join('/test', project, file)),
  );
  return names.filter((name) => !patterns(name).some((pattern) => files.some((file) => new RegExp(pattern).test(file))));
}

if (require.main === module) {
  const given = process.argv.slice(2);
  const known = capabilitiesOf(root);
  const bare = untested(
    given.filter((name) => known.has(name)),
    root,
  );
  if (bare.length > 0 && given.every((name) => known.has(name))) {
    console.error(`no quick test carries the name of ${bare.join(', ')}`);
    process.exitCode = 1;
  } else {
    const args = jestArguments(given, (name) => known.has(name));
    const { status } = spawnSync(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), ...args], { cwd: root, stdio: 'inherit' });
    process.exitCode = status ?? 1;
  }
}
