import type { Kind } from '../kind';

/** What every recipe takes from its capability as it is. */
export type Recipe = Pick<Kind, 'name' | 'scope' | 'permissions' | 'words' | 'partitionOf' | 'dueAgain' | 'onSettled' | 'hindrance'>;

/** Those parts of what a recipe was given. */
export const partsOf = ({ name, scope, permissions, words, partitionOf, dueAgain, onSettled, hindrance }: Recipe): Recipe => ({
  name,
  scope,
  permissions,
  words,
  partitionOf,
  ...(dueAgain && { dueAgain }),
  ...(onSettled && { onSettled }),
  ...(hindrance && { hindrance }),
});
