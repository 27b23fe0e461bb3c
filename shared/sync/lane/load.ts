import { MINUTE, type EpochMs } from '../../kernel/clock';
import type { Json } from '../../kernel/json';
import type { LoopDeps } from '../deps';
import type { SyncItem } from '../item/item';
import { KIND_UNKNOWN } from '../item/reasons';
import { park, type StoredRow } from '../item/park';
import { faultOf, isUnreadable } from '../item/readable';
import { renamed, scanItems, type StoredItem } from '../item/stored';
import type { Loaded } from '../round/save';
import { WIDEST, type Lane } from './lane';
import type { Turn } from './turn';

/** Due items of a lane. */
export interface Load {
  readonly loaded: readonly Loaded[];
  /** Nothing else is due. */
  readonly all: boolean;
}

/** The kinds of the lane that wait for their probe, and those whose probe is due. */
function blockedKinds({ kinds = {} }: Lane, now: EpochMs): { readonly shut: readonly string[]; readonly probing: ReadonlySet<string> } {
  const all = Object.entries(kinds);
  return {
    shut: all.flatMap(([kind, { probeAt }]) => (probeAt > now ? [kind] : [])),
    probing: new Set(all.flatMap(([kind, { probeAt }]) => (probeAt > now ? [] : [kind]))),
  };
}

/** An item of a kind that an earlier version did not know, and this one does. */
export const TAKEN_UP = `(c.reason.code = "${KIND_UNKNOWN}" AND ARRAY_CONTAINS(@known, c.kind))`;

const DUE = `(c.due <= @now OR (c.state = "pending" AND IS_DEFINED(c.due) AND NOT IS_DEFINED(c.after)) OR ${TAKEN_UP})`;

interface Narrowed {
  readonly kind?: string;
  /** Those with a greater priority only, the greatest first. */
  readonly aged?: number;
}

/** How long a mail may be overtaken by newer ones. */
export const AGES_AFTER_MS = 10 * MINUTE;

/**
 * People first, then the longest due. A new wish is due whatever the clock of the process that committed it says, unless it waits for another
 * one. A probe of the lane is the item that failed least; a probe of a kind is its first item. Items that may leave together fill their request.
 */
export async function load(deps: LoopDeps, turn: Turn, width: number): Promise<Load> {
  const { shut, probing } = blockedKinds(turn.lane(), turn.now());
  const open = shut.length === 0 ? '' : ' AND NOT ARRAY_CONTAINS(@shut, c.kind)';
  const scan = async (limit: number, { kind, aged }: Narrowed = {}): Promise<readonly StoredRow[]> => {
    const since = turn.since();
    const { rows } = await deps.database.scan<StoredItem>({
      container: 'items',
      where: `c.type = "sync-item" AND c.lane = @lane AND ${DUE}${open}${kind === undefined ? '' : ' AND c.kind = @kind'}${aged === undefined ? '' : ' AND c.priority > @aged'}`,
      parameters: {
        ...({ '@lane': turn.lane().id, '@now': turn.now(), '@known': Object.keys(deps.kinds) } satisfies Record<string, Json>),
        ...(shut.length > 0 && { '@shut': shut }),
        ...(kind !== undefined && { '@kind': kind }),
        ...(aged !== undefined && { '@aged': aged }),
      },
      orderBy: aged === undefined ? 'c.priority ASC, c.due ASC' : 'c.priority DESC, c.due DESC',
      limit,
      ...(since !== undefined && { since }),
    });
    return rows;
  };
  if (width === 1) {
    const found = await scan(WIDEST);
    const probe = [...(await whole(deps, turn, found))].sort((a, b) => a.item.attempts - b.item.attempts).slice(0, 1);
    return { loaded: probe, all: found.length === 0 };
  }
  const first = await scan(width);
  const inOrder = await whole(deps, turn, first);
  // In a backlog of mails the newest go first; one that has waited for long goes before them.
  const letter = first.length < width ? undefined : inOrder.find(({ item }) => deps.kinds[item.kind]?.outbox)?.item.kind;
  const aged = letter === undefined ? [] : await whole(deps, turn, await scan(width, { kind: letter, aged: AGES_AFTER_MS - turn.now() }));
  const found = [...aged, ...inOrder.filter(({ item }) => !aged.some((other) => other.item.id === item.id))].slice(0, width);
  const together = first.length < width ? undefined : found.map(({ item }) => deps.kinds[item.kind]).find((kind) => kind?.together);
  const filled = together?.together ? await whole(deps, turn, await scan(together.together.most, { kind: together.name })) : [];
  const rows = [...found, ...filled.filter(({ item }) => !found.some((other) => other.item.id === item.id))];
  const probes = new Set<string>();
  const loaded = rows.filter(({ item: { kind } }) => {
    if (!probing.has(kind)) return true;
    if (probes.has(kind)) return false;
    probes.add(kind);
    return true;
  });
  return { loaded, all: first.length < width };
}

/** Items that this version can work with, and those of kinds that it does not know. Others are set aside before anything is done with them. */
async function whole(deps: LoopDeps, turn: Turn, rows: readonly StoredRow[]): Promise<readonly Loaded[]> {
  const opened = rows.map((row) => ({ row, item: renamed(row.value) }));
  const broken = opened.filter(({ item }) => deps.kinds[item.kind] !== undefined && faultOf(item) !== undefined);
  await Promise.all(broken.map(({ row }) => park(deps, row, turn.now())));
  return opened.filter((one) => !broken.includes(one)).map(({ row: { etag }, item }) => ({ item, etag }));
}

/** The earliest moment after `after` at which something of the lane is due, the probe of a kind included. */
export async function nextDue(deps: LoopDeps, turn: Turn, after: EpochMs): Promise<EpochMs | undefined> {
  const since = turn.since();
  const { shut } = blockedKinds(turn.lane(), turn.now());
  const { rows } = await scanItems(deps.database, {
    where: `c.type = "sync-item" AND c.lane = @lane AND c.due > @after${shut.length === 0 ? '' : ' AND NOT ARRAY_CONTAINS(@shut, c.kind)'}`,
    parameters: { '@lane': turn.lane().id, '@after': after, ...(shut.length > 0 && { '@shut': shut }) },
    orderBy: 'c.due ASC',
    limit: 1,
    ...(since !== undefined && { since }),
  });
  const probes = shut.flatMap((kind) => turn.lane().kinds?.[kind]?.probeAt ?? []);
  const dues = [...rows.flatMap(({ value }) => value.due ?? []), ...probes];
  return dues.length === 0 ? undefined : Math.min(...dues);
}

/** After a probe succeeded: items that had to wait with the lane, or with the kind, are due now. */
export async function release(deps: LoopDeps, turn: Turn, kinds?: readonly string[]): Promise<void> {
  const since = turn.since();
  const { rows } = await scanItems(deps.database, {
    where:
      'c.type = "sync-item" AND c.lane = @lane AND c.due > @now AND ARRAY_CONTAINS(@states, c.state)' +
      (kinds === undefined ? '' : ' AND ARRAY_CONTAINS(@kinds, c.kind)'),
    parameters: {
      '@lane': turn.lane().id,
      '@now': turn.now(),
      '@states': ['blocked', 'retrying'],
      ...(kinds !== undefined && { '@kinds': kinds }),
    },
    limit: 200,
    ...(since !== undefined && { since }),
  });
  const waiting = rows.filter(({ value }) => value.reason?.code !== KIND_UNKNOWN && !isUnreadable(value));
  await Promise.all(
    waiting.map(async ({ value, etag }) => {
      const due: SyncItem = { ...value, due: turn.now() };
      const answer = await deps.database.commit('items', value.pk, [{ kind: 'replace', document: due, ifMatch: etag }]);
      // Refused: somebody changed it, and made it due as well.
      if (answer.kind === 'committed') turn.committed(answer.session);
    }),
  );
}
