import type { Settings } from '../../shared/config/part';
import type { Services } from '../../shared/sync/deps';
import { kindsOf, type Kind } from '../../shared/sync/kind';
import type { Built, House, Module, Platform, Sweep, UseOf } from './capability';
import { UNCOUNTED, type Clients } from './clients';
import type { LinkSchemes } from './link-scheme';
import { unknownNames, type Tables } from './names';
import { OPEN_API } from './open-api';
import type { Outside } from './outside';
import type { Permissions } from './permission';
import { HOST_PROBLEMS, type Problems } from './problem';
import type { Queue, RawRoute, Route, Timer } from './route';
import { unservable } from './route-order';
import { watchedBus } from './watched-bus';

/** The platform, and the settings of the modules as their shapes read them. */
export interface Configured extends Platform {
  readonly settings: Settings;
}

export interface Assembled<M extends Module> {
  /** What each module is for, by the module's name. */
  readonly use: { readonly [Each in M as Each['name']]: UseOf<Each> };
  readonly routes: readonly Route[];
  readonly raw: readonly RawRoute[];
  readonly queues: readonly Queue[];
  readonly timers: readonly Timer[];
  readonly kinds: readonly Kind[];
  readonly tables: Tables;
  readonly clients: Clients;
}

/**
 * Wires the modules in the order of the list. Nothing is connected yet: adapters connect at their first operation. Two modules that bring the
 * same name, and one that uses a later module, are defects of the list.
 */
export function assemble<const M extends readonly Module[]>(modules: M, configured: Configured, reached: Outside): Assembled<M[number]> {
  const { bus, state } = watchedBus(reached.bus);
  const outside = { ...reached, bus };
  const names = new Names();
  const built = new Map<string, Built<unknown>>();
  const kinds = new Brought<Kind>('kinds');
  const sweeps = new Brought<Sweep>('sweeps');
  const services = new Brought<Services>('services');
  for (const code of Object.keys(HOST_PROBLEMS)) names.claim('problem', code, { name: 'host' });
  names.claim('word of the Authorization header', 'bearer', { name: 'host' });
  for (const name of ['staff', 'application']) names.claim('security scheme', name, { name: 'host' });
  for (const module of modules) {
    claimDeclared(names, module);
    const house: House = {
      platform: configured,
      busState: state,
      kinds: () => kinds.taken(module),
      sweeps: () => sweeps.taken(module),
      services: () => servicesOf(services.taken(module)),
    };
    const useOf = <U>(used: Module<string, U>): U => {
      const earlier = built.get(used.name);
      if (!earlier) throw new Error(`the module ${module.name} uses ${used.name}, which does not stand before it in the list`);
      // The type is that of the module which has this name in the list; a test may put a module of the same type in its place.
      return earlier.use as U;
    };
    const made = module.wire(outside, settingsOf(module, configured.settings), useOf, house);
    claimBuilt(names, module, made);
    refuseUngranted(module, made.kinds);
    kinds.bring(module, made.kinds);
    sweeps.bring(module, made.sweeps);
    services.bring(module, made.services && [made.services]);
    built.set(module.name, made);
  }
  const all = [...built.values()];
  const tables = tablesOf(modules);
  const clients = all.find((one) => one.clients)?.clients ?? UNCOUNTED;
  const unknown = [
    ...all.flatMap(({ routes }) =>
      routes.flatMap(({ name, operation }) => unknownNames(operation.contract, tables, clients.purposes).map((what) => `${name}: ${what}`)),
    ),
    ...Object.entries(tables.linkSchemes).flatMap(([name, { wrong }]) =>
      clients.purposes.includes(wrong) ? [] : [`link ${name}: no module counts clients for ${wrong}`],
    ),
  ];
  const misplaced = unservable([
    ...all.flatMap(({ routes }) => routes.map(({ method, ...route }) => ({ ...route, methods: methodsOf(method) }))),
    ...all.flatMap(({ raw }) => raw),
    OPEN_API,
  ]);
  const wrong = [...unknown, ...misplaced];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return {
    // By name, as the type says; the compiler does not follow a record through its entries.
    use: Object.fromEntries([...built].map(([name, { use }]) => [name, use])) as Assembled<M[number]>['use'],
    routes: all.flatMap(({ routes }) => routes),
    raw: all.flatMap(({ raw }) => raw),
    queues: all.flatMap(({ queues }) => queues),
    timers: all.flatMap(({ timers }) => timers),
    kinds: Object.values(kindsOf(kinds.all)),
    tables,
    clients,
  };
}

/** What all modules say, and the host itself; no two say the same. */
const tablesOf = (modules: readonly Module[]): Tables => ({
  problems: Object.assign({}, HOST_PROBLEMS, ...modules.map(({ problems }) => problems)) as Problems,
  permissions: Object.assign({}, ...modules.map(({ permissions }) => permissions)) as Permissions,
  linkSchemes: Object.assign({}, ...modules.map(({ linkSchemes }) => linkSchemes)) as LinkSchemes,
});

/** Each service by whichever module has the right. */
const servicesOf = (brought: readonly Services[]): Services =>
  Object.fromEntries(
    brought.flatMap(Object.keys).map((api) => [
      api,
      (as: string) => {
        for (const services of brought) {
          const port = services[api]?.(as);
          if (port) return port;
        }
        return undefined;
      },
    ]),
  );

/** A module is given its own settings, and no others. */
const settingsOf = ({ settings: { shape } }: Module, all: Settings): Settings =>
  Object.fromEntries(Object.keys(shape).map((name) => [name, all[name]]));

function claimDeclared(names: Names, module: Module): void {
  names.claim('name', module.name, module);
  for (const name of Object.keys(module.settings.shape)) names.claim('setting', name, module);
  for (const code of Object.keys(module.problems)) names.claim('problem', code, module);
  for (const name of Object.keys(module.permissions)) names.claim('permission', name, module);
  for (const [name, { word, security }] of Object.entries(module.linkSchemes)) {
    names.claim('link', name, module);
    names.claim('word of the Authorization header', word.toLowerCase(), module);
    names.claim('security scheme', security, module);
  }
}

/** Nobody would be told to grant it. */
function refuseUngranted({ name, needs: { graph = [] } }: Module, kinds: readonly Kind[] = []): void {
  const named = new Set(graph.map(({ permission }) => permission));
  for (const kind of kinds)
    for (const permission of kind.permissions)
      if (!named.has(permission)) throw new Error(`the kind ${kind.name} needs ${permission}, which its module ${name} does not name`);
}

function claimBuilt(names: Names, module: Module, { routes, raw, queues, timers, clients, kinds = [] }: Built<unknown>): void {
  if (clients) names.claim('limiter', 'of clients', module);
  // The host tells functions and routes apart without regard to case, and routes without the names of their parameters.
  for (const { name } of [...routes, ...raw, ...queues, ...timers]) names.claim('function', name.toLowerCase(), module);
  for (const { method, route } of routes) claimRoute(names, module, route, methodsOf(method));
  for (const { methods, route } of raw) claimRoute(names, module, route, methods);
  for (const { queue } of queues) names.claim('queue', queue, module);
  for (const { name, scope } of kinds) {
    names.claim('kind', name, module);
    names.claim('scope', scope.name, module, scope);
  }
}

function claimRoute(names: Names, module: Module, route: string, methods: readonly string[]): void {
  const template = route.replaceAll(/\{[^}]*\}/g, '{}').toLowerCase();
  for (const method of methods) names.claim('route', `${method} ${template}`, module);
}

/** The host answers HEAD where it is registered only. */
export const methodsOf = (method: Route['method']): readonly (Route['method'] | 'HEAD')[] =>
  method === 'GET' ? ['GET', 'HEAD'] : [method];

/** Who brought a name first. */
class Names {
  private readonly first = new Map<string, { readonly by: string; readonly value: object | undefined }>();

  /** Several modules may bring one and the same value, if there is one. */
  claim(what: string, name: string, { name: by }: Pick<Module, 'name'>, value?: object): void {
    const key = `${what} ${name}`;
    const earlier = this.first.get(key);
    if (!earlier) this.first.set(key, { by, value });
    else if (value === undefined || earlier.value !== value) throw new Error(`two modules bring the ${key}: ${earlier.by} and ${by}`);
  }
}

/** What modules bring for a later one, which must come after all of them. */
class Brought<T> {
  readonly all: T[] = [];
  private taker: string | undefined;

  constructor(private readonly what: string) {}

  bring({ name }: Module, values: readonly T[] = []): void {
    if (values.length > 0 && this.taker !== undefined)
      throw new Error(`the module ${name} brings ${this.what}, which ${this.taker} before it in the list has taken`);
    this.all.push(...values);
  }

  taken({ name }: Module): readonly T[] {
    this.taker ??= name;
    return [...this.all];
  }
}
