import type { Gate, Item, Lane } from './documents';

export interface Wait {
  readonly state: 'idle' | 'working' | 'waiting' | 'blocked' | 'paused';
  readonly sentence: string;
  /** RFC 3339: when it goes on or looks again by itself. */
  readonly until?: string;
}

const text = (at: number): string => new Date(at).toISOString();
const ahead = (at: number | undefined, now: number): at is number => at !== undefined && at > now;

/** What holds every lane back; undefined: nothing. */
export function gateWait(gate: Gate | undefined, now: number): Wait | undefined {
  if (gate?.blocked) return { state: 'blocked', sentence: gate.blocked.reason.sentence, until: text(gate.blocked.probeAt) };
  if (gate && ahead(gate.notBefore, now))
    return { state: 'waiting', sentence: 'Microsoft asked the whole app to wait.', until: text(gate.notBefore) };
  return undefined;
}

/** What one lane waits for, in a sentence; `due` counts its items that are due. */
export function laneWait(lane: Lane, due: number, now: number): Wait {
  if (lane.paused) return { state: 'paused', sentence: `An operator paused it: ${lane.paused.reason}` };
  if (lane.blocked) return { state: 'blocked', sentence: lane.blocked.reason.sentence, until: text(lane.blocked.probeAt) };
  if (ahead(lane.notBefore, now)) {
    const sentence = lane.failing ? 'Microsoft did not take its requests; it tries again.' : 'Microsoft asked it to wait.';
    return { state: 'waiting', sentence, until: text(lane.notBefore) };
  }
  if (ahead(lane.heldUntil, now)) return { state: 'working', sentence: 'A worker is writing.' };
  if (due > 0) return { state: 'waiting', sentence: 'Waits for a worker: a nudge, or the next sweep, brings one.' };
  if (ahead(lane.wakeAt, now)) return { state: 'idle', sentence: 'Nothing to write; it looks again later.', until: text(lane.wakeAt) };
  return { state: 'idle', sentence: 'Nothing to write.' };
}

/** Why this item is not in step: its own reason, or what holds its lane or the app back. */
export function itemSentence(item: Item, held: Wait | undefined): string {
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
