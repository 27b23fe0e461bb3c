import { MINUTE, type EpochMs } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import { mailboxLane } from '../../kernel/ids';
import type { Interval } from '../../kernel/intervals';
import type { Json } from '../../kernel/json';
import type { AuditRecord } from '../../sync/audit';
import type { SyncItem } from '../../sync/item';

/** How long free/busy may go on showing what we have moved or removed. Microsoft names no bound; tens of seconds were seen. */
const LAG_MS = 5 * MINUTE;
/** More entries of ours with these beginnings than any calendar has. */
const ENOUGH = 500;

/**
 * The times of our own events that a mailbox's free/busy may show: as they stand, as they are wished, and as they were a few minutes ago. Of
 * `among` only, one for each event and time.
 */
export async function ownEvents(database: Database, address: string, among: readonly Interval[], now: EpochMs): Promise<Interval[]> {
  const starts = [...new Set(among.map(({ start }) => start))];
  const [items, audits] = await Promise.all([
    database.scan<SyncItem>({
      container: 'items',
      where:
        'c.type = "sync-item" AND c.lane = @lane AND ' +
        '(ARRAY_CONTAINS(@starts, c.desired["value"]["start"]) OR ARRAY_CONTAINS(@starts, c.applied["value"]["start"]))',
      parameters: { '@lane': mailboxLane(address), '@starts': starts },
      limit: ENOUGH,
    }),
    database.scan<AuditRecord>({
      container: 'items',
      where: 'c.type = "audit" AND c.target = @target AND c.at > @since',
      parameters: { '@target': address, '@since': now - LAG_MS },
      limit: ENOUGH,
    }),
  ]);
  const stood = [
    ...items.rows.flatMap(({ value: { subject, desired, applied } }) => [
      { subject, value: desired.value },
      { subject, value: applied?.value ?? null },
    ]),
    ...audits.rows.flatMap(({ value: { subject, before, after } }) => [
      { subject, value: before },
      { subject, value: after },
    ]),
  ];
  const own = new Map<string, Interval>();
  for (const { subject, value } of stood) {
    const time = timeOf(value);
    if (time) own.set(`${subject} ${String(time.start)} ${String(time.end)}`, time);
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
