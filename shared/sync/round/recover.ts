import type { LoopDeps } from '../deps';
import { isUnreadable } from '../item/readable';
import { readItem } from '../item/stored';
import { laneTag } from '../lane/lane-tag';
import { landed } from '../lane/rate';
import { save } from './save';
import { settleForsaken } from '../settle/unknown';
import type { Turn } from '../lane/turn';

/** A flight left behind by a dead holder: every item in it is unknown and is looked up before anything else. */
export async function recover(deps: LoopDeps, turn: Turn): Promise<void> {
  const { flight } = turn.lane();
  if (!flight) return;
  deps.log.warn('sync.flight.forsaken', { lane: laneTag(turn.lane().id), items: flight.entries.length });
  await Promise.all(
    flight.entries.map(async ({ pk, id, revision, generation, operation }) => {
      const read = await readItem(deps.database, pk, id, turn.since());
      // Set aside: nothing may be written of it.
      if (read.found && isUnreadable(read.value)) return;
      // Settled before its holder died: the answer is known. The revision alone does not say so, for one may need several flights.
      if (!read.found || (read.value.appliedRevision >= revision && (read.value.lastSuccessAt ?? 0) > flight.at)) return;
      const forsaken = { at: flight.at, generation, operation };
      const next = settleForsaken(read.value, forsaken, deps.unknownSettleMs, turn.now());
      const look = operation.verb === 'create' ? 'all' : 'id';
      await save(deps, turn, {
        loaded: { item: read.value, etag: read.etag },
        next,
        ifOvertaken: { look, operation, flownAt: flight.at },
      });
    }),
  );
  const sends = flight.entries.some(({ operation }) => operation.verb === 'send');
  if (sends) await turn.update((lane) => landed(lane, flight.at, turn.now()));
}
