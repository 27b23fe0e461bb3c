import type { Module } from '../../functions/host/capability';

/** The module with parts of what it is for replaced: later modules of the list are given those. */
export const replacing = <Name extends string, Use>(module: Module<Name, Use>, parts: Partial<Use>): Module<Name, Use> => ({
  ...module,
  wire: (...given) => {
    const built = module.wire(...given);
    return { ...built, use: { ...built.use, ...parts } };
  },
});

/** The list with modules put in the places of those that have their names. */
export const withModules = <M extends readonly Module[]>(modules: M, ...others: readonly Module[]): M =>
  // Each stands where one of its form stood.
  modules.map((module) => others.find(({ name }) => name === module.name) ?? module) as unknown as M;
