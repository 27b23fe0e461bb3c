import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

/** One import that each rule must refuse: [rule, file, what it imports (a file of the tree, a package or a node: module)]. */
const refused: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['no-circles', 'shared/spaces/left.ts', 'shared/spaces/right.ts'],
  ['imports-resolve', 'shared/spaces/lost.ts', './nowhere'],
  ['ships-only-dependencies', 'functions/compose.ts', 'rhea'],
  ['production-knows-no-simulation', 'functions/main.ts', 'infra/local/bus/core.ts'],
  ['infra-knows-no-test', 'infra/local/start.ts', 'test/support/builders.ts'],
  ['shared-knows-no-functions', 'shared/spaces/change-space.ts', 'functions/host/on-http.ts'],
  ['kernel-imports-nothing', 'shared/kernel/clock.ts', 'node:crypto'],
  ['model-and-rules-are-pure', 'shared/spaces/rules.ts', 'shared/spaces/ports.ts'],
  ['capability-knows-no-adapter', 'shared/spaces/change-space.ts', 'shared/adapters/cosmos/database.ts'],
  ['capability-asks-through-model-or-ports', 'shared/reservations/submit-reservation.ts', 'shared/spaces/rules.ts'],
  ['capabilities-in-order', 'shared/limits/admit-request.ts', 'shared/mail/ports.ts'],
  ['sync-knows-no-kind', 'shared/sync/lane/work-lane.ts', 'shared/reservations/model.ts'],
  ['capability-imports-no-package', 'shared/spaces/change-space.ts', 'node:fs'],
  ['adapter-wraps-one-thing', 'shared/adapters/graph/client.ts', 'shared/adapters/entra/credential.ts'],
  ['deadline-in-adapters', 'shared/sync/lane/nudge.ts', 'shared/kernel/deadline.ts'],
  ['config-knows-only-the-kernel', 'shared/config/config.ts', 'shared/spaces/model.ts'],
  ['schema-atoms-know-only-the-kernel', 'shared/messages/names.ts', 'shared/spaces/model.ts'],
  ['schema-atoms-in-messages-only', 'shared/spaces/change-space.ts', 'shared/messages/fields.ts'],
  ['schemas-at-the-edges', 'shared/spaces/change-space.ts', 'zod'],
  ['functions-library-in-functions', 'shared/spaces/change-space.ts', '@azure/functions'],
  ['cosmos-in-its-adapter', 'functions/compose.ts', '@azure/cosmos'],
  ['service-bus-in-its-adapter', 'functions/compose.ts', '@azure/service-bus'],
  ['graph-client-in-its-adapter', 'functions/compose.ts', '@microsoft/microsoft-graph-client'],
  ['identity-in-its-adapter', 'shared/adapters/cosmos/database.ts', '@azure/identity'],
  ['vault-in-its-adapter', 'functions/compose.ts', '@azure/keyvault-secrets'],
  ['jose-in-its-adapter', 'functions/host/on-http.ts', 'jose'],
  ['only-outside-connects', 'functions/spaces/module.ts', 'shared/adapters/cosmos/database.ts'],
  ['only-modules-wire', 'functions/spaces/change-space.http.ts', 'shared/adapters/liquid/fill-template.ts'],
  ['handler-calls-its-own-use-case', 'functions/spaces/change-space.http.ts', 'shared/reservations/submit-reservation.ts'],
  ['module-wires-its-own-capability', 'functions/spaces/module.ts', 'shared/reservations/submit-reservation.ts'],
  ['host-knows-no-capability', 'functions/host/on-http.ts', 'shared/spaces/change-space.ts'],
  ['host-knows-no-capability', 'functions/host/clients.ts', 'shared/limits/model.ts'],
  ['host-hands-nothing-on', 'functions/host/decider.ts', 'shared/links/ports.ts'],
  ['local-cloud-knows-no-product', 'infra/local/tenant/calendar.ts', 'shared/reservations/model.ts'],
  ['in-process-port-is-an-adapter', 'infra/local/tenant/port.ts', 'shared/reservations/model.ts'],
  ['in-process-port-loads-no-sdk', 'infra/local/bus/port.ts', 'shared/adapters/service-bus/bus.ts'],
  ['cores-do-no-io', 'infra/local/bus/core.ts', 'node:net'],
  ['cores-know-no-wire', 'infra/local/tenant/core.ts', 'infra/local/tenant/wire.ts'],
];

/** What the rules must leave alone. */
const allowed: readonly (readonly [from: string, to: string])[] = [
  ['functions/spaces/list-spaces.http.ts', 'shared/spaces/change-space.ts'],
  ['functions/spaces/list-spaces.http.ts', 'functions/host/on-http.ts'],
  ['functions/spaces/list-spaces.http.ts', 'shared/reservations/ports.ts'],
  ['functions/host/register.ts', '@azure/functions'],
  ['functions/feeds/module.ts', 'shared/spaces/ports.ts'],
  ['functions/feeds/module.ts', 'shared/feeds/read-space-feed.ts'],
  ['functions/feeds/module.ts', 'functions/availability/module.ts'],
  ['functions/feeds/module.ts', 'shared/adapters/ical/ical-calendar.ts'],
  ['shared/feeds/list-spaces.ts', 'shared/reservations/ports.ts'],
  ['shared/limits/contacts.ts', 'shared/reservations/model.ts'],
  ['shared/spaces/messages.ts', 'zod'],
  ['shared/spaces/messages.ts', 'shared/messages/fields.ts'],
  ['shared/sync/messages.ts', 'shared/messages/fields.ts'],
  ['shared/reservations/messages/consequences.ts', 'shared/messages/fields.ts'],
  ['shared/messages/fields.ts', 'zod'],
  ['shared/adapters/service-bus/bus.ts', '@azure/service-bus'],
  ['infra/local/bus/wire.ts', 'infra/local/bus/core.ts'],
  ['infra/local/bus/wire.ts', 'rhea'],
  ['infra/local/database/port.ts', 'shared/adapters/cosmos/refused.ts'],
  ['test/support/anything.ts', 'shared/adapters/cosmos/database.ts'],
];

interface Report {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly to: string; readonly rule: { readonly name: string } }[];
  };
}

describe('the import rules', () => {
  const tree = mkdtempSync(join(tmpdir(), 'imports-'));
  let found: readonly string[] = [];
  let ruleNames: readonly string[] = [];

  beforeAll(() => {
    const imports = new Map<string, string[]>([['shared/spaces/right.ts', ['shared/spaces/left.ts']]]);
    for (const [from, to] of [...refused.map(([, from, to]) => [from, to] as const), ...allowed]) {
      imports.set(from, [...(imports.get(from) ?? []), to]);
      if (to.endsWith('.ts') && !imports.has(to)) imports.set(to, []);
    }
    for (const [file, targets] of imports) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(
        join(tree, file),
        targets.map((target) => `${keyword(target, file)} '${specifier(file, target)}';\n`).join('') + 'export {};\n',
      );
    }
    for (const file of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json']) cpSync(join(root, file), join(tree, file));
    for (const name of packages()) {
      mkdirSync(join(tree, 'node_modules', name), { recursive: true });
      writeFileSync(join(tree, 'node_modules', name, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
      writeFileSync(join(tree, 'node_modules', name, 'index.js'), '');
    }

    const cli = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const folders = ['functions', 'shared', 'infra', 'test'];
    const output = cruise([cli, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders], tree);
    found = output.summary.violations.map((violation) => `${violation.rule.name}: ${violation.from}`);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the configuration is CommonJS, and only its names are wanted
    ruleNames = (require(join(root, '.dependency-cruiser.cjs')) as { forbidden: { name: string }[] }).forbidden.map((rule) => rule.name);
  });

  afterAll(() => rmSync(tree, { recursive: true }));

  it.each(refused)('%s refuses %s importing %s', (rule, from) => {
    expect(found).toContain(`${rule}: ${from}`);
  });

  it.each(allowed)('leave %s importing %s alone', (from) => {
    expect(found.filter((line) => line.endsWith(`: ${from}`))).toEqual([]);
  });

  it('are each shown to refuse something', () => {
    expect(ruleNames.filter((name) => !refused.some(([rule]) => rule === name))).toEqual([]);
  });
});

const specifier = (from: string, to: string): string =>
  to.endsWith('.ts')
    ? relative(dirname(from), to)
        .replace(/\.ts$/, '')
        .replace(/^(?!\.)/, './')
    : to;

/** Types count for every rule but one: the type of a development package does not ship. */
const keyword = (target: string, file = ''): string =>
  target === 'rhea' ? 'import' : file === 'functions/host/decider.ts' ? 'export type {} from' : 'import type {} from';

const packages = (): readonly string[] => refused.map(([, , to]) => to).filter((to) => !/^(node:|\.)|\.ts$/.test(to));

/** dependency-cruiser exits with the number of violations, and prints its report all the same. */
function cruise(args: readonly string[], cwd: string): Report {
  try {
    return JSON.parse(execFileSync(process.execPath, args, { cwd, encoding: 'utf8', stdio: 'pipe' })) as Report;
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout) as Report;
  }
}
