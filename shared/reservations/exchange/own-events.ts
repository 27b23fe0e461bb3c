import type { FindStrangers } from '../../availability/ports';
import { MINUTE, type Clock, type EpochMs } from '../../kernel/clock';
import type { Database, Document, Scan } from '../../kernel/database';
import { mailboxLane } from '../../microsoft/model';
import type { Interval } from '../../kernel/intervals';
import type { Json } from '../../kernel/json';
import { allOf } from '../../kernel/pages';
import { auditedKey, openItem, type StoredAudit, type StoredItem } from '../../sync/item/stored';

/** How long free/busy may go on showing what we have moved or removed. Microsoft names no bound; tens of seconds were seen. */
const LAG_MS = 5 * MINUTE;
const PAGE = 500;
/** More entries of ours with these beginnings than calendars have. */
const MOST_PAGES = 10;

type ByAddress = ReadonlyMap<string, readonly Interval[]>;

/**
 * The times of our own events that free/busy of each mailbox may show: as they stand, as they are wished, and as they were a few minutes
 * ago. Of those that begin with one of `among` only, one for each event and time. Addresses as the spaces write them.
 */
export async function ownEvents(database: Database, among: ByAddress, now: EpochMs): Promise<ByAddress> {
  const addresses = [...among.keys()];
  const starts = [...new Set([...among.values()].flatMap((times) => times.map(({ start }) => start)))];
  const [items, audits] = await Promise.all([
    all<StoredItem>(database, {
      where:
        'c.type = "sync-item" AND ARRAY_CONTAINS(@lanes, c.lane) AND ' +
        '(ARRAY_CONTAINS(@starts, c.desired["value"]["start"]) OR ARRAY_CONTAINS(@starts, c.applied["value"]["start"]))',
      parameters: { '@lanes': addresses.map((address) => mailboxLane(address)), '@starts': starts },
    }),
    all<StoredAudit>(database, {
      where: 'c.type = "audit" AND ARRAY_CONTAINS(@targets, c.target) AND c.at > @since',
      parameters: { '@targets': addresses, '@since': now - LAG_MS },
    }),
  ]);
  const stood = [
    ...items.map(openItem).flatMap(({ lane, key, desired, applied }) => [
      { lane, key, value: desired.value },
      { lane, key, value: applied?.value ?? null },
    ]),
    ...audits.flatMap((audit) => [
      { lane: mailboxLane(audit.target), key: auditedKey(audit), value: audit.before },
      { lane: mailboxLane(audit.target), key: auditedKey(audit), value: audit.after },
    ]),
  ];
  return new Map(addresses.map((address) => [address, times(stood.filter(({ lane }) => lane === mailboxLane(address)))]));
}

async function all<T extends Document>(database: Database, asked: Pick<Scan, 'where' | 'parameters'>): Promise<readonly T[]> {
  return (await allOf<T>(database, { ...asked, container: 'items', limit: PAGE }, { pages: MOST_PAGES })).rows;
}

function times(stood: readonly { readonly key: string; readonly value: Json }[]): Interval[] {
  const own = new Map<string, Interval>();
  for (const { key, value } of stood) {
    const time = timeOf(value);
    if (time) own.set(`${key} ${String(time.start)} ${String(time.end)}`, time);
  }
  return [...own.values()];
}

function timeOf(value: Json): Interval | undefined {
  if (typeof value !== 'object' || value === null || !('start' in value)) return undefined;
  const { start, end } = value;
  return typeof start === 'number' && typeof end === 'number' ? { start, end } : undefined;
}

/** What of `busy` is not ours: each event of ours explains one entry of exactly its time. */
export function strangersAmong(busy: readonly Interval[], own: readonly Interval[]): Interval[] {
  const left = [...own];
  return busy.filter(({ start, end }) => {
    const at = left.findIndex((one) => one.start === start && one.end === end);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** The same for several calendars at once. By what this process has seen, which may be a moment old. */
export const makeFindStrangers =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }): FindStrangers =>
  async (entries) => {
    const own = await ownEvents(database, entries, clock.now());
    return new Map([...entries].map(([address, busy]) => [address, strangersAmong(busy, own.get(address) ?? [])]));
  };
