import type { EpochMs } from '../../kernel/clock';
import type { GraphAnswer } from '../../kernel/graph';
import type { LoopDeps } from '../deps';
import type { SyncItem } from '../item/item';
import type { Outcome } from '../item/outcome';
import type { Change } from '../item/plan';
import type { Call, Kind } from '../kind';
import { CALL_DEADLINE_MS, HOLD_MARGIN_MS, HOLD_MS } from '../lane/lane';
import { leaving } from '../lane/rate';
import { LaneLost, type Turn } from '../lane/turn';
import { call } from './call';
import { orUndefined, setAside, type Entry } from './entry';
import { groups } from './groups';
import { outcomeOf, outcomesOf } from './read';
import type { Settlement } from './save';

export interface Planned extends Entry {
  /** As known after the look-up. */
  readonly item: SyncItem;
  readonly change: Change;
}

export interface Flown {
  readonly planned: Planned;
  /** Undefined: the answer could not be read; the item is set aside. */
  readonly outcome: Outcome | undefined;
  readonly flownAt: EpochMs;
  /** It stands for its request: one request is one outcome for the lane, also where it was for several items. */
  readonly first: boolean;
}

interface Request {
  readonly planned: readonly Planned[];
  readonly call: Call;
}

export const isSend = ({ change }: Pick<Planned, 'change'>): boolean => change.operation.verb === 'send';

/** The requests of planned writes, `most` at most; items that may leave together share one. */
export function requestsOf(
  deps: LoopDeps,
  turn: Turn,
  planned: readonly Planned[],
  most: number,
  settlements: Settlement[],
): readonly Request[] {
  const alone = (entry: Planned): readonly Request[] => {
    const made = setAside(deps, turn, entry, settlements, () => entry.kind.request(entry.item, entry.change.operation));
    return made ? [{ planned: [entry], call: made }] : [];
  };
  return groups(planned, ({ kind, item, change }) => togetherKey(kind, item, change))
    .flatMap((entries): readonly Request[] => {
      const [first] = entries;
      const together = entries.length > 1 ? first?.kind.together : undefined;
      const shared =
        first &&
        together &&
        orUndefined(() =>
          together.request(
            entries.map(({ item }) => item),
            first.change.operation.verb,
          ),
        );
      return shared ? [{ planned: entries, call: shared }] : entries.flatMap(alone);
    })
    .slice(0, most);
}

function togetherKey({ together }: Kind, item: SyncItem, { operation: { verb } }: Change): string | undefined {
  const key = together?.key(item, verb);
  return key === undefined ? undefined : `${verb} ${key}`;
}

/** Names every write in the lane's flight, in the update that extends the hold, and only then lets them leave. */
export async function fly(deps: LoopDeps, turn: Turn, requests: readonly Request[], settlements: Settlement[]): Promise<readonly Flown[]> {
  if (requests.length === 0) return [];
  const flownAt = turn.now();
  const planned = requests.flatMap((request) => request.planned);
  const entries = planned.map(({ item, change }) => ({
    pk: item.pk,
    id: item.id,
    revision: item.desired.revision,
    generation: item.generation,
    operation: change.operation,
  }));
  const sends = planned.filter(isSend).length;
  const lane = await turn.update((present) => ({
    ...leaving(present, sends, flownAt),
    heldUntil: flownAt + HOLD_MS,
    flight: { at: flownAt, epoch: present.epoch, entries },
  }));
  if (turn.now() + CALL_DEADLINE_MS + HOLD_MARGIN_MS > (lane.heldUntil ?? 0)) throw new LaneLost(lane.id);
  const answers = await call(
    deps,
    turn,
    requests.map((request) => request.call),
  );
  return requests.flatMap((request, at) =>
    landed(deps, turn, request, answers[at] ?? { kind: 'unanswered', reason: 'no answer' }, flownAt, settlements),
  );
}

function landed(
  deps: LoopDeps,
  turn: Turn,
  { planned }: Request,
  answer: GraphAnswer,
  flownAt: EpochMs,
  settlements: Settlement[],
): readonly Flown[] {
  const [first] = planned;
  if (!first) return [];
  const { kind, change } = first;
  const items = planned.map(({ item }) => item);
  const { verb } = change.operation;
  const now = turn.now();
  const several = planned.length > 1;
  const together = several ? orUndefined(() => outcomesOf(kind, items, verb, answer, now)) : undefined;
  const alone = ({ item, change: own }: Planned): Outcome | undefined =>
    several ? outcomesOf(kind, [item], verb, answer, now)[0] : outcomeOf(kind, item, own, answer, now);
  const outcomes = planned.map(
    (entry, at) => together?.[at] ?? setAside(deps, turn, entry, settlements, () => alone(entry), ifOvertaken(entry.change, flownAt)),
  );
  const spokesman = outcomes.findIndex((outcome) => outcome !== undefined);
  return planned.map((entry, at) => ({ planned: entry, outcome: outcomes[at], flownAt, first: at === spokesman }));
}

/** How the target must be read where a new wish came while the request was under way. */
export const ifOvertaken = ({ operation }: Change, flownAt: EpochMs): NonNullable<Settlement['ifOvertaken']> => ({
  look: operation.verb === 'create' ? 'all' : 'id',
  operation,
  flownAt,
});
