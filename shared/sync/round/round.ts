import type { EpochMs } from '../../kernel/clock';
import { ripe } from '../item/after';
import type { Made } from '../item/audit';
import { call } from './call';
import type { LoopDeps } from '../deps';
import type { SyncItem } from '../item/item';
import type { Kind } from '../item/kind';
import { CALL_DEADLINE_MS, HOLD_MARGIN_MS, HOLD_MS, type Lane } from '../lane/lane';
import { lookRequest, needsLook, seenIn, settleLook } from './look';
import { outcomeOf, type Outcome } from '../item/outcome';
import { learn } from '../lane/pace';
import { plan, requestFor, type Change } from '../item/plan';
import { allowance, landed, leaving, paced } from '../lane/rate';
import { asksToWait, reread } from './reread';
import { save, type Loaded, type Settlement } from './save';
import { blockReason, settleNothing, settleUnread, settleWrite, type SettleContext } from './settle';
import { LaneLost, type Turn } from '../lane/turn';

/** What one batch of due items came to. */
export interface Round {
  readonly outcomes: readonly Outcome[];
  /** The earliest moment at which one of the items is due again. */
  readonly dueAgainAt?: EpochMs;
}

interface Planned {
  readonly loaded: Loaded;
  readonly kind: Kind;
  /** As known after the look-up. */
  readonly item: SyncItem;
  readonly change: Change;
}

/** Looks where something is unknown, plans, writes the flight, calls Microsoft, and settles item by item. */
export async function round(deps: LoopDeps, turn: Turn, all: readonly Loaded[]): Promise<Round> {
  const { ready: ripened, waiting: unripe } = await ripe(deps, turn, all);
  const known = ripened.flatMap((loaded) => {
    const kind = deps.kinds[loaded.item.kind];
    return kind ? [{ loaded, kind }] : [];
  });
  const settlements: Settlement[] = [...unripe];
  const outcomes: Outcome[] = [];

  const looking = known.filter(({ loaded }) => needsLook(loaded.item, turn.now()));
  const ready = known
    .filter((entry) => !looking.includes(entry))
    .map((entry) => ({ ...entry, item: entry.loaded.item, found: undefined as Made | undefined }));
  const seen = await call(
    deps,
    turn,
    looking.map(({ loaded, kind }) => lookRequest(kind, loaded.item)),
  );
  looking.forEach(({ loaded, kind }, at) => {
    const answer = seen[at];
    if (!answer) return;
    const context = contextOf(deps, turn, kind, turn.now());
    const sight = seenIn(kind, loaded.item, answer, turn.now());
    if (sight.kind === 'unread') {
      outcomes.push(sight.outcome);
      settlements.push({ loaded, next: unread(loaded.item, sight.outcome, context) });
      return;
    }
    const looked = settleLook(loaded.item, sight, context);
    const found: Made | undefined = looked.confirmed
      ? { verb: 'found', before: loaded.item.applied?.value ?? null, after: looked.item.applied?.value ?? null }
      : undefined;
    if (looked.ready) ready.push({ loaded, kind, item: looked.item, found });
    else settlements.push({ loaded, next: looked.item });
  });

  const mayWrite = !outcomes.some((outcome) => asksToWait(outcome) || outcome.kind === 'denied');
  const planned: Planned[] = [];
  const unchanged: { loaded: Loaded; kind: Kind; item: SyncItem; found: Made | undefined }[] = [];
  for (const entry of ready) {
    const change = entry.kind.plan ? entry.kind.plan(entry.item, deps.digest) : plan(entry.item, deps.digest);
    if (!change) unchanged.push(entry);
    else if (mayWrite) planned.push({ ...entry, change });
  }

  const { going, waiting } = withinRate(turn, planned);
  const flown = await fly(deps, turn, going);
  outcomes.push(...flown.map(({ outcome }) => outcome));
  const settled = flown.map(({ planned: { loaded, kind, item, change }, outcome, flownAt }) => {
    const next = settleWrite(item, change, outcome, contextOf(deps, turn, kind, flownAt));
    return {
      kind,
      flownAt,
      changed: outcome.kind === 'done' && change.after !== null,
      settlement: written(loaded, next, change, outcome, flownAt),
    };
  });
  const quiet = unchanged.map(({ loaded, kind, item, found }) => ({
    kind,
    changed: (item.verify ?? false) || found !== undefined || unseen(item),
    settlement: { loaded, next: settleNothing(item, turn.now()), ...(found && { made: found }) } satisfies Settlement,
  }));
  const again = await reread(deps, turn, [...settled, ...quiet], !outcomes.some(asksToWait));
  settlements.push(...again.settlements);
  outcomes.push(...again.outcomes);

  const saved = await Promise.all(settlements.map((settlement) => save(deps, turn, settlement)));
  await keepPace(turn, [...going.filter(isSend), ...waiting], flown[0]?.flownAt);
  for (const item of saved) if (item.reports && item.state === 'in-step') await deps.afterSettled?.(item);
  const dues = saved.flatMap((item) => (item.due === undefined ? [] : [item.due]));
  return { outcomes, ...(dues.length > 0 && { dueAgainAt: Math.min(...dues) }) };
}

/** It is to report that nobody else is there, and nobody has looked since its last wish. */
const unseen = ({ reports, cleanRevision, desired }: SyncItem): boolean =>
  (reports ?? false) && desired.value !== null && cleanRevision !== desired.revision;

const contextOf = (deps: LoopDeps, turn: Turn, kind: Kind, flownAt: EpochMs): SettleContext => ({
  now: turn.now(),
  flownAt,
  settleMs: deps.unknownSettleMs,
  digest: deps.digest,
  random: deps.clock.random(),
  permission: kind.permission,
  ...(kind.mailboxRemedy !== undefined && { mailboxRemedy: kind.mailboxRemedy }),
});

const isSend = ({ change }: Planned): boolean => change.operation.verb === 'send';

/** What may leave now; the rest is as it was, and its turn comes when the lane's minute is over. */
function withinRate(turn: Turn, planned: readonly Planned[]): { readonly going: readonly Planned[]; readonly waiting: readonly Planned[] } {
  const going: Planned[] = [];
  const waiting: Planned[] = [];
  let sends = 0;
  for (const entry of planned) {
    const { perMinute } = entry.kind;
    if (perMinute === undefined || !isSend(entry)) going.push(entry);
    else if (sends < allowance(turn.lane(), perMinute, turn.now())) {
      sends += 1;
      going.push(entry);
    } else waiting.push(entry);
  }
  return { going, waiting };
}

/** Counts what was sent as sent by now, and holds the lane back while its minute is full. */
async function keepPace(turn: Turn, sends: readonly Planned[], flownAt: EpochMs | undefined): Promise<void> {
  const perMinute = sends[0]?.kind.perMinute;
  if (perMinute === undefined) return;
  const now = turn.now();
  await turn.update((lane) => paced(flownAt === undefined ? lane : landed(lane, flownAt, now), perMinute, now));
}

/** A read that failed says nothing of the item; what it needs to know, it still needs. */
function unread(item: SyncItem, outcome: Outcome, context: SettleContext): SyncItem {
  const placeholder: Change = { operation: { verb: 'update', externalId: '' }, before: null, after: null };
  const settled = settleWrite(item, placeholder, outcome.kind === 'unknown' ? { kind: 'unavailable' } : outcome, context);
  return settleUnread(item.state === 'unknown' && settled.state === 'retrying' ? { ...settled, state: 'unknown' } : settled, context.now);
}

interface Flown {
  readonly planned: Planned;
  readonly outcome: Outcome;
  readonly flownAt: EpochMs;
}

/** Names every write in the lane's flight, in the update that extends the hold, and only then lets them leave. */
async function fly(deps: LoopDeps, turn: Turn, planned: readonly Planned[]): Promise<readonly Flown[]> {
  if (planned.length === 0) return [];
  const flownAt = turn.now();
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
    planned.map(({ kind, item, change }) => requestFor(kind, item, change.operation)),
  );
  return planned.map((entry, at) => ({
    planned: entry,
    outcome: effective(
      entry,
      outcomeOf(entry.change.operation, answers[at] ?? { kind: 'unanswered', reason: 'no answer' }, entry.kind, turn.now()),
    ),
    flownAt,
  }));
}

/** A success that shows nothing of it is none yet. */
function effective({ kind, change }: Planned, outcome: Outcome): Outcome {
  if (outcome.kind !== 'done' || !outcome.observed || !kind.tookEffect) return outcome;
  return kind.tookEffect(change, outcome.observed) ? outcome : { kind: 'not-yet', because: 'without-effect' };
}

function written(loaded: Loaded, next: SyncItem, change: Change, outcome: Outcome, flownAt: EpochMs): Settlement {
  const { verb } = change.operation;
  const certainlyNothing = ['throttled', 'denied', 'mailbox-missing', 'never', 'app'].includes(outcome.kind);
  return {
    loaded,
    next,
    ...(outcome.kind === 'done' && {
      made: { verb, before: change.before, after: change.after, ...(outcome.requestId !== undefined && { requestId: outcome.requestId }) },
    }),
    ...(!certainlyNothing && { ifOvertaken: { look: verb === 'create' ? 'all' : 'id', verb, flownAt } as const }),
  };
}

/** What the round teaches the lane, the reason included when an answer closed it. */
export function taught(deps: LoopDeps, turn: Turn, lane: Lane, all: readonly Loaded[], outcomes: readonly Outcome[]): Lane {
  const closed = outcomes.flatMap(({ kind }) => (kind === 'denied' || kind === 'mailbox-missing' ? [kind] : []))[0];
  const item = all[0]?.item;
  const kind = item && deps.kinds[item.kind];
  const blockedBy = closed && kind && blockReason(item, closed, contextOf(deps, turn, kind, turn.now()));
  return learn(lane, { outcomes, ...(blockedBy && { blockedBy }) }, turn.now(), deps.clock.random());
}
