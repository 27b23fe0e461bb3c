import { DAY } from '../../kernel/clock';
import { overlaps, type Interval } from '../../kernel/intervals';
import { isUnfinished } from '../../kernel/whole-lists';
import type { LoopDeps } from '../deps';
import type { SyncItem } from '../item/item';
import type { Change } from '../item/plan';
import type { Kind } from '../kind';
import type { Met } from '../lane/pace';
import type { Turn } from '../lane/turn';
import { settleDefect, settleReread } from '../settle/in-step';
import { call } from './call';
import { attempt } from './defect';
import { asksToWait, met } from './met';
import { outcomeOf } from './read';
import type { Settlement } from './save';

/** What an item became, and whether its target is to be read again. */
export interface Settled {
  readonly kind: Kind;
  readonly changed: boolean;
  readonly settlement: Settlement;
}

/** Spans further apart are read each for itself: an answer holds so many entries at most, and covers so long a time. */
const READ_TOGETHER_MS = 7 * DAY;

/** Where the wish of a changed item is read again: with its neighbours, or alone once that gave no whole answer. */
function spotOf({ kind, changed, settlement: { loaded, next } }: Settled): { readonly name: string; readonly span: Interval } | undefined {
  const span = changed ? kind.verify?.span(next) : undefined;
  if (!span) return undefined;
  const among = loaded.item.unread === undefined ? `week ${String(Math.floor(span.start / READ_TOGETHER_MS))}` : `item ${next.id}`;
  return { name: `${kind.name} ${next.target} ${among}`, span };
}

/** Only the status of the answer counts: a read changes nothing. */
const READ: Change = { operation: { verb: 'update', externalId: '' }, before: null, after: null };

/**
 * One read of each target over the span just written tells whether somebody else is there. Nothing is read while `mayRead` is false. Answers
 * that ask to wait are outcomes of the round as well.
 */
export async function reread(
  deps: LoopDeps,
  turn: Turn,
  settled: readonly Settled[],
  mayRead: boolean,
): Promise<{ readonly settlements: readonly Settlement[]; readonly met: readonly Met[] }> {
  const aside = new Set<string>();
  const spared = <T>(item: SyncItem, work: () => T): T | undefined => {
    const done = attempt(deps, turn, item, work);
    if (!done) aside.add(item.id);
    return done?.value;
  };
  const spotted = settled.map((entry) => ({ ...entry, spot: spared(entry.settlement.next, () => spotOf(entry)) }));
  const reads = [...(mayRead ? together(spotted) : [])].flatMap(([name, { kind, item, span }]) => {
    const { verify } = kind;
    const request = verify && spared(item, () => verify.reread(item, span));
    return request ? [{ name, kind, verify, item, request }] : [];
  });
  const answers = await call(
    deps,
    turn,
    reads.map(({ request }) => request),
  );
  const strangers = new Map<string, readonly Interval[] | undefined>();
  const unfinished = new Set<string>();
  const outcomes: Met[] = [];
  reads.forEach(({ name, kind, verify, item }, at) => {
    const answer = answers[at];
    if (answer?.kind === 'answered' && answer.status === 200) {
      if (isUnfinished(answer.body)) unfinished.add(name);
      // What cannot be read is no whole answer: nobody is to blame among the items of the spot.
      strangers.set(name, attempt(deps, turn, item, () => verify.strangers(answer.body, item))?.value);
    } else if (answer)
      outcomes.push(met({ loaded: { item, etag: '' }, kind }, outcomeOf(kind, item, READ, answer, turn.now()), turn.now()));
  });
  const settlements = spotted.map(({ settlement, kind: { verify }, spot }) => {
    const { loaded, next } = settlement;
    const judge = (): SyncItem => {
      if (!spot || !verify) return next;
      const there = strangers.get(spot.name);
      const notRead = unfinished.has(spot.name) ? 'unfinished' : 'not-read';
      const seen = there === undefined ? notRead : there.some((stranger) => overlaps(stranger, spot.span)) ? 'strangers' : 'clean';
      return settleReread(next, seen, { now: turn.now(), clash: verify.clash, unread: loaded.item.unread });
    };
    const judged = aside.has(next.id) ? undefined : spared(next, judge);
    return { ...settlement, next: judged ?? settleDefect(next, turn.now()) };
  });
  return { settlements, met: outcomes.filter(asksToWait) };
}

type Spot = NonNullable<ReturnType<typeof spotOf>>;

/** Spots of one name are read as one, over the spans of all of them. */
function together(
  settled: readonly (Settled & { readonly spot: Spot | undefined })[],
): ReadonlyMap<string, { readonly kind: Kind; readonly item: SyncItem; readonly span: Interval }> {
  const spots = new Map<string, { kind: Kind; item: SyncItem; span: Interval }>();
  for (const { spot, kind, settlement } of settled) {
    if (!spot) continue;
    const { start, end } = spots.get(spot.name)?.span ?? spot.span;
    const span = { start: Math.min(start, spot.span.start), end: Math.max(end, spot.span.end) };
    spots.set(spot.name, { kind, item: settlement.next, span });
  }
  return spots;
}
