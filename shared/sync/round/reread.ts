import { DAY } from '../../kernel/clock';
import { overlaps, type Interval } from '../../kernel/intervals';
import { call } from './call';
import type { LoopDeps } from '../deps';
import type { Kind } from '../item/kind';
import { outcomeOf, type Outcome } from '../item/outcome';
import type { Settlement } from './save';
import { settleReread } from './settle';
import type { Turn } from '../lane/turn';

/** What an item became, and whether its target is to be read again. */
interface Settled {
  readonly kind: Kind;
  readonly changed: boolean;
  readonly settlement: Settlement;
}

/** Spans further apart are read each for itself: a calendar answers with so many entries at most, and over so long a time. */
const READ_TOGETHER_MS = 7 * DAY;

/** Where the wish of a changed item is read again: with its neighbours, or alone once that gave no whole answer. */
function placeOf({ kind, changed, settlement: { loaded, next } }: Settled): { readonly key: string; readonly span: Interval } | undefined {
  const span = changed && kind.reread ? kind.span?.(next) : undefined;
  if (!span) return undefined;
  const among = loaded.item.unread === undefined ? `week ${String(Math.floor(span.start / READ_TOGETHER_MS))}` : `item ${next.id}`;
  return { key: `${kind.name} ${next.target} ${among}`, span };
}

/**
 * One read of each target over the span just written tells whether somebody else is there. Nothing is read while `mayRead` is false. Answers
 * that ask to wait are outcomes of the round as well.
 */
export async function reread(
  deps: LoopDeps,
  turn: Turn,
  settled: readonly Settled[],
  mayRead: boolean,
): Promise<{ readonly settlements: readonly Settlement[]; readonly outcomes: readonly Outcome[] }> {
  const groups = new Map<string, { kind: Kind; target: string; span: Interval }>();
  for (const entry of settled) {
    const place = placeOf(entry);
    if (!place) continue;
    const { start, end } = groups.get(place.key)?.span ?? place.span;
    const span = { start: Math.min(start, place.span.start), end: Math.max(end, place.span.end) };
    groups.set(place.key, { kind: entry.kind, target: entry.settlement.next.target, span });
  }
  const reads = [...(mayRead ? groups : [])].flatMap(([key, { kind, target, span }]) => {
    const request = kind.reread?.(target, span);
    return request ? [{ key, kind, request }] : [];
  });
  const answers = await call(
    deps,
    turn,
    reads.map(({ request }) => request),
  );
  const strangers = new Map<string, readonly Interval[] | undefined>();
  const outcomes: Outcome[] = [];
  reads.forEach(({ key, kind }, at) => {
    const answer = answers[at];
    if (answer?.kind === 'answered' && answer.status === 200) strangers.set(key, kind.strangers?.(answer.body));
    else if (answer) outcomes.push(outcomeOf({ verb: 'update', externalId: '' }, answer, kind, turn.now()));
  });
  const settlements = settled.map((entry) => {
    const { settlement } = entry;
    const place = placeOf(entry);
    if (!place) return settlement;
    const there = strangers.get(place.key);
    const seen = there === undefined ? 'not-read' : there.some((stranger) => overlaps(stranger, place.span)) ? 'strangers' : 'clean';
    return { ...settlement, next: settleReread(settlement.next, seen, turn.now(), settlement.loaded.item.unread) };
  });
  return { settlements, outcomes: outcomes.filter(asksToWait) };
}

export const asksToWait = ({ kind }: Outcome): boolean => kind === 'throttled' || kind === 'app';
