import { toLaneId, type LaneId } from '../../kernel/ids';

/** Which service a lane calls, and whose right it uses there: the installation's registration, a profile, a connection. Both `[a-z0-9-]+`. */
export interface Right {
  readonly api: string;
  readonly as: string;
}

/** Microsoft Graph with the app's own registration. Its lanes carry no prefix: they are older than the other rights. */
export const OWN_RIGHT: Right = { api: 'graph', as: 'installation' };

const PREFIX = /^([a-z0-9-]+)~([a-z0-9-]+)\|/;

const prefixOf = ({ api, as }: Right): string => (api === OWN_RIGHT.api && as === OWN_RIGHT.as ? '' : `${api}~${as}|`);

/** `mailbox:oak@city.example` of the own right, `graph~profile-7|mailbox:oak@city.example` of any other: an id of the store knows no slash. */
export const laneUnder = (right: Right, place: string): LaneId => toLaneId(`${prefixOf(right)}${place}`);

/** The right that the requests of a lane use. */
export function rightOf(lane: LaneId): Right {
  const [, api, as] = PREFIX.exec(lane) ?? [];
  return api === undefined || as === undefined ? OWN_RIGHT : { api, as };
}

/** Tells in a query which lanes belong to a right; `undefined`: those without a prefix. */
export const lanePrefix = (right: Right): string | undefined => prefixOf(right) || undefined;
