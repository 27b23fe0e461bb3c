import type { Distinct, Scan } from '../../kernel/database';

/** The query of a scan; `and` narrows it further. */
export function scanText(scan: Pick<Scan, 'where' | 'orderBy'>, and?: string): string {
  const where = and === undefined ? scan.where : `(${scan.where}) AND (${and})`;
  return `SELECT * FROM c WHERE ${where}${scan.orderBy === undefined ? '' : ` ORDER BY ${scan.orderBy}`}`;
}

/** The query for the different values of a member. */
export const distinctText = ({ of, where }: Pick<Distinct, 'of' | 'where'>): string => `SELECT DISTINCT VALUE ${of} FROM c WHERE ${where}`;
