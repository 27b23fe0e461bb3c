import type { Database, Document, Scan, Scanned } from '../../../shared/kernel/database';
import { allOf, rowsOf } from '../../../shared/kernel/pages';

const asked = { container: 'items', where: 'c.type = "thing"', parameters: {}, limit: 3 } as const;

/** A store of so many documents that fills each page, or gives shorter ones although there are more. */
class Shelf implements Pick<Database, 'scan'> {
  readonly scans: Scan[] = [];

  constructor(
    private readonly documents: number,
    private readonly perPage = Number.POSITIVE_INFINITY,
  ) {}

  scan<T extends Document>(scan: Scan): Promise<Scanned<T>> {
    this.scans.push(scan);
    const from = Number(scan.continuation ?? 0);
    const to = Math.min(from + Math.min(scan.limit, this.perPage), this.documents);
    const things = Array.from({ length: to - from }, (_, at): Document => ({ id: String(from + at), pk: 'shelf', type: 'thing' }));
    const rows = things.map((value) => ({ value: value as T, etag: 'e' }));
    return Promise.resolve({ rows, ...(to < this.documents && { continuation: String(to) }) });
  }
}

const ids = ({ rows, more }: { readonly rows: readonly Document[]; readonly more: boolean }) => [rows.map(({ id }) => id).join(' '), more];

describe('the rows of a scan', () => {
  it('are those of all pages, and no more pages are asked for than there are', async () => {
    const shelf = new Shelf(7);

    expect(ids(await allOf(shelf, asked, { pages: 9 }))).toEqual(['0 1 2 3 4 5 6', false]);
    expect(shelf.scans.map(({ continuation }) => continuation)).toEqual([undefined, '3', '6']);
  });

  it('end at the ceiling of pages, which is told', async () => {
    const shelf = new Shelf(7);

    expect(ids(await allOf(shelf, asked, { pages: 2 }))).toEqual(['0 1 2 3 4 5', true]);
    expect(shelf.scans).toHaveLength(2);
  });

  it('end at the ceiling of rows, for which the last page is shorter', async () => {
    const shelf = new Shelf(7);

    expect(ids(await allOf(shelf, asked, { pages: 9, rows: 4 }))).toEqual(['0 1 2 3', true]);
    expect(shelf.scans.map(({ limit }) => limit)).toEqual([3, 1]);
    expect(ids(await allOf(new Shelf(4), asked, { pages: 9, rows: 4 }))).toEqual(['0 1 2 3', false]);
  });

  it('go on after a page that is short or empty although there are more', async () => {
    expect(ids(await allOf(new Shelf(5, 2), asked, { pages: 9, rows: 5 }))).toEqual(['0 1 2 3 4', false]);
    expect(ids(await allOf(new Shelf(5, 0), asked, { pages: 9 }))).toEqual(['', true]);
  });

  it('are read page by page as they are used', async () => {
    const shelf = new Shelf(7);
    const used: string[] = [];

    for await (const { value } of rowsOf(shelf, asked, { pages: 9 })) {
      used.push(value.id);
      if (used.length === 4) break;
    }

    expect(shelf.scans).toHaveLength(2);
  });
});
