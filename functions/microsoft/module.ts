import { OWN_RIGHT } from '../../shared/sync/lane/right';
import { capability } from '../host/capability';

/** Microsoft Graph, by the right of the installation. */
export const microsoft = capability('microsoft', {
  wire: ({ graph }) => ({ use: undefined, services: { graph: (as: string) => (as === OWN_RIGHT.as ? graph : undefined) } }),
});
