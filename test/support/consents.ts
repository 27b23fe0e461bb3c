import { MODULES } from '../../functions/compose';
import type { Module } from '../../functions/host/capability';

const modules: readonly Module[] = MODULES;

/** Every application permission that some module needs. */
export const NEEDED: readonly string[] = [
  ...new Set(modules.flatMap(({ needs: { graph = [] } }) => graph.map(({ permission }) => permission))),
];
