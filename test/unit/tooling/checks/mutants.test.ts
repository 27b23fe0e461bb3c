import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readMutant, readMutants } from '../../../../infra/checks/mutants/patch';

const root = resolve(__dirname, '../../../..');

const patch = (head: readonly string[], path = 'shared/a.ts'): string =>
  [...head, `diff --git a/${path} b/${path}`, `--- a/${path}`, `+++ b/${path}`, '@@ -1 +1 @@', '-good', '+bad', ''].join('\n');
const HEAD = ['# row: N1', '# what: nothing is looked for', '# caught by: simulation'];

describe('a patch that switches a mend off', () => {
  it('says its row, what it switches off and what must notice', () => {
    expect(readMutant('N1-a.patch', patch(HEAD))).toEqual({
      name: 'N1-a.patch',
      row: 'N1',
      what: 'nothing is looked for',
      guard: { kind: 'simulation' },
    });
    const byTest = [...HEAD.slice(0, 2), '# caught by: test/unit/sync/look.test.ts -t "waits (a while)"'];
    expect(readMutant('N1-a.patch', patch(byTest)).guard).toEqual({
      kind: 'test',
      file: 'test/unit/sync/look.test.ts',
      name: 'waits (a while)',
    });
  });

  it.each([
    ['without a row', patch(HEAD.slice(1)), /no line "# row/],
    ['without a guard', patch(HEAD.slice(0, 2)), /no line "# caught by/],
    ['with a guard that cannot be run', patch([...HEAD.slice(0, 2), '# caught by: review']), /neither "simulation" nor/],
    ['of a test', patch(HEAD, 'test/a.test.ts'), /neither in functions\/ nor in shared\//],
    ['without a change', HEAD.join('\n'), /no diff/],
  ])('is refused %s', (_what, text, why) => {
    expect(() => readMutant('N1-a.patch', text)).toThrow(why);
  });

  it('is read from the folder, all of them or those whose names begin so', () => {
    const all = readMutants(root);

    expect(all.length).toBeGreaterThan(5);
    expect(readMutants(root, ['N1']).map(({ row }) => row)).toEqual(all.filter(({ row }) => row === 'N1').map(({ row }) => row));
  });
});

describe('npm run mutants -- --check', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-test-'));
  const check = () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'infra/checks/mutants.ts', '--check'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, said: `${stdout}${stderr}` };
  };

  beforeAll(() => {
    for (const path of ['infra/checks/mutants.ts', 'infra/checks/mutants', 'package.json', 'tsconfig.json'])
      cpSync(join(root, path), join(folder, path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const path of ['shared', 'test/mutants']) mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, 'shared/a.ts'), 'good\n');
    writeFileSync(join(folder, 'test/mutants/N1-a.patch'), patch(HEAD));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('passes while every patch applies, and changes nothing', () => {
    expect(check()).toMatchObject({ status: 0, said: '1 patches, 0 faults\n' });
    expect(readFileSync(join(folder, 'shared/a.ts'), 'utf8')).toBe('good\n');
  });

  it('fails with the name of a patch whose code has changed', () => {
    writeFileSync(join(folder, 'shared/a.ts'), 'better\n');

    const { status, said } = check();

    expect(status).toBe(1);
    expect(said).toContain('N1-a.patch does not apply');
  });
});
