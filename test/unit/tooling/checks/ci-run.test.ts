import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import groups from '../../../../infra/checks/groups.json';

const root = resolve(__dirname, '../../../..');
const CHECKS = ['format', 'lint', 'types', 'imports', 'dead', 'example', 'mutants'];

/** Stands for npm: says what it was asked for, writes the report that jest would write, and fails where `FAILS` says so. */
const npm = `#!/usr/bin/env bash
echo "npm $*" >>"$ASKED"
for arg in "$@"; do
  case $arg in --outputFile=*) printf '%s' "$REPORT" >"\${arg#--outputFile=}" ;; esac
done
case "npm $*" in *"$FAILS"*) exit 1 ;; esac
`;

describe('.ci/run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ci-'));
  const file = join(folder, 'app/test/unit/one.test.ts');

  beforeAll(() => {
    for (const path of ['.ci/run', 'infra/checks/groups.json', 'infra/checks/tally.cjs'])
      cpSync(join(root, path), join(folder, 'app', path));
    mkdirSync(join(folder, 'app/test/unit'), { recursive: true });
    writeFileSync(file, '');
    writeFileSync(join(folder, 'npm'), npm);
    chmodSync(join(folder, 'npm'), 0o755);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (fails: string, report: object) => {
    const asked = join(folder, 'asked');
    rmSync(asked, { force: true });
    const env = {
      ...process.env,
      PATH: `${folder}:${process.env.PATH ?? ''}`,
      CHROMIUM: '/bin/sh',
      ASKED: asked,
      FAILS: fails,
      REPORT: JSON.stringify(report),
    };
    const { status, stdout } = spawnSync('bash', [join(folder, 'app/.ci/run')], { encoding: 'utf8', env });
    return { status, lines: stdout.trimEnd().split('\n'), asked: readFileSync(asked, 'utf8').trimEnd().split('\n') };
  };

  describe('where nothing fails but a test file is left out', () => {
    let ci: ReturnType<typeof run>;

    beforeAll(() => {
      ci = run('nothing', { numPassedTests: 3, testResults: [] });
    });

    it('runs every check and every group of tests, and builds', () => {
      const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
      const groupsRun = ci.asked.filter((line) => line.startsWith('npm test')).map((line) => / --group (\S+)/.exec(line)?.[1]);

      expect(ci.asked.filter((line) => line.startsWith('npm run'))).toEqual([
        ...CHECKS.map((name) => `npm run check:${name}`),
        'npm run build',
      ]);
      expect(Object.keys(scripts).filter((name) => name.startsWith('check:'))).toEqual([...CHECKS, 'fast'].map((name) => `check:${name}`));
      expect(groupsRun).toEqual(Object.keys(groups));
    });

    it('prints the seconds of each step', () => {
      const table = ci.lines.slice(ci.lines.indexOf('seconds  step') + 1, -2);

      expect(table.filter((line) => !/^ {2,}\d+ {2}\S/.test(line))).toEqual([]);
      for (const step of ['npm ci', 'npm run check:lint', 'npm run build', 'tests quick', 'tests browser', 'all']) {
        expect(table.filter((line) => line.replace(/^ *\d+ {2}/, '').startsWith(step))).toHaveLength(1);
      }
    });

    it('closes with the sum of the groups, and counts the file as a failure', () => {
      expect(ci.status).toBe(1);
      expect(ci.lines).toContain(`did not run: ${file}`);
      expect(ci.lines.at(-1)).toBe('15 passed, 1 failed, 0 skipped');
    });
  });

  it('goes on after a step that failed, marks it, and fails', () => {
    const { status, lines, asked } = run('check:lint', {});

    expect(status).toBe(1);
    expect(asked).toContain('npm run build');
    expect(lines.some((line) => / npm run check:lint {2}FAILED$/.test(line))).toBe(true);
    expect(lines.some((line) => / npm run check:types {2}FAILED$/.test(line))).toBe(false);
  });

  it('counts a test file that ran in two groups as a failure', () => {
    const { status, lines } = run('nothing fails', { numPassedTests: 1, testResults: [{ name: file }] });

    expect(status).toBe(1);
    expect(lines).toContain(`ran in two groups: ${file}`);
  });

  it('stops where nothing can be installed', () => {
    const { status, asked, lines } = run('npm ci', {});

    expect(status).toBe(1);
    expect(asked).toEqual(['npm ci --no-audit --no-fund']);
    expect(lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  });
});
