import type { EpochMs } from '../../kernel/clock';
import { allowance, landed, paced } from '../lane/rate';
import type { Turn } from '../lane/turn';
import { isSend, type Planned } from './fly';

/** What may leave now; the rest is as it was, and its turn comes when the lane's minute is over. */
export function withinRate(
  turn: Turn,
  planned: readonly Planned[],
): { readonly going: readonly Planned[]; readonly waiting: readonly Planned[] } {
  const going: Planned[] = [];
  const waiting: Planned[] = [];
  let sends = 0;
  for (const entry of planned) {
    const { outbox } = entry.kind;
    if (outbox === undefined || !isSend(entry)) going.push(entry);
    else if (sends < allowance(turn.lane(), outbox.perMinute, turn.now())) {
      sends += 1;
      going.push(entry);
    } else waiting.push(entry);
  }
  return { going, waiting };
}

/** Counts what was sent as sent by now, and holds the lane back while its minute is full. */
export async function keepPace(turn: Turn, sends: readonly Planned[], flownAt: EpochMs | undefined): Promise<void> {
  const perMinute = sends[0]?.kind.outbox?.perMinute;
  if (perMinute === undefined) return;
  const now = turn.now();
  await turn.update((lane) => paced(flownAt === undefined ? lane : landed(lane, flownAt, now), perMinute, now));
}
