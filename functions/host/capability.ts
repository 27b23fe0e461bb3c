import type { z } from 'zod';
import type { Settings, SettingsPart } from '../../shared/config/part';
import type { Services } from '../../shared/sync/deps';
import type { Kind } from '../../shared/sync/kind';
import type { Clients } from './clients';
import type { LinkSchemes } from './link-scheme';
import type { Outside } from './outside';
import type { Permissions } from './permission';
import type { Problems } from './problem';
import type { Queue, RawRoute, Route, Timer } from './route';
import type { BusState } from './watched-bus';

interface Reason {
  readonly why: string;
}

/** What a module needs outside the app. The tables in docs/ are made of it. */
export interface Needs {
  /** Application permissions towards Microsoft Graph. */
  readonly graph?: readonly (Reason & { readonly permission: string; readonly over: string; readonly without: string })[];
  /** Containers of the database. */
  readonly containers?: readonly (Reason & { readonly name: string })[];
  readonly queues?: readonly (Reason & { readonly name: string })[];
}

/** Does what is due of its own accord. Repeating it is safe. */
export type Sweep = () => Promise<unknown>;

/** What a module becomes once it is wired. */
export interface Wired<Use> {
  /** What its own handlers and later modules call. */
  readonly use: Use;
  readonly kinds?: readonly Kind[];
  readonly sweeps?: readonly Sweep[];
  /** Where the requests of kinds go. Several modules may bring rights of one service. */
  readonly services?: Services;
  /** The limiter of all operations; one module may bring it. */
  readonly clients?: Clients;
}

/** What a module may know of the platform's own settings. */
export interface Platform {
  /** Public base of links. */
  readonly appUrl: string;
  readonly microsoft: { readonly state: 'enabled' | 'off' } | { readonly state: 'inert'; readonly missing: readonly string[] };
  readonly staff: { readonly state: 'enabled' } | { readonly state: 'inert'; readonly missing: readonly string[] };
  readonly warnings: readonly string[];
}

/** The platform, and what the earlier modules brought. */
export interface House {
  readonly platform: Platform;
  readonly busState: () => BusState;
  /** No later module may bring one. */
  kinds(): readonly Kind[];
  /** No later module may bring one. */
  sweeps(): readonly Sweep[];
  /** No later module may bring one. */
  services(): Services;
}

type Modules = Readonly<Record<string, Module>>;
export type UseOf<M> = M extends Module<string, infer Use> ? Use : never;
type UsesOf<M extends Modules> = { readonly [K in keyof M]: UseOf<M[K]> };

interface Brings {
  readonly problems: Problems;
  readonly permissions: Permissions;
  /** The links whose bearers its own or later operations let in. */
  readonly linkSchemes: LinkSchemes;
  readonly needs: Needs;
}

/** A capability, as one value. */
export interface Module<Name extends string = string, Use = unknown> extends Brings {
  readonly name: Name;
  readonly uses: readonly Module[];
  readonly settings: SettingsPart;
  wire(outside: Outside, settings: Settings, useOf: <U>(module: Module<string, U>) => U, house: House): Built<Use>;
}

/** What a wired module gives the host to register. */
export interface Built<Use> extends Wired<Use> {
  readonly routes: readonly Route[];
  readonly raw: readonly RawRoute[];
  readonly queues: readonly Queue[];
  readonly timers: readonly Timer[];
}

interface Parts<Uses extends Modules, Shape extends z.ZodRawShape, Use> extends Partial<Brings> {
  /** Earlier modules of the list; `wire` is given what they are for. */
  readonly uses?: Uses;
  readonly settings?: SettingsPart<Shape>;
  readonly wire: (outside: Outside, settings: z.output<z.ZodObject<Shape>>, uses: UsesOf<Uses>, house: House) => Wired<Use>;
  readonly routes?: (use: Use, outside: Outside) => readonly Route[];
  readonly raw?: (use: Use, outside: Outside) => readonly RawRoute[];
  readonly queues?: (use: Use, outside: Outside) => readonly Queue[];
  readonly timers?: (use: Use, outside: Outside) => readonly Timer[];
}

/** Says what a capability adds to the app. A plain value: nothing runs before `assemble` wires it. */
export function capability<
  const Name extends string,
  Use,
  Uses extends Modules = Readonly<Record<string, never>>,
  Shape extends z.ZodRawShape = Readonly<Record<string, never>>,
>(name: Name, parts: Parts<Uses, Shape, Use>): Module<Name, Use> {
  const { settings = { shape: {} }, problems = {}, permissions = {}, linkSchemes = {}, needs = {} } = parts;
  const uses: Modules = parts.uses ?? {};
  return {
    name,
    uses: Object.values(uses),
    settings,
    problems,
    permissions,
    linkSchemes,
    needs,
    wire: (outside, parsed, useOf, house) => {
      // Each value is what the module of that name is for; the compiler does not follow a record through its entries.
      const used = Object.fromEntries(Object.entries(uses).map(([as, module]) => [as, useOf(module)])) as UsesOf<Uses>;
      // What the shape made of the environment, by `readConfig`.
      const wired = parts.wire(outside, parsed as z.output<z.ZodObject<Shape>>, used, house);
      const { use } = wired;
      return {
        ...wired,
        routes: parts.routes?.(use, outside) ?? [],
        raw: parts.raw?.(use, outside) ?? [],
        queues: parts.queues?.(use, outside) ?? [],
        timers: parts.timers?.(use, outside) ?? [],
      };
    },
  };
}
