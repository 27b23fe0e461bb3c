import type { Bus } from '../../kernel/bus';
import { SECOND, type Clock, type EpochMs } from '../../kernel/clock';
import type { SessionToken } from '../../kernel/database';
import type { LaneId } from '../../kernel/ids';
import type { Log } from '../../kernel/log';
import { ExternalFailure } from '../../kernel/failure';
import { laneTag } from './lane-tag';

/** Why a lane was nudged; for people, nothing is decided by it. */
export type NudgeCause = 'commit' | 'sweep' | 'wake-up' | 'turn-over' | 'retry' | 'look-again';

/** "Lane X has work": never the work itself. Lost, doubled, late: harmless. */
export type Nudge = {
  readonly lane: LaneId;
  readonly cause: NudgeCause;
  /** Of the commit that caused it. */
  readonly since?: SessionToken;
};

export type SendNudge = (nudge: Nudge, at?: EpochMs) => Promise<void>;

/** Somebody waits for the answer to a request: longer than this not for a message, whose work the sweep finds as well. */
const SOMEBODY_WAITS_MS = SECOND;
const REQUESTS = new Set<NudgeCause>(['commit', 'retry']);

/** A nudge that cannot be sent is logged and forgotten: the sweep finds the work. */
export const makeSendNudge =
  ({ bus, clock, log }: { readonly bus: Bus; readonly clock: Clock; readonly log: Log }): SendNudge =>
  async (nudge, at) => {
    const message = { id: `n-${clock.id()}`, body: nudge };
    try {
      const options = REQUESTS.has(nudge.cause) ? { waitMs: SOMEBODY_WAITS_MS } : {};
      await (at === undefined ? bus.send('nudges', [message], options) : bus.schedule('nudges', message, at));
    } catch (error) {
      if (!(error instanceof ExternalFailure)) throw error;
      log.warn('sync.nudge.not-sent', { lane: laneTag(nudge.lane), cause: nudge.cause, failure: error.failure.kind });
    }
  };
