import { toLaneId, type LaneId } from '../../kernel/ids';

/** Which service a lane calls, and whose right it uses there: the installation's registration, a profile, a connection. Both `[a-z0-9-]+`. */
export interface Right {
  readonly api: string;
  readonly as: string;
}

/** Microsoft Graph with the app's own registration. Its lanes carry no prefix: they are older than the other rights. */
export const OWN_RIGHT: Right = { api: 'graph', as: 'installation' };

/** A place may hold a `|` too, in the local part of an address: it counts only where a prefix ends. */
const PREFIX = /^([a-z0-9-]+)~([a-z0-9-]+)[|]/;
const ANY_PREFIX = '^[a-z0-9-]+~[a-z0-9-]+[|]';

const prefixOf = ({ api, as }: Right): string => (api === OWN_RIGHT.api && as === OWN_RIGHT.as ? '' : `${api}~${as}|`);

/** `mailbox:oak@city.example` of the own right, `graph~profile-7|mailbox:oak@city.example` of any other: an id of the store knows no slash. */
export const laneUnder = (right: Right, place: string): LaneId => toLaneId(`${prefixOf(right)}${place}`);

/** The right that the requests of a lane use. */
export function rightOf(lane: LaneId): Right {
  const [, api, as] = PREFIX.exec(lane) ?? [];
  return api === undefined || as === undefined ? OWN_RIGHT : { api, as };
}

/** What the lanes of a right begin with; `undefined`: those of the own right have no prefix. */
export const lanePrefix = (right: Right): string | undefined => prefixOf(right) || undefined;

/** The condition of a query for what is in the lanes of a right, also in those that nobody has taken yet. */
export function inLanesOf(right: Right): string {
  const prefix = lanePrefix(right);
  return prefix === undefined ? `NOT RegexMatch(c.lane, "${ANY_PREFIX}")` : `STARTSWITH(c.lane, "${prefix}")`;
}
