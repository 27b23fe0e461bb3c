import type { EpochMs } from '../../kernel/clock';
import { loggedFailure, type Failure } from '../../kernel/failure';
import type { LaneId } from '../../kernel/ids';
import { underEtag } from '../../kernel/under-etag';
import type { LoopDeps } from '../deps';
import { closedUntil, gateId, isOpen, newGate, opened, openGate, pass, shut, vacated, type Gate } from './gate';
import { rightOf } from './right';

/** The gate of a lane's right, read before each turn and told what each round met. */
export interface GateKeeper {
  /** Until when this lane must wait for its gate; undefined: it may work. */
  closedUntil(lane: LaneId): Promise<EpochMs | undefined>;
  /** Returns until when the lane must wait. */
  shut(lane: LaneId, failure: Failure, now: EpochMs): Promise<EpochMs | undefined>;
  reached(lane: LaneId, now: EpochMs): Promise<void>;
  /** The lane's turn ended without a call. */
  vacated(lane: LaneId): Promise<void>;
}

/** A gate that others change all the time is told by the next round; nobody waits for it. */
const ofGate = (id: string) => ({ container: 'lanes', partition: id, id, most: 8, fresh: 'never', givenUp: () => undefined }) as const;

export const makeGateKeeper = ({ database, clock, log }: Pick<LoopDeps, 'database' | 'clock' | 'log'>): GateKeeper => {
  const change = (id: string, to: (gate: Gate) => Gate): Promise<Gate | undefined> =>
    underEtag<Gate, Gate | undefined>(database, ofGate(id), (read) => {
      const gate = read.found ? openGate(read.value) : newGate(id);
      const next = to(gate);
      return next === gate ? { outcome: next } : { next, outcome: () => next };
    });
  /** By gate: it stood open when it was last read. */
  const stoodOpen = new Set<string>();
  const idOf = (lane: LaneId): string => gateId(rightOf(lane));
  return {
    closedUntil: (lane) => {
      const id = idOf(lane);
      return underEtag<Gate, EpochMs | undefined>(database, ofGate(id), (read) => {
        if (!read.found || isOpen(openGate(read.value))) stoodOpen.add(id);
        else stoodOpen.delete(id);
        if (!read.found) return { outcome: undefined };
        const decision = pass(openGate(read.value), lane, read.storeTime);
        if (decision.kind === 'wait') return { outcome: decision.until };
        return decision.next ? { next: decision.next, outcome: () => undefined } : { outcome: undefined };
      });
    },
    shut: async (lane, failure, now) => {
      const { api, as } = rightOf(lane);
      log.warn('sync.gate.shut', { api, as, ...loggedFailure(failure) });
      const random = clock.random();
      const gate = await change(idOf(lane), (present) => shut(present, failure, now, random));
      return gate && closedUntil(gate, now);
    },
    reached: async (lane, now) => {
      const id = idOf(lane);
      if (!stoodOpen.has(id)) await change(id, (gate) => opened(gate, lane, now));
    },
    vacated: async (lane) => {
      const id = idOf(lane);
      if (!stoodOpen.has(id)) await change(id, (gate) => vacated(gate, lane));
    },
  };
};
