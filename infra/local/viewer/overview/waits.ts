import type { Documents, Gate, Item, Lane } from './documents';

export interface Wait {
  readonly state: 'idle' | 'working' | 'waiting' | 'blocked' | 'paused';
  readonly sentence: string;
  /** RFC 3339: when it goes on or looks again by itself. */
  readonly until?: string;
}

const text = (at: number): string => new Date(at).toISOString();
const ahead = (at: number | undefined, now: number): at is number => at !== undefined && at > now;

/** The gate of the app's own right. */
const OWN_GATE = 'gate';

/** A lane of another right begins with `{service}~{whose}|`, and so does the name of its gate. */
function gateOf(lane: string): string {
  const [prefix] = /^[a-z0-9-]+~[a-z0-9-]+[|]/.exec(lane) ?? [];
  return prefix === undefined ? OWN_GATE : `gate:${prefix}`;
}

/** What holds back every lane of the app's own right; undefined: nothing. */
export const appWait = ({ gates }: Documents, now: number): Wait | undefined => gateWait(gates.get(OWN_GATE), now);

function gateWait(gate: Gate | undefined, now: number): Wait | undefined {
  if (gate?.blocked) return { state: 'blocked', sentence: gate.blocked.reason.sentence, until: text(gate.blocked.probeAt) };
  if (gate && ahead(gate.notBefore, now))
    return { state: 'waiting', sentence: 'Microsoft asked the whole app to wait.', until: text(gate.notBefore) };
  return undefined;
}

type Block = NonNullable<Lane['blocked']>;

/** What one lane waits for, in a sentence; `block` holds it back, or the kind in question; `due` counts its items that are due. */
function laneWait(lane: Lane, block: Block | undefined, due: number, now: number): Wait {
  if (lane.paused) return { state: 'paused', sentence: `An operator paused it: ${lane.paused.reason}` };
  if (block) return { state: 'blocked', sentence: block.reason.sentence, until: text(block.probeAt) };
  if (ahead(lane.notBefore, now)) {
    return { state: 'waiting', sentence: whyItWaits(lane, lane.notBefore), until: text(lane.notBefore) };
  }
  if (ahead(lane.heldUntil, now)) return { state: 'working', sentence: 'A worker is writing.' };
  if (due > 0) return { state: 'waiting', sentence: 'Waits for a worker: a nudge, or the next sweep, brings one.' };
  if (ahead(lane.wakeAt, now)) return { state: 'idle', sentence: 'Nothing to write; it looks again later.', until: text(lane.wakeAt) };
  return { state: 'idle', sentence: 'Nothing to write.' };
}

function whyItWaits(lane: Lane, until: number): string {
  if (lane.failing) return 'Microsoft did not take its requests; it tries again.';
  return lane.pacedUntil === until ? 'As many left within the last minute as this mailbox may send.' : 'Microsoft asked it to wait.';
}

/** Why this item is not in step: its own reason, or what holds its lane or its right back. */
function itemSentence(item: Item, held: Wait | undefined): string {
  if (item.reason) return item.reason.sentence;
  if (held && (held.state === 'blocked' || held.state === 'paused' || held.until !== undefined)) return held.sentence;
  switch (item.state) {
    case 'pending':
      return 'Accepted and committed; it waits for its turn in the lane.';
    case 'retrying':
      return 'The last try failed; it is tried again.';
    case 'unknown':
      return 'A request left and no answer came; Microsoft is asked before anything is written again.';
    case 'drifted':
      return 'Somebody changed it in Outlook.';
    default:
      return 'A person must look at it.';
  }
}

export interface Waits {
  /** A lane as a whole: a kind that is blocked in it is told, although others go on. */
  of(lane: string): Wait | undefined;
  /** What holds this item back: its right, its lane, or its kind. */
  over(item: Item): Wait | undefined;
  /** How many of the lane's items are not in step. */
  open(lane: string): number;
}

export function waitsOf({ lanes, items, gates }: Documents, now: number): Waits {
  const due = new Map<string, number>();
  const open = new Map<string, number>();
  for (const item of items) {
    if (item.due !== undefined && item.due <= now) due.set(item.lane, (due.get(item.lane) ?? 0) + 1);
    if (item.state !== 'in-step') open.set(item.lane, (open.get(item.lane) ?? 0) + 1);
  }
  const known = new Map(lanes.map((lane) => [lane.id, lane]));
  const waits = (id: string, kindBlock: (lane: Lane) => Block | undefined): Wait | undefined => {
    const lane = known.get(id);
    const shut = gateWait(gates.get(gateOf(id)), now);
    if (shut && (open.get(id) ?? 0) > 0) return shut;
    return lane && laneWait(lane, lane.blocked ?? kindBlock(lane), due.get(id) ?? 0, now);
  };
  return {
    of: (lane) => waits(lane, ({ kinds }) => Object.values(kinds ?? {})[0]),
    over: ({ lane, kind }) => waits(lane, ({ kinds }) => kinds?.[kind]),
    open: (lane) => open.get(lane) ?? 0,
  };
}

/** How an item stands; `sentence` and `until` while it is not in step. */
export interface SyncView {
  readonly target: string;
  readonly state: string;
  readonly attempts: number;
  readonly sentence?: string;
  readonly until?: string;
}

export function syncView(item: Item, waits: Waits): SyncView {
  const { target, state, attempts, reason } = item;
  if (state === 'in-step') return { target, state, attempts };
  const held = waits.over(item);
  const until = reason?.nextTryAt ?? item.due;
  return {
    target,
    state,
    attempts,
    sentence: itemSentence(item, held),
    ...(held?.until !== undefined ? { until: held.until } : until !== undefined && { until: text(until) }),
  };
}
