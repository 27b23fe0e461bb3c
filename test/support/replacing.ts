import type { House, Module } from '../../functions/host/capability';
import type { Kind } from '../../shared/sync/kind';

/** The module with parts of what it is for replaced: later modules of the list are given those. */
export const replacing = <Name extends string, Use>(module: Module<Name, Use>, parts: Partial<Use>): Module<Name, Use> => ({
  ...module,
  wire: (...given) => {
    const built = module.wire(...given);
    return { ...built, use: { ...built.use, ...parts } };
  },
});

/** The module with its kinds changed. */
export const withKinds = <Name extends string, Use>(module: Module<Name, Use>, change: (kind: Kind) => Kind): Module<Name, Use> => ({
  ...module,
  wire: (...given) => {
    const built = module.wire(...given);
    return { ...built, kinds: (built.kinds ?? []).map(change) };
  },
});

/** The module with another view of what the earlier modules bring. */
export const withHouse = <Name extends string, Use>(module: Module<Name, Use>, change: (house: House) => House): Module<Name, Use> => ({
  ...module,
  wire: (outside, settings, useOf, house) => module.wire(outside, settings, useOf, change(house)),
});

/** The list with modules put in the places of those that have their names. */
export const withModules = <M extends readonly Module[]>(modules: M, ...others: readonly Module[]): M =>
  // Each stands where one of its form stood.
  modules.map((module) => others.find(({ name }) => name === module.name) ?? module) as unknown as M;
