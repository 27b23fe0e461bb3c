import type { EpochMs } from '../../kernel/clock';
import type { Failure } from '../../kernel/failure';
import type { LaneId } from '../../kernel/ids';
import type { LoopDeps } from '../deps';
import { GATE, isOpen, newGate, opened, pass, shut, vacated, type Gate } from './gate';

/** The app's gate, read before each turn and told what each round met. */
export interface GateKeeper {
  /** Until when this lane must wait for the app's sake; undefined: it may work. */
  closedUntil(lane: LaneId): Promise<EpochMs | undefined>;
  shut(failure: Failure, now: EpochMs): Promise<void>;
  reached(lane: LaneId, now: EpochMs): Promise<void>;
  /** The lane's turn ended without a call. */
  vacated(lane: LaneId): Promise<void>;
}

const MOST_RACES = 8;

export const makeGateKeeper = ({ database, clock, log }: LoopDeps): GateKeeper => {
  const change = async (next: (gate: Gate) => Gate): Promise<void> => {
    for (let race = 0; race < MOST_RACES; race += 1) {
      const read = await database.read<Gate>('lanes', GATE, GATE);
      const gate = read.found ? read.value : newGate();
      const changed = next(gate);
      if (changed === gate) return;
      const write = read.found
        ? ({ kind: 'replace', document: changed, ifMatch: read.etag } as const)
        : ({ kind: 'create', document: changed } as const);
      if ((await database.commit('lanes', GATE, [write])).kind === 'committed') return;
    }
  };
  let stoodOpen = false;
  return {
    closedUntil: async (lane) => {
      for (let race = 0; race < MOST_RACES; race += 1) {
        const read = await database.read<Gate>('lanes', GATE, GATE);
        stoodOpen = !read.found || isOpen(read.value);
        if (!read.found) return undefined;
        const decision = pass(read.value, lane, read.storeTime);
        if (decision.kind === 'wait') return decision.until;
        if (!decision.next) return undefined;
        const answer = await database.commit('lanes', GATE, [{ kind: 'replace', document: decision.next, ifMatch: read.etag }]);
        if (answer.kind === 'committed') return undefined;
      }
      return undefined;
    },
    shut: async (failure, now) => {
      log.warn('sync.gate.shut', { failure: failure.kind });
      const random = clock.random();
      await change((gate) => shut(gate, failure, now, random));
    },
    reached: async (lane, now) => {
      if (!stoodOpen) await change((gate) => opened(gate, lane, now));
    },
    vacated: async (lane) => {
      if (!stoodOpen) await change((gate) => vacated(gate, lane));
    },
  };
};
