const swc = ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }];

/** One project a test directory; jose is the one dependency that is ESM only (docs/adr/0001-module-format.md). */
const project = (name, extra = {}) => ({
  displayName: name,
  rootDir: __dirname,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: '<rootDir>/test/support/jest/environment.ts',
  transform: { '^.+\\.[jt]s$': swc },
  transformIgnorePatterns: ['/node_modules/(?!(jose)/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  ...extra,
});

/** Jest reads `testTimeout` once for all projects, not from each: a project's own patience is set in its tests' process. */
const patient = (ms, ...setup) => ({
  globals: { TEST_TIMEOUT_MS: ms },
  setupFilesAfterEnv: ['<rootDir>/test/support/jest/patience.ts', ...setup],
});

const offline = { testEnvironmentOptions: { network: 'none' } };

module.exports = {
  passWithNoTests: true,
  projects: [
    project('unit', offline),
    project('functions', offline),
    project('contract', patient(20_000)),
    project('simulation', patient(600_000)),
    project('scenarios', patient(120_000)),
    project('browser', patient(60_000, '<rootDir>/test/support/jest/needs-chromium.ts')),
  ],
};
