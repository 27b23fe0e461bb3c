import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

/** What lint must say about a text if it stood in this file (an existing one, so that its types are known). */
const refused: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['no-restricted-syntax', 'shared/kernel/clock.ts', 'export const now = Date.now();'],
  ['no-restricted-syntax', 'shared/kernel/clock.ts', 'export const now = new Date();'],
  ['no-restricted-syntax', 'shared/kernel/clock.ts', 'export const chance = Math.random();'],
  ['no-restricted-syntax', 'infra/local/kernel/travel.ts', 'export const now = Date.now();'],
  ['no-restricted-globals', 'shared/kernel/clock.ts', 'setTimeout(() => undefined, 1);'],
  ['no-restricted-globals', 'shared/kernel/clock.ts', "void fetch('https://graph.microsoft.com');"],
  ['no-restricted-globals', 'shared/kernel/clock.ts', 'export const home = process.cwd();'],
  ['no-restricted-imports', 'shared/kernel/clock.ts', "import { randomUUID } from 'node:crypto'; export const id = randomUUID();"],
  ['no-restricted-syntax', 'shared/messages/fields.ts', "import { z } from 'zod'; export const size = z.coerce.number();"],
  ['no-restricted-syntax', 'shared/adapters/graph/probe.ts', 'export const signal = AbortSignal.timeout(1);'],
  ['no-console', 'shared/kernel/clock.ts', "console.log('x');"],
  ['no-restricted-exports', 'shared/kernel/clock.ts', 'export default 1;'],
  ['@typescript-eslint/no-explicit-any', 'shared/kernel/clock.ts', 'export const x = (y: any): void => void y;'],
  ['@typescript-eslint/no-non-null-assertion', 'shared/kernel/clock.ts', 'export const x = (y?: { z: string }): string => y!.z;'],
  ['@typescript-eslint/no-floating-promises', 'shared/kernel/clock.ts', 'export const x = (y: () => Promise<void>): void => { y(); };'],
  [
    '@typescript-eslint/switch-exhaustiveness-check',
    'shared/kernel/clock.ts',
    "export const x = (y: 'a' | 'b'): void => { switch (y) { case 'a': break; } };",
  ],
  [
    '@typescript-eslint/consistent-type-imports',
    'shared/kernel/bus.ts',
    "import { EpochMs } from './clock'; export const x = (y: EpochMs): EpochMs => y;",
  ],
];

const script = `
  const { ESLint } = require('eslint');
  const [project, texts] = process.argv.slice(1);
  const files = ['**/*.ts'];
  const eslint = new ESLint({ cwd: process.cwd(), overrideConfig: { files, languageOptions: { parserOptions: { project: [project] } } } });
  (async () => {
    const rules = [];
    for (const [file, text] of JSON.parse(texts)) {
      const [result] = await eslint.lintText(text, { filePath: file });
      rules.push(result.messages.map((message) => message.ruleId));
    }
    process.stdout.write(JSON.stringify(rules));
  })();
`;

describe('lint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  let found: readonly (readonly string[])[] = [];

  beforeAll(() => {
    // The types of these files are enough; those of the whole tree take ten seconds.
    const project = join(folder, 'tsconfig.json');
    writeFileSync(
      project,
      JSON.stringify({
        extends: join(root, 'test/tsconfig.json'),
        compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] },
        include: [...new Set(refused.map(([, file]) => join(root, file)))],
      }),
    );
    const texts = JSON.stringify([...refused.map(([, file, text]) => [file, text]), ['shared/kernel/clock.ts', 'export const one = 1;\n']]);
    // Under CI the parser would take the types from disk, not from the text it is given.
    const env = { ...process.env, TSESTREE_SINGLE_RUN: 'false' };
    found = JSON.parse(execFileSync(process.execPath, ['-e', script, project, texts], { cwd: root, encoding: 'utf8', env })) as string[][];
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(refused.map(([rule, file, text], index) => ({ rule, file, text, index })))(
    '$rule refuses, in $file: $text',
    ({ rule, index }) => {
      expect(found[index]).toContain(rule);
    },
  );

  it('leaves a plain text alone', () => {
    expect(found.at(-1)).toEqual([]);
  });
});
