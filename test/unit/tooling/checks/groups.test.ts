import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MODULES } from '../../../../functions/compose';
import groups from '../../../../infra/checks/groups.json';
import { capabilitiesOf, jestArguments, untested } from '../../../../infra/checks/test';

const root = resolve(__dirname, '../../../..');
const grouped = Object.values(groups).flat();

const testFiles = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => `test/${path.replaceAll('\\', '/')}`);

/** Whether jest takes a file, by the two expressions of `npm test -- <capability>`. */
const taken = (capability: string, path: string): boolean => {
  const args = jestArguments([capability], (name) => name === capability);
  return args.slice(args.indexOf('--testPathPatterns') + 1).some((pattern) => new RegExp(pattern).test(`/work/${path}`));
};

describe('the groups of tests', () => {
  it('have every test file in one project, and every project in one group', () => {
    const projectsOf = (path: string): readonly string[] => grouped.filter((project) => path.startsWith(`test/${project}/`));

    expect(testFiles.filter((path) => projectsOf(path).length !== 1)).toEqual([]);
    expect(grouped).toHaveLength(new Set(grouped).size);
  });
});

describe('npm test', () => {
  const isCapability = (name: string): boolean => ['reservations', 'free-busy', 'spaces'].includes(name);

  it('knows every capability, by the folders and the modules', () => {
    const known = capabilitiesOf(root);

    expect(MODULES.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
    expect(['decide', 'health', 'microsoft', 'adapters', 'zones', 'host', 'unit'].map((name) => known.has(name))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('says so where no quick test carries the name, and does not run none or all', () => {
    expect(untested(['decide', 'installation', 'reservations'], root)).toEqual(['installation']);
  });

  it('alone runs everything', () => {
    expect(jestArguments([], isCapability)).toEqual([]);
  });

  it('with a capability runs its quick tests and nothing else', () => {
    expect(jestArguments(['reservations'], isCapability)).toEqual(expect.arrayContaining(['--selectProjects', 'unit', 'functions']));
    expect(testFiles.filter((path) => taken('reservations', path) && !path.startsWith('test/unit/reservations/'))).toEqual([
      'test/functions/change-reservation.test.ts',
      'test/functions/reservations.test.ts',
    ]);
    expect(testFiles.filter((path) => path.startsWith('test/unit/reservations/') && !taken('reservations', path))).toEqual([]);
  });

  it.each([
    ['spaces', 'test/functions/space-rules.test.ts', true],
    ['spaces', 'test/functions/spaces.test.ts', true],
    ['spaces', 'test/functions/spaces/put.test.ts', true],
    ['spaces', 'test/unit/spaces/put-space.test.ts', true],
    ['spaces', 'test/functions/places.test.ts', false],
    ['spaces', 'test/scenarios/spaces.test.ts', false],
    ['spaces', 'test/unit/infra/spaces.test.ts', false],
    ['feeds', 'test/functions/feedsome.test.ts', false],
  ])('%s takes %s: %p', (capability, path, expected) => {
    expect(taken(capability, path)).toBe(expected);
  });

  it('with several capabilities runs the quick tests of them all', () => {
    expect(jestArguments(['free-busy', 'spaces'], isCapability).filter((arg) => arg.startsWith('/test/unit'))).toEqual([
      '/test/unit/free-busy/',
      '/test/unit/spaces/',
    ]);
  });

  it.each([[['reservations', '--watch']], [['reservations', 'zones']], [['-t', 'refuses a slot']], [['test/unit/kernel']]])(
    'with %p is jest',
    (args) => {
      expect(jestArguments(args, isCapability)).toEqual(args);
    },
  );

  it('runs one group', () => {
    expect(jestArguments(['--group', 'scenarios', '--json'], isCapability)).toEqual(['--selectProjects', 'scenarios', '--json']);
    expect(() => jestArguments(['--group', 'slow'], isCapability)).toThrow('quick, contract');
  });
});
