/**
 * Which way imports point. Each comment says what a violation would mean; test/unit/tooling proves that each rule can fire.
 * Type-only imports count. There is one exception, shared/reservations/model (see `order`): where the tree wants another, the seam is in the wrong
 * place.
 */

/** A capability folder of shared/: everything but the kernel, the schema atoms, the settings and the adapters. */
const capability = '^shared/(?!kernel/|messages/|config/|adapters/)[^/]+/';
const packages = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

/** What a capability adds to the app, by its folder. */
const module_ = '^functions/([^/]+)/[a-z-]*module\\.ts$';
/** Adapters of libraries, which reach nothing. */
const libraries = ['^shared/adapters/(liquid|ical)/'];

/**
 * Capabilities of shared/ from the ground up; those of one line do not know each other. The modules of functions/ stand in the list of
 * functions/compose.ts, which refuses to be wired in another order. A folder that stands in no line could import them all: a test asks for each.
 * The exception: the document of a reservation is read from below, too: ledger and
 * reservation are one folder.
 */
const order = ['sync|microsoft', 'spaces', 'limits', 'mail', 'links', 'free-busy', 'availability', 'reservations', 'feeds|places|health'];

/** One SDK, and the only folders that may know it exists. */
const onlyIn = (name, sdk, homes, meaning) => ({
  name,
  severity: 'error',
  comment: meaning,
  from: { pathNot: [...homes, '^test/'] },
  to: { path: `^(node_modules/)?${sdk}(/|$)` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Two files that import each other are one idea in two places: neither can be understood, tested or replaced alone.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'imports-resolve',
      severity: 'error',
      comment: 'An import that leads nowhere fails at the first call, not in review.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'ships-only-dependencies',
      severity: 'error',
      comment: 'What ships would need a package that is only installed for development: the deployed app would not start.',
      from: { path: '^(functions|shared)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'], pathNot: '/@types/' },
    },
    {
      name: 'production-knows-no-simulation',
      severity: 'error',
      comment: 'Production would know that it is simulated or tested, and what the tests prove would no longer be what runs.',
      from: { path: '^(functions|shared)/' },
      to: { path: '^(infra|test)/' },
    },
    {
      name: 'infra-knows-no-test',
      severity: 'error',
      comment: 'The local cloud is a product of its own: people run it without the tests.',
      from: { path: '^infra/' },
      to: { path: '^test/' },
    },
    {
      name: 'shared-knows-no-functions',
      severity: 'error',
      comment: 'Knowledge would depend on the way in; the simulation and another host could not reuse it.',
      from: { path: '^shared/' },
      to: { path: '^functions/' },
    },

    {
      name: 'kernel-imports-nothing',
      severity: 'error',
      comment: 'The vocabulary that everybody shares would drag something behind it into every file.',
      from: { path: '^shared/kernel/' },
      to: { pathNot: '^shared/kernel/' },
    },
    {
      name: 'model-and-rules-are-pure',
      severity: 'error',
      comment: 'A decision would depend on something besides its arguments: it could not be previewed, replayed or tested as a table.',
      from: { path: '^shared/(?!kernel/|config/|adapters/)([^/]+)/(model|rules|[a-z-]+-rules)(/|\\.ts$)' },
      to: {
        pathNot: [
          '^shared/kernel/',
          '^shared/[^/]+/model(/|\\.ts$)',
          '^shared/$1/(rules|[a-z-]+-rules)(/|\\.ts$)',
          '^shared/sync/(item/|scope\\.ts$|lane/right\\.ts$)',
        ],
      },
    },
    {
      name: 'capability-knows-no-adapter',
      severity: 'error',
      comment: 'A use case would know the technology or the settings behind its ports: the simulation could not plug the cores in.',
      from: { path: capability },
      to: { path: '^shared/(adapters|config)/' },
    },
    {
      name: 'capability-asks-through-model-or-ports',
      severity: 'error',
      comment: 'One capability would reach into the inside of another: changing either means changing both.',
      from: { path: '^shared/(?!kernel/|config/|adapters/|sync/)([^/]+)/' },
      to: { path: capability, pathNot: ['^shared/$1/', '^shared/sync/', '^shared/[^/]+/(model|ports)(/|\\.ts$)'] },
    },
    ...order.slice(0, -1).map((names, at) => ({
      name: 'capabilities-in-order',
      severity: 'error',
      comment: 'What stands below would know what is built on it: neither could be understood, tested or left out alone.',
      from: { path: `^shared/(${names})/` },
      to: { path: `^shared/(${order.slice(at + 1).join('|')})/`, pathNot: '^shared/reservations/model(/|\\.ts$)' },
    })),
    {
      name: 'sync-knows-no-kind',
      severity: 'error',
      comment: 'The loop is written once for every kind; it would learn of one of them.',
      from: { path: '^shared/sync/' },
      to: { path: '^shared/', pathNot: ['^shared/sync/', '^shared/kernel/', '^shared/messages/'] },
    },
    {
      name: 'capability-imports-no-package',
      severity: 'error',
      comment:
        'What the app knows would depend on a package or on the machine; only messages.ts has a schema library. Digests come in as a port.',
      from: { path: capability, pathNot: '/messages(/|\\.ts$)' },
      to: { dependencyTypes: [...packages, 'core'] },
    },
    {
      name: 'adapter-wraps-one-thing',
      severity: 'error',
      comment:
        'An adapter would decide (a use case) or know its sibling: neither could be replaced alone. What it needs is passed in by compose.',
      from: { path: '^shared/adapters/([^/]+)/' },
      to: { path: '^shared/', pathNot: ['^shared/adapters/$1/', '^shared/kernel/', '^shared/[^/]+/(ports|model|messages)(/|\\.ts$)'] },
    },
    {
      name: 'deadline-in-adapters',
      severity: 'error',
      comment: 'It has a timer: on the virtual clock of the simulation it would never, or always, end. Bounds of time come from the Clock.',
      from: { path: '^(functions|shared|infra)/', pathNot: '^shared/adapters/' },
      to: { path: '^shared/kernel/deadline\\.ts$' },
    },
    {
      name: 'config-knows-only-the-kernel',
      severity: 'error',
      comment: 'Reading the settings would run something; a wrong setting must fail before anything is built.',
      from: { path: '^shared/config/' },
      to: { path: '^(shared|functions)/', pathNot: ['^shared/config/', '^shared/kernel/'] },
    },

    {
      name: 'schema-atoms-know-only-the-kernel',
      severity: 'error',
      comment: 'What every message is made of would know one capability: the others would depend on it.',
      from: { path: '^shared/messages/' },
      to: { path: '^(functions|shared)/', pathNot: ['^shared/messages/', '^shared/kernel/'] },
    },
    {
      name: 'schema-atoms-in-messages-only',
      severity: 'error',
      comment: 'A rule or a use case would parse what the edge has parsed already; it takes the plain types.',
      from: { path: '^(functions|shared)/', pathNot: ['^shared/messages/', '^shared/[^/]+/messages(/|\\.ts$)', '^functions/host/'] },
      to: { path: '^shared/messages/' },
    },
    {
      name: 'schemas-at-the-edges',
      severity: 'error',
      comment: 'Untrusted shapes would travel inwards: parse them where they enter, and hand on plain types.',
      from: {
        path: '^(functions|shared|infra/local)/',
        pathNot: [
          '^shared/messages/',
          '^shared/[^/]+/messages(/|\\.ts$)',
          '^shared/config/',
          '^shared/adapters/[^/]+/wire\\.ts$',
          '^functions/host/',
          '^infra/local/[^/]+/wire',
          '^infra/local/viewer/',
        ],
      },
      to: { path: '^(node_modules/)?zod(/|$)' },
    },
    onlyIn(
      'functions-library-in-functions',
      '@azure/functions',
      ['^functions/'],
      'What the app knows would need the Azure Functions host to run.',
    ),
    onlyIn('cosmos-in-its-adapter', '@azure/cosmos', ['^shared/adapters/cosmos/'], 'The Database port would have a second way around it.'),
    onlyIn(
      'service-bus-in-its-adapter',
      '@azure/service-bus',
      ['^shared/adapters/service-bus/', '^infra/local/host/'],
      'The Bus port would have a second way around it. (The local host receives, as the Functions host does.)',
    ),
    onlyIn(
      'graph-client-in-its-adapter',
      '@microsoft/microsoft-graph-client',
      ['^shared/adapters/graph/'],
      'A call to Microsoft would leave beside the loop: without flight, pacing or audit.',
    ),
    onlyIn(
      'identity-in-its-adapter',
      '@azure/identity',
      ['^shared/adapters/entra/'],
      'A second place would choose credentials; one kind is chosen at start and handed on.',
    ),
    onlyIn('vault-in-its-adapter', '@azure/keyvault-secrets', ['^shared/adapters/key-vault/'], 'Secrets would be read in a second place.'),
    onlyIn(
      'jose-in-its-adapter',
      'jose',
      ['^shared/adapters/entra/', '^infra/local/tenant/', '^infra/local/token\\.ts$'],
      'Tokens would be checked in a second place, by other rules.',
    ),

    {
      name: 'only-outside-connects',
      severity: 'error',
      comment: 'A client would be made outside functions/outside.ts, where tests and the local cloud cannot replace it.',
      from: { path: '^functions/', pathNot: '^functions/(outside|main)\\.ts$' },
      to: { path: '^shared/adapters/', pathNot: libraries },
    },
    {
      name: 'only-modules-wire',
      severity: 'error',
      comment: 'A handler or the host would choose a library or read a setting: modules do, once.',
      from: { path: '^functions/', pathNot: [module_, '^functions/[^/]+/settings\\.ts$', '^functions/(compose|outside|start)\\.ts$'] },
      to: { path: '^shared/(adapters|config)/', pathNot: '^shared/config/part\\.ts$' },
    },
    {
      name: 'handler-calls-its-own-use-case',
      severity: 'error',
      comment:
        'A handler would talk to another capability or to the inside of its own (rules, store): it parses, calls one use case, answers.',
      from: { path: '^functions/(?!host/)([^/]+)/', pathNot: module_ },
      to: {
        path: '^(functions|shared)/',
        pathNot: [
          '^functions/$1/',
          '^functions/host/',
          '^shared/(kernel|config)/',
          '^shared/$1/(?!(rules|[a-z-]+-rules|store|kind)(/|\\.ts$))',
          '^shared/[^/]+/(model|ports)(/|\\.ts$)',
        ],
      },
    },
    {
      name: 'module-wires-its-own-capability',
      severity: 'error',
      comment: 'A module would wire what belongs to another one, beside what that one wires: it uses the other module instead.',
      from: { path: module_ },
      to: {
        path: '^(functions|shared)/',
        pathNot: [
          '^functions/$1/',
          '^functions/host/',
          module_,
          '^shared/(kernel|config)/',
          '^shared/$1/',
          '^shared/[^/]+/(model|ports)(/|\\.ts$)',
          '^shared/sync/(commit-wishes|lane/nudge|lane/right)\\.ts$',
          ...libraries,
        ],
      },
    },
    {
      name: 'host-knows-no-capability',
      severity: 'error',
      comment: 'The wrapper of every handler would know one of them.',
      from: { path: '^functions/host/' },
      to: {
        path: '^(functions|shared)/',
        // Schema atoms (shared/messages) know no capability either.
        pathNot: ['^functions/host/', '^shared/(kernel|messages)/', '^shared/config/part\\.ts$', '^shared/sync/(kind|deps)\\.ts$'],
      },
    },

    {
      name: 'host-hands-nothing-on',
      severity: 'error',
      comment: 'A name would seem to belong to the host, and its own home would be hidden behind it.',
      from: { path: '^functions/host/' },
      to: { path: '^(functions|shared)/', dependencyTypes: ['export'] },
    },

    {
      name: 'local-cloud-knows-no-product',
      severity: 'error',
      comment:
        'The simulated Microsoft would be made of our own ideas of Microsoft: both could be wrong in the same way and every test pass.',
      from: { path: '^infra/', pathNot: '^infra/local/[^/]+/port\\.ts$' },
      to: { path: '^(functions|shared)/', pathNot: '^shared/kernel/' },
    },
    {
      name: 'in-process-port-is-an-adapter',
      severity: 'error',
      comment: 'port.ts stands where the real adapter stands, and shares its translation of answers and nothing more of the product.',
      from: { path: '^infra/local/[^/]+/port\\.ts$' },
      to: { path: '^(functions|shared)/', pathNot: ['^shared/kernel/', '^shared/adapters/'] },
    },
    {
      name: 'in-process-port-loads-no-sdk',
      severity: 'error',
      comment: 'The simulation would load an SDK, with its own clock, retries and sockets, under a virtual clock.',
      from: { path: '^infra/local/[^/]+/port\\.ts$' },
      to: { path: '^node_modules/@(azure|microsoft)/', reachable: true },
    },
    {
      name: 'cores-do-no-io',
      severity: 'error',
      comment: 'A core would answer differently from run to run; the simulation could not replay a seed.',
      from: { path: '^infra/local/[^/]+/(core|[a-z-]+-core)(/|\\.ts$)' },
      to: { dependencyTypes: [...packages, 'core'], pathNot: ['^(node:)?(crypto|url|buffer)$', '/@types/'] },
    },
    {
      name: 'cores-know-no-wire',
      severity: 'error',
      comment: 'The simulation, which has no wire, would load one: the wire front knows the core, never the other way.',
      from: { path: '^infra/local/[^/]+/', pathNot: ['^infra/local/[^/]+/(wire|start|main|child|tls)', '^infra/local/(host|viewer)/'] },
      to: { path: '^infra/local/[^/]+/wire' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'require', 'node', 'default'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json', '.d.ts'],
    },
  },
};
