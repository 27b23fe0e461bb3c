import tseslint from 'typescript-eslint';

const code = ['functions/**/*.ts', 'shared/**/*.ts', 'infra/**/*.ts', 'test/**/*.ts'];

/** Settings enter the app in one place; everywhere else they are arguments. */
const noEnv = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Settings are read once, in functions/main.ts; take the value as an argument.',
};

/** Coercion takes ` 16`, `0x10`, `1e3` and the empty text for numbers. */
const noCoercion = {
  selector: "MemberExpression[object.name='z'][property.name='coerce']",
  message: 'Read numbers of a query with wholeNumberIn (shared/messages/fields.ts).',
};

/** It keeps its timer until the time is over, each call one. */
const noTimeout = {
  selector: "MemberExpression[object.name='AbortSignal'][property.name='timeout']",
  message: 'Use withDeadline (shared/kernel/deadline.ts): its timer ends with the call.',
};

/** What would make two runs of the same code differ. Each selector names the way out. */
const determinism = [
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take the time from Clock.now().' },
  { selector: "CallExpression[callee.name='Date']", message: 'Take the time from Clock.now().' },
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Take the time from Clock.now().' },
  { selector: "MemberExpression[object.name='performance'][property.name='now']", message: 'Take the time from Clock.now().' },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Take chance from Clock.random().' },
  {
    selector: 'MemberExpression[property.name=/^(randomUUID|randomBytes|randomInt|getRandomValues)$/]',
    message: 'Take ids from Clock.id() and chance from Clock.random().',
  },
];

const worldGlobals = ['process', 'setTimeout', 'setInterval', 'setImmediate', 'fetch', 'globalThis', 'global', 'console'].map((name) => ({
  name,
  message: 'The world comes in through a port: Clock, Database, Bus, Graph, Log.',
}));

const worldImports = {
  paths: [
    ...['process', 'node:process', 'timers', 'node:timers', 'timers/promises', 'node:timers/promises', 'perf_hooks', 'node:perf_hooks'].map(
      (name) => ({ name, message: 'Time comes from Clock.' }),
    ),
    ...['crypto', 'node:crypto'].map((name) => ({
      name,
      importNames: ['randomUUID', 'randomBytes', 'randomInt', 'randomFillSync', 'webcrypto', 'getRandomValues'],
      message: 'Take ids from Clock.id() and chance from Clock.random().',
    })),
  ],
};

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '.instep/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  {
    files: code,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: ['./test/tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true }],
      '@typescript-eslint/promise-function-async': 'off',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Brackets mark a name that comes from outside (wire JSON, a setting); dots mark one of ours.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // A discriminated union may be written as types or as interfaces; whichever reads better.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'no-restricted-syntax': ['error', noEnv, noCoercion, noTimeout],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
    },
  },
  { files: ['functions/main.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['infra/**/*.ts', 'test/**/*.ts'], rules: { 'no-restricted-syntax': 'off', 'no-console': 'off' } },
  {
    files: ['shared/**/*.ts'],
    ignores: ['shared/adapters/system/**'],
    rules: {
      'no-restricted-syntax': ['error', noEnv, noCoercion, noTimeout, ...determinism],
      'no-restricted-globals': ['error', ...worldGlobals],
      'no-restricted-imports': ['error', worldImports],
    },
  },
  {
    // The one timer of shared/: it ends a call of an adapter, and .dependency-cruiser.cjs lets nobody else use it.
    files: ['shared/kernel/deadline.ts'],
    rules: { 'no-restricted-globals': ['error', ...worldGlobals.filter(({ name }) => name !== 'setTimeout')] },
  },
  {
    // A seed replays only if nothing under the virtual clock looks at the real one: the cores, and the simulation itself.
    files: ['infra/local/{kernel,bus,database,tenant,vault}/**/*.ts', 'test/simulation/**/*.ts'],
    ignores: ['**/wire.ts', '**/wire-*.ts', '**/wire/**', '**/tls.ts', 'test/simulation/simulate.ts'],
    rules: { 'no-restricted-syntax': ['error', ...determinism] },
  },
  {
    files: ['infra/local/{bus,database,tenant,vault}/core.ts', 'infra/local/kernel/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...worldGlobals] },
  },
  {
    // Jest's matchers are typed `any`, tests hand over what the types forbid on purpose, and fakes are async without awaiting.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  // Jest takes an environment as a default export.
  { files: ['test/support/jest/environment.ts'], rules: { 'no-restricted-exports': 'off' } },
  {
    files: ['**/*.{cjs,mjs,js}'],
    extends: [tseslint.configs.base],
    rules: { eqeqeq: ['error', 'always'], 'prefer-const': 'error', 'no-var': 'error', 'no-unused-vars': 'error' },
  },
);
