import type { Committed, Container, Database, Document, Missing, Refused, Stored, Write } from './database';
import { freshen } from './freshen';

/** What one look at the document came to. `look-again`: what was seen may be old, and is not good enough to decide by. */
export type Step<T extends Document, O> =
  | 'look-again'
  /** Nothing is to be written. */
  | { readonly outcome: O }
  | {
      readonly next: T;
      /** Commits the write of `next` together with what belongs in its batch; absent: alone. */
      readonly commit?: (write: Write) => Promise<Committed | Refused>;
      /** Called once, after the commit. */
      readonly outcome: (committed: Committed) => O | Promise<O>;
    };

export interface UnderEtag<O> {
  readonly container: Container;
  readonly partition: string;
  readonly id: string;
  /** How many looks are taken before it is given up. */
  readonly most: number;
  /**
   * Which looks are sure to see the newest version. A write that is based on an old version is refused by its etag; an outcome without a write is not
   * checked by anybody. `never`: the document has a partition of its own, and a decision without a write does no harm when it was made by an old version.
   */
  readonly fresh: 'all' | 'repeated' | 'never';
  /** The partitions that a fresh look sees the present of; absent: the document's own. */
  readonly partitions?: () => Promise<readonly string[]>;
  /** Whether this outcome, which no etag guards, counts only from a fresh look; absent: none does. */
  readonly doubtful?: (outcome: O) => boolean;
  /** What it is when all looks were in vain; may throw. */
  readonly givenUp: () => O;
}

/**
 * Reads a document, decides, and commits under the etag that was read; whoever loses the race looks again. `decide` may be called several
 * times and must not write. Throws ExternalFailure of the database, also after a commit of which no answer came.
 */
export async function underEtag<T extends Document, O>(
  database: Database,
  change: UnderEtag<O>,
  decide: (read: Stored<T> | Missing, fresh: boolean) => Step<T, O> | Promise<Step<T, O>>,
): Promise<O> {
  const { container, partition, id, most, partitions = () => Promise.resolve([partition]), doubtful = () => false } = change;
  for (let look = 0; look < most; look += 1) {
    const fresh = change.fresh === 'all' || (change.fresh === 'repeated' && look > 0);
    if (fresh) await Promise.all([...new Set(await partitions())].map((one) => freshen(database, container, one)));
    const read = await database.read<T>(container, partition, id);
    const step = await decide(read, fresh);
    if (step === 'look-again') continue;
    if (!('next' in step)) {
      if (fresh || !doubtful(step.outcome)) return step.outcome;
      continue;
    }
    const write: Write = read.found
      ? { kind: 'replace', document: step.next, ifMatch: read.etag }
      : { kind: 'create', document: step.next };
    const answer = await (step.commit?.(write) ?? database.commit(container, partition, [write]));
    if (answer.kind === 'committed') return step.outcome(answer);
  }
  return change.givenUp();
}
