const groups = require('./infra/checks/groups.json');

const swc = ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }];

/** One project a test directory; jose is the one dependency that is ESM only (docs/adr/0001-module-format.md). */
const project = (name, extra = {}) => ({
  displayName: name,
  rootDir: __dirname,
  roots: ['functions', 'shared', 'infra', 'test'].map((folder) => `<rootDir>/${folder}`),
  cacheDirectory: '<rootDir>/.cache/jest',
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: '<rootDir>/test/support/jest/environment.ts',
  transform: { '^.+\\.[jt]s$': swc },
  transformIgnorePatterns: ['/node_modules/(?!(jose)/)'],
  ...extra,
});

/** Jest reads `testTimeout` once for all projects, not from each: a project's own patience is set in its tests' process. */
const patient = (ms, ...setup) => ({
  globals: { TEST_TIMEOUT_MS: ms },
  setupFilesAfterEnv: ['<rootDir>/test/support/jest/patience.ts', ...setup],
});

const offline = { testEnvironmentOptions: { network: 'none' } };

const settings = {
  unit: offline,
  functions: offline,
  contract: patient(20_000),
  simulation: patient(600_000),
  scenarios: patient(120_000),
  browser: patient(60_000, '<rootDir>/test/support/jest/needs-chromium.ts'),
};

module.exports = {
  passWithNoTests: true,
  projects: Object.values(groups)
    .flat()
    .map((name) => project(name, settings[name])),
};
