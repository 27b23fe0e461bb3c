import type { Bus } from '../../shared/kernel/bus';
import { ExternalFailure, type Failure } from '../../shared/kernel/failure';

/** As of the last message that was given to it. */
export interface BusState {
  readonly state: 'reachable' | 'unreachable' | 'unknown';
  readonly because?: Failure['kind'];
}

/** The bus, and what became of the last message that was given to it. */
export function watchedBus(bus: Bus): { readonly bus: Bus; readonly state: () => BusState } {
  let state: BusState = { state: 'unknown' };
  const watch = async (handOver: Promise<void>): Promise<void> => {
    try {
      await handOver;
      state = { state: 'reachable' };
    } catch (error) {
      if (error instanceof ExternalFailure) state = { state: 'unreachable', because: error.failure.kind };
      throw error;
    }
  };
  return {
    bus: {
      send: (queue, messages, options) => watch(bus.send(queue, messages, options)),
      schedule: (queue, message, at) => watch(bus.schedule(queue, message, at)),
    },
    state: () => state,
  };
}
