import type { EpochMs } from '../../kernel/clock';
import type { SessionToken } from '../../kernel/database';
import type { LaneId } from '../../kernel/ids';
import { underEtag, type UnderEtag } from '../../kernel/under-etag';
import type { LoopDeps } from '../deps';
import { newLane, take, wait, without, woken, type Lane, type Nudged, type Take } from './lane';

/** Somebody else holds the lane now: nothing more may be written or sent in its name. */
export class LaneLost extends Error {
  constructor(readonly lane: LaneId) {
    super(`lane ${lane} was taken over`);
    this.name = 'LaneLost';
  }
}

/**
 * The time during which one worker holds a lane. Others seldom write the lane meanwhile, so `update` commits what the worker knows, and reads
 * the lane again only when that is refused. It is not made of `underEtag`, which reads before each commit.
 */
export interface Turn {
  /** The store's clock, as well as this process can know it: never ahead. */
  now(): EpochMs;
  lane(): Lane;
  /** Writes the lane under its etag, again as often as nudges come between; throws LaneLost. */
  update(change: (lane: Lane) => Lane): Promise<Lane>;
  /** A later load must see this commit. */
  committed(session: SessionToken): void;
  since(): SessionToken | undefined;
}

export type Begun = { readonly kind: 'turn'; readonly turn: Turn } | Exclude<Take, { kind: 'take' }>;

const MOST_RACES = 20;

/**
 * Does to the lane what a nudge does; on a take the turn is its holder's. `closedUntil` asks the app's gate, once and only for a lane that
 * could work: passing may use up the gate's one probe.
 */
export async function begin(
  deps: LoopDeps,
  id: LaneId,
  nudged: Nudged,
  closedUntil: (lane: LaneId) => Promise<EpochMs | undefined>,
): Promise<Begun> {
  const { database, clock } = deps;
  let asked: { readonly until: EpochMs | undefined } | undefined;
  const place: UnderEtag<Begun> = {
    ...{ container: 'lanes', partition: id, id, most: MOST_RACES, fresh: 'never' },
    givenUp: () => ({ kind: 'leave' }),
  };
  return underEtag<Lane, Begun>(database, place, async (read) => {
    const aheadMs = read.storeTime - clock.now();
    const lane = read.found ? read.value : newLane(id);
    let decision = take(lane, read.storeTime, nudged, (a, b) => database.later(a, b));
    if (decision.kind === 'take') {
      asked ??= { until: await closedUntil(id) };
      if (asked.until !== undefined) decision = wait(woken(lane, read.storeTime, nudged), asked.until, read.storeTime);
    }
    if (decision.kind === 'leave' || (decision.kind === 'wait' && !decision.next) || (decision.kind === 'note' && decision.next === lane)) {
      return { outcome: decision };
    }
    const begun = decision;
    const next = begun.next ?? lane;
    return {
      next,
      outcome: ({ etags }) => (begun.kind === 'take' ? { kind: 'turn', turn: turnOf(deps, next, etags[0] ?? '', aheadMs) } : begun),
    };
  });
}

function turnOf({ database, clock }: LoopDeps, taken: Lane, takenEtag: string, aheadMs: number): Turn {
  let lane = taken;
  let etag = takenEtag;
  let since = taken.since;
  const reread = async (): Promise<void> => {
    const read = await database.read<Lane>('lanes', lane.id, lane.id);
    if (!read.found || read.value.epoch !== taken.epoch) throw new LaneLost(lane.id);
    lane = read.value;
    etag = read.etag;
    since = database.later(since, lane.since);
  };
  return {
    now: () => clock.now() + aheadMs,
    lane: () => lane,
    since: () => since,
    committed: (session) => {
      since = database.later(since, session);
    },
    update: async (change) => {
      for (let race = 0; race < MOST_RACES; race += 1) {
        const changed = change(lane);
        // A token that a load found to be of another instance of the store is dropped here.
        since = database.later(since);
        const next: Lane = since === undefined ? without(changed, 'since') : { ...changed, since };
        const answer = await database.commit('lanes', lane.id, [{ kind: 'replace', document: next, ifMatch: etag }]);
        if (answer.kind === 'committed') {
          lane = next;
          etag = answer.etags[0] ?? '';
          return lane;
        }
        await reread();
      }
      throw new LaneLost(lane.id);
    },
  };
}
