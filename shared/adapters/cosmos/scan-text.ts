import type { Scan } from '../../kernel/database';

/** The query of a scan; `and` narrows it further. */
export function scanText(scan: Pick<Scan, 'where' | 'orderBy'>, and?: string): string {
  const where = and === undefined ? scan.where : `(${scan.where}) AND (${and})`;
  return `SELECT * FROM c WHERE ${where}${scan.orderBy === undefined ? '' : ` ORDER BY ${scan.orderBy}`}`;
}
