import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '../../../..');

const config = (rule: string): string => `
  import tseslint from 'typescript-eslint';
  export default tseslint.config({
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { project: ['./test/tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    rules: { '@typescript-eslint/${rule}': 'error' },
  });
`;
const tsconfig = { compilerOptions: { target: 'es2022', lib: ['es2022'], module: 'node20', types: [], strict: true, noEmit: true } };

const FILES: Readonly<Record<string, string>> = {
  '.gitignore': 'node_modules\n.cache/\nwalk.cjs\n',
  'package.json': '{}',
  'tsconfig.json': JSON.stringify(tsconfig),
  'test/tsconfig.json': JSON.stringify({ extends: '../tsconfig.json' }),
  'eslint.config.mjs': config('no-floating-promises'),
  'shared/clock.ts': 'export const now = (): number => 1;\n',
  'shared/near.ts': "import { now } from './clock';\nexport const near = (): void => {\n  now();\n};\n",
  'shared/middle.ts': "import { now } from './clock';\nexport const middle = () => now();\n",
  'shared/far.ts': "import { middle } from './middle';\nexport const far = (): void => {\n  middle();\n};\n",
  'shared/slot.ts': 'export interface Slot {\n  readonly start: number;\n}\n',
  'shared/port.ts': "import type { Slot } from './slot';\nexport interface Port {\n  readonly slot: Slot;\n}\n",
  'shared/use.ts': "import type { Port } from './port';\nexport const use = ({ slot }: Port): number => slot.start;\n",
  'shared/beyond.ts': "import { far } from './far';\nexport const beyond = (): void => far();\n",
};

/** What happens to the tree before each look; undefined removes a file. */
const STEPS: readonly (readonly [path: string, text: string | undefined] | undefined)[] = [
  undefined,
  undefined,
  ['shared/clock.ts', 'export const now = (): number => 2;\n'],
  ['shared/clock.ts', 'export const now = (): Promise<number> => Promise.resolve(2);\n'],
  undefined,
  ['shared/clock.ts', undefined],
  ['shared/clock.ts', 'export const now = (): number => 1;\n'],
  ['shared/slot.ts', 'export interface Slot {\n  readonly start: string;\n}\n'],
  ['eslint.config.mjs', config('await-thenable')],
];

const walk = `
  const { rmSync, writeFileSync } = require('node:fs');
  const { checkTyped } = require(${JSON.stringify(join(root, 'infra/checks/typed/look.ts'))});
  const { readTree } = require(${JSON.stringify(join(root, 'infra/checks/tree/tree.ts'))});
  (async () => {
    const looks = [];
    for (const step of JSON.parse(process.argv[2])) {
      if (step) step[1] ? writeFileSync(step[0], step[1]) : rmSync(step[0]);
      looks.push(await checkTyped(readTree(process.cwd())));
    }
    process.stdout.write(JSON.stringify(looks));
  })();
`;

interface Look {
  readonly looked: readonly string[];
  readonly all: number;
  readonly report: string;
}

describe('types and lint of what has changed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'typed-'));
  let looks: readonly Look[] = [];
  const look = (step: number): Look => looks[step] ?? { looked: [], all: 0, report: 'did not come so far' };

  beforeAll(() => {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'walk.cjs'), walk);
    const args = [
      '--import',
      join(root, 'node_modules/tsx/dist/loader.mjs'),
      'walk.cjs',
      JSON.stringify(STEPS.map((step) => step ?? null)),
    ];
    looks = JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })) as Look[];
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it('looks at every file the first time, and at none when nothing has changed', () => {
    expect(look(0)).toMatchObject({ all: 9, report: '' });
    expect(look(0).looked).toHaveLength(9);
    expect(look(1)).toEqual({ looked: [], all: 9, report: '' });
  });

  it('looks at no other file when a change stays inside a function', () => {
    expect(look(2)).toEqual({ looked: ['shared/clock.ts'], all: 9, report: '' });
  });

  it('looks at what uses a file whose types changed, also through another file, and lints it by the new types', () => {
    expect(look(3).looked).toEqual(['shared/clock.ts', 'shared/far.ts', 'shared/middle.ts', 'shared/near.ts']);
    expect(look(3).report).toMatch(/far\.ts[^]*no-floating-promises[^]*near\.ts[^]*no-floating-promises/);
  });

  it('looks again at what was wrong', () => {
    expect(look(4).looked).toEqual(['shared/far.ts', 'shared/near.ts']);
    expect(look(4).report).toBe(look(3).report);
  });

  it('looks at the importers of a file that is gone', () => {
    expect(look(5).looked).toEqual(expect.arrayContaining(['shared/middle.ts', 'shared/near.ts']));
    expect(look(5).report).toContain("Cannot find module './clock'");
  });

  it('forgets nothing that was right before', () => {
    expect(look(6).report).toBe('');
  });

  it('looks at what uses a type through the declarations of a file that has not changed', () => {
    expect(look(7).looked).toEqual(['shared/port.ts', 'shared/slot.ts', 'shared/use.ts']);
    expect(look(7).report).toContain("Type 'string' is not assignable to type 'number'");
  });

  it('looks at every file when a setting changed', () => {
    expect(look(8).looked).toHaveLength(9);
  });
});
