import type { EpochMs } from '../../kernel/clock';
import type { Failure } from '../../kernel/failure';
import type { LaneId } from '../../kernel/ids';
import type { LoopDeps } from '../deps';
import { gateId, isOpen, newGate, opened, pass, shut, vacated, type Gate } from './gate';
import { rightOf } from './right';

/** The gate of a lane's right, read before each turn and told what each round met. */
export interface GateKeeper {
  /** Until when this lane must wait for its gate; undefined: it may work. */
  closedUntil(lane: LaneId): Promise<EpochMs | undefined>;
  shut(lane: LaneId, failure: Failure, now: EpochMs): Promise<void>;
  reached(lane: LaneId, now: EpochMs): Promise<void>;
  /** The lane's turn ended without a call. */
  vacated(lane: LaneId): Promise<void>;
}

const MOST_RACES = 8;

export const makeGateKeeper = ({ database, clock, log }: Pick<LoopDeps, 'database' | 'clock' | 'log'>): GateKeeper => {
  const change = async (id: string, next: (gate: Gate) => Gate): Promise<void> => {
    for (let race = 0; race < MOST_RACES; race += 1) {
      const read = await database.read<Gate>('lanes', id, id);
      const gate = read.found ? read.value : newGate(id);
      const changed = next(gate);
      if (changed === gate) return;
      const write = read.found
        ? ({ kind: 'replace', document: changed, ifMatch: read.etag } as const)
        : ({ kind: 'create', document: changed } as const);
      if ((await database.commit('lanes', id, [write])).kind === 'committed') return;
    }
  };
  /** By gate: it stood open when it was last read. */
  const stoodOpen = new Set<string>();
  const idOf = (lane: LaneId): string => gateId(rightOf(lane));
  return {
    closedUntil: async (lane) => {
      const id = idOf(lane);
      for (let race = 0; race < MOST_RACES; race += 1) {
        const read = await database.read<Gate>('lanes', id, id);
        if (!read.found || isOpen(read.value)) stoodOpen.add(id);
        else stoodOpen.delete(id);
        if (!read.found) return undefined;
        const decision = pass(read.value, lane, read.storeTime);
        if (decision.kind === 'wait') return decision.until;
        if (!decision.next) return undefined;
        const answer = await database.commit('lanes', id, [{ kind: 'replace', document: decision.next, ifMatch: read.etag }]);
        if (answer.kind === 'committed') return undefined;
      }
      return undefined;
    },
    shut: async (lane, failure, now) => {
      const { api, as } = rightOf(lane);
      log.warn('sync.gate.shut', { api, as, failure: failure.kind });
      const random = clock.random();
      await change(idOf(lane), (gate) => shut(gate, failure, now, random));
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
