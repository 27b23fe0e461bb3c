import type { EpochMs } from '../../kernel/clock';
import type { LoopDeps } from '../deps';
import { ripe } from '../item/after';
import type { Made } from '../item/audit';
import type { SyncItem } from '../item/item';
import type { Outcome } from '../item/outcome';
import type { Change } from '../item/plan';
import { laneTag } from '../lane/lane-tag';
import { roundWidth, type Met } from '../lane/pace';
import type { Turn } from '../lane/turn';
import { settleUnknownKind } from '../settle/in-step';
import { settleNothing, settleWrite } from '../settle/write';
import { noteDefect } from './defect';
import { contextOf, setAside, type Entry } from './entry';
import { fly, ifOvertaken, isSend, requestsOf, type Flown, type Planned } from './fly';
import { lookUp, type Known } from './look';
import { asksToWait, met } from './met';
import { reread, type Settled } from './reread';
import { save, type Loaded, type Settlement } from './save';
import { keepPace, withinRate } from './sends';

/** What one batch of due items came to. */
export interface Round {
  readonly met: readonly Met[];
  readonly seen: boolean;
  /** The earliest moment at which one of the items is due again. */
  readonly dueAgainAt?: EpochMs;
}

/** Looks where something is unknown, plans, writes the flight, calls Microsoft, and settles item by item. */
export async function round(deps: LoopDeps, turn: Turn, loaded: readonly Loaded[], warned = new Set<string>()): Promise<Round> {
  const { ready, waiting: unripe } = await ripe(deps, turn, loaded);
  const { entries, strange } = recognise(deps, turn, ready, warned);
  const settlements: Settlement[] = [...unripe, ...strange];

  const looked = await lookUp(deps, turn, entries);
  settlements.push(...looked.settlements);
  const outcomes: Met[] = [...looked.met];

  const refused = new Set(looked.met.flatMap(({ kind, outcome }) => (outcome.kind === 'denied' ? [kind] : [])));
  const mayWrite = ({ kind }: Entry): boolean => !looked.met.some(asksToWait) && !refused.has(kind.name);
  const { planned, unchanged } = planAll(deps, turn, looked.known, settlements);
  const { going, waiting } = withinRate(turn, planned.filter(mayWrite));
  const flown = await fly(deps, turn, requestsOf(deps, turn, going, roundWidth(turn.lane()), settlements), settlements);
  outcomes.push(...metBy(flown, turn.now()));

  const settled = [...flown.flatMap((one) => written(deps, turn, one, settlements)), ...quiet(deps, turn, unchanged, settlements)];
  const again = await reread(deps, turn, settled, !outcomes.some(asksToWait));
  settlements.push(...again.settlements);
  outcomes.push(...again.met);

  const saved = await Promise.all(settlements.map((settlement) => save(deps, turn, settlement)));
  await keepPace(turn, [...going.filter(isSend), ...waiting], flown[0]?.flownAt);
  await tell(deps, turn, saved);
  const dues = saved.flatMap((item) => (item.due === undefined ? [] : [item.due]));
  return { met: outcomes, seen: looked.seen, ...(dues.length > 0 && { dueAgainAt: Math.min(...dues) }) };
}

/** Tells those who wished for it of each item that reports and is in step. */
async function tell(deps: LoopDeps, turn: Turn, saved: readonly SyncItem[]): Promise<void> {
  for (const item of saved) {
    if (!item.reports || item.state !== 'in-step') continue;
    try {
      await deps.kinds[item.kind]?.onSettled?.(item);
    } catch (error) {
      noteDefect(deps, turn, item, error);
    }
  }
}

/** Items of kinds that this version does not know are left alone, with a reason and one warning a kind; `warned`: of these it was given. */
function recognise(
  deps: LoopDeps,
  turn: Turn,
  ready: readonly Loaded[],
  warned: Set<string>,
): { readonly entries: readonly Entry[]; readonly strange: readonly Settlement[] } {
  const entries: Entry[] = [];
  const strange: Settlement[] = [];
  for (const loaded of ready) {
    const kind = deps.kinds[loaded.item.kind];
    if (kind) entries.push({ loaded, kind });
    else strange.push({ loaded, next: settleUnknownKind(loaded.item, turn.now()) });
  }
  for (const kind of new Set(strange.map(({ loaded }) => loaded.item.kind))) {
    if (!warned.has(kind)) deps.log.warn('sync.kind.unknown', { lane: laneTag(turn.lane().id), kind });
    warned.add(kind);
  }
  return { entries, strange };
}

function planAll(
  deps: LoopDeps,
  turn: Turn,
  known: readonly Known[],
  settlements: Settlement[],
): { readonly planned: readonly Planned[]; readonly unchanged: readonly Known[] } {
  const planned: Planned[] = [];
  const unchanged: Known[] = [];
  for (const entry of known) {
    const plan = setAside(deps, turn, entry, settlements, () => ({ change: entry.kind.plan(entry.item, deps.digest) }));
    if (plan?.change) planned.push({ ...entry, change: plan.change });
    else if (plan) unchanged.push(entry);
  }
  return { planned, unchanged };
}

const metBy = (flown: readonly Flown[], now: EpochMs): readonly Met[] =>
  flown.flatMap(({ planned, outcome, first }) => (outcome && first ? [met(planned, outcome, now)] : []));

function written(deps: LoopDeps, turn: Turn, { planned, outcome, flownAt }: Flown, settlements: Settlement[]): readonly Settled[] {
  if (!outcome) return [];
  const { kind, item, change, loaded } = planned;
  const settle = (): SyncItem => settleWrite(item, change, outcome, contextOf(deps, turn, kind, flownAt));
  const next = setAside(deps, turn, planned, settlements, settle, ifOvertaken(change, flownAt));
  if (!next) return [];
  return [
    { kind, changed: outcome.kind === 'done' && change.after !== null, settlement: settlementOf(loaded, next, change, outcome, flownAt) },
  ];
}

/** No write was needed. */
const quiet = (deps: LoopDeps, turn: Turn, unchanged: readonly Known[], settlements: Settlement[]): readonly Settled[] =>
  unchanged.flatMap((entry) => {
    const { loaded, kind, item, found } = entry;
    const next = setAside(deps, turn, entry, settlements, () => settleNothing(item, contextOf(deps, turn, kind)));
    if (!next) return [];
    const changed = (item.verify ?? false) || found !== undefined || unseen(item);
    return [{ kind, changed, settlement: { loaded, next, ...(found && { made: found }) } }];
  });

/** It is to report that nobody else is there, and nobody has looked since its last wish. */
const unseen = ({ reports, cleanRevision, desired }: SyncItem): boolean =>
  (reports ?? false) && desired.value !== null && cleanRevision !== desired.revision;

const CERTAINLY_NOTHING = new Set<Outcome['kind']>(['throttled', 'denied', 'target-missing', 'never', 'alone', 'app']);

function settlementOf(loaded: Loaded, next: SyncItem, change: Change, outcome: Outcome, flownAt: EpochMs): Settlement {
  const { verb } = change.operation;
  const made: Made | undefined =
    outcome.kind === 'done'
      ? { verb, before: change.before, after: change.after, ...(outcome.requestId !== undefined && { requestId: outcome.requestId }) }
      : undefined;
  return {
    loaded,
    next,
    ...(made && { made }),
    ...(!CERTAINLY_NOTHING.has(outcome.kind) && { ifOvertaken: ifOvertaken(change, flownAt) }),
  };
}
