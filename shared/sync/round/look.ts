import type { EpochMs } from '../../kernel/clock';
import type { GraphAnswer } from '../../kernel/graph';
import type { LoopDeps } from '../deps';
import type { Made } from '../item/audit';
import type { SyncItem } from '../item/item';
import type { Change } from '../item/plan';
import type { Call } from '../kind';
import type { Met } from '../lane/pace';
import type { Turn } from '../lane/turn';
import { howTo, needsLook, settleLook } from '../settle/look';
import { settleUnread } from '../settle/unknown';
import { settleWrite } from '../settle/write';
import { call } from './call';
import { contextOf, orUndefined, setAside, type Entry } from './entry';
import { groups } from './groups';
import { met } from './met';
import { seenIn, seenTogether, withUnmarked, type Seen } from './read';
import type { Settlement } from './save';

/** An item that is known well enough to plan. */
export interface Known extends Entry {
  /** As known after the look-up. */
  readonly item: SyncItem;
  readonly found?: Made;
}

export interface Looks {
  readonly known: readonly Known[];
  readonly settlements: readonly Settlement[];
  readonly met: readonly Met[];
  /** A look-up was answered. */
  readonly seen: boolean;
}

interface Question {
  readonly entries: readonly Entry[];
  readonly call: Call;
  /** Further reads of the same look: of what may lack our mark. */
  readonly more: readonly Call[];
}

/** Looks at every item of which something is unknown; the others are known already. */
export async function lookUp(deps: LoopDeps, turn: Turn, entries: readonly Entry[]): Promise<Looks> {
  const looking = entries.filter(({ loaded, kind }) => needsLook(loaded.item, kind, turn.now()));
  const known: Known[] = entries.filter((entry) => !looking.includes(entry)).map((entry) => ({ ...entry, item: entry.loaded.item }));
  const settlements: Settlement[] = [];
  const questions = questionsOf(deps, turn, looking, settlements);
  const answers = await call(
    deps,
    turn,
    questions.flatMap((question) => [question.call, ...question.more]),
  );
  const outcomes: Met[] = [];
  let seen = false;
  let at = 0;
  questions.forEach((question) => {
    const [answer, ...more] = Array.from({ length: 1 + question.more.length }, (_none, nth) => answers[at + nth]);
    at += 1 + question.more.length;
    if (!answer) return;
    const sight = sightsOf(question.entries, answer, more, turn.now());
    question.entries.forEach((entry, index) => {
      setAside(deps, turn, entry, settlements, () => {
        const { loaded, kind } = entry;
        const seenNow = nothingWished(loaded.item, sight(entry, index));
        if (seenNow.kind === 'unread') {
          settlements.push({ loaded, next: unread(loaded.item, seenNow.outcome, contextOf(deps, turn, kind)) });
          // One request for several is one answer.
          if (index === 0) outcomes.push(met(entry, seenNow.outcome, turn.now()));
          return;
        }
        seen = true;
        const looked = settleLook(loaded.item, seenNow, contextOf(deps, turn, kind));
        const found: Made | undefined = looked.confirmed
          ? { verb: 'found', before: loaded.item.applied?.value ?? null, after: looked.item.applied?.value ?? null }
          : undefined;
        if (looked.ready) known.push({ ...entry, item: looked.item, ...(found && { found }) });
        else settlements.push({ loaded, next: looked.item });
      });
    });
  });
  return { known, settlements, met: outcomes, seen };
}

/** What an answer shows of each item that was asked for. A defect in reading it for all of them is met again by the item that causes it, alone. */
function sightsOf(
  entries: readonly Entry[],
  answer: GraphAnswer,
  more: readonly (GraphAnswer | undefined)[],
  now: EpochMs,
): (entry: Entry, at: number) => Seen {
  const [first] = entries;
  if (!first || entries.length === 1)
    return ({ loaded: { item }, kind }) => withUnmarked(kind, item, seenIn(kind, item, howTo(item), answer, now), more, now);
  const { kind } = first;
  const all = orUndefined(() =>
    seenTogether(
      kind,
      entries.map(({ loaded }) => loaded.item),
      answer,
      now,
    ),
  );
  return ({ loaded: { item } }, at) => all?.[at] ?? seenTogether(kind, [item], answer, now)[0] ?? NOT_READ;
}

const NOT_READ: Seen = { kind: 'unread', outcome: { kind: 'unknown' } };

/** Items that are searched by their mark in one place share a request, where their kind can ask so. */
function questionsOf(deps: LoopDeps, turn: Turn, looking: readonly Entry[], settlements: Settlement[]): readonly Question[] {
  const alone = (entry: Entry): readonly Question[] => {
    const { item } = entry.loaded;
    const asked = setAside(deps, turn, entry, settlements, () => ({
      call: entry.kind.look(item, howTo(item)),
      more: howTo(item) === 'all' ? (entry.kind.unmarked?.look(item) ?? []) : [],
    }));
    return asked ? [{ entries: [entry], ...asked }] : [];
  };
  return groups(looking, ({ loaded: { item }, kind }) => (howTo(item) === 'all' ? kind.together?.key(item, 'create') : undefined)).flatMap(
    (entries): readonly Question[] => {
      const together = entries.length > 1 ? entries[0]?.kind.together : undefined;
      const shared = together && orUndefined(() => together.look(entries.map(({ loaded }) => loaded.item)));
      return shared ? [{ entries, call: shared, more: [] }] : entries.flatMap(alone);
    },
  );
}

/** Where the target is missing, nothing of ours stands in it: a wish for nothing there is fulfilled. */
const nothingWished = ({ desired, applied }: SyncItem, sight: Seen): Seen =>
  sight.kind === 'unread' && sight.outcome.kind === 'target-missing' && desired.value === null && !applied
    ? { kind: 'all', observed: [] }
    : sight;

/** A read that failed says nothing of the item; its question stays open. */
function unread(item: SyncItem, outcome: Parameters<typeof settleWrite>[2], context: Parameters<typeof settleWrite>[3]): SyncItem {
  const placeholder: Change = { operation: { verb: 'update', externalId: '' }, before: null, after: null };
  const settled = settleWrite(item, placeholder, outcome.kind === 'unknown' ? { kind: 'unavailable' } : outcome, context);
  return settleUnread(item.state === 'unknown' && settled.state === 'retrying' ? { ...settled, state: 'unknown' } : settled, context.now);
}
