import type { Database, Missing, Scan, Scanned, SessionToken, Stored } from '../../kernel/database';
import type { AuditRecord } from './audit';
import { syncItemId, type SyncItem } from './item';
import { faultOf, readable } from './readable';

/** Earlier versions stored the key under the name `subject`. */
type Earlier<T extends { readonly key: string }> = Omit<T, 'key'> & { readonly key?: never; readonly subject?: string };

export type StoredItem = SyncItem | Earlier<SyncItem>;
export type StoredAudit = AuditRecord | Earlier<AuditRecord>;

/** The item in its present form, whole or not. An item that has this form already stays the same value. */
export function renamed(stored: StoredItem): SyncItem {
  if (stored.key !== undefined) return stored;
  const { subject, ...item } = stored;
  return { ...item, key: subject ?? stored.id.slice(syncItemId(stored.kind, '').length) };
}

/** The item in its present form, which its next write stores. One that is not whole is set aside (`isUnreadable`) and must not be written. */
export function openItem(stored: StoredItem): SyncItem {
  const item = renamed(stored);
  const fault = faultOf(item);
  return fault === undefined ? item : readable(item, fault);
}

/** An audit record is never written again, so its earlier form is read for as long as it is kept. */
export const auditedKey = (audit: StoredAudit): string => audit.key ?? audit.subject ?? '';

export async function readItem(
  database: Pick<Database, 'read'>,
  partition: string,
  id: string,
  since?: SessionToken,
): Promise<Stored<SyncItem> | Missing> {
  const read = await database.read<StoredItem>('items', partition, id, since);
  return read.found ? { ...read, value: openItem(read.value) } : read;
}

export async function scanItems(database: Pick<Database, 'scan'>, scan: Omit<Scan, 'container'>): Promise<Scanned<SyncItem>> {
  const page = await database.scan<StoredItem>({ container: 'items', ...scan });
  return { ...page, rows: page.rows.map(({ value, etag }) => ({ value: openItem(value), etag })) };
}
