import type { Database, Document, Scan, Scanned } from './database';

export interface Ceiling {
  /** How many pages are read. */
  readonly pages: number;
  /** How many rows are given; absent: all of those pages. */
  readonly rows?: number;
  /** Called when the ceiling is met and there may be more. */
  readonly onMet?: () => void;
}

type Paged = Omit<Scan, 'continuation'>;

/** The rows of a scan up to a ceiling. A page is read when the rows of the one before are used up; `limit` is the rows of a page. */
export async function* rowsOf<T extends Document>(
  database: Pick<Database, 'scan'>,
  scan: Paged,
  { pages, rows = Number.POSITIVE_INFINITY, onMet }: Ceiling,
): AsyncGenerator<Scanned<T>['rows'][number]> {
  let continuation: string | undefined;
  let given = 0;
  for (let page = 0; page < pages && given < rows; page += 1) {
    const limit = Math.min(scan.limit, rows - given);
    const found: Scanned<T> = await database.scan({ ...scan, limit, ...(continuation !== undefined && { continuation }) });
    yield* found.rows;
    given += found.rows.length;
    ({ continuation } = found);
    if (continuation === undefined) return;
  }
  onMet?.();
}

interface Rows<T> {
  readonly rows: readonly T[];
  /** The ceiling was met, and there may be more. */
  readonly more: boolean;
}

/** All rows of a scan up to a ceiling. */
export async function allOf<T extends Document>(
  database: Pick<Database, 'scan'>,
  scan: Paged,
  ceiling: Omit<Ceiling, 'onMet'>,
): Promise<Rows<T>> {
  const rows: T[] = [];
  let more = false;
  const onMet = (): void => {
    more = true;
  };
  for await (const { value } of rowsOf<T>(database, scan, { ...ceiling, onMet })) rows.push(value);
  return { rows, more };
}
