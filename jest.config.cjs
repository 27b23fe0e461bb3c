const swc = ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }];

/** One project a test directory; jose is the one dependency that is ESM only (docs/adr/0001-module-format.md). */
const project = (name, extra = {}) => ({
  displayName: name,
  rootDir: __dirname,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: 'node',
  transform: { '^.+\\.[jt]s$': swc },
  transformIgnorePatterns: ['/node_modules/(?!(jose)/)'],
  ...extra,
});

module.exports = {
  projects: [project('unit'), project('functions'), project('contract'), project('simulation'), project('scenarios'), project('browser')],
};
