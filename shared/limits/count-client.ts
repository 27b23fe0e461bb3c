import { HOUR, SECOND, type Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { ExternalFailure } from '../kernel/failure';
import { freshen } from '../kernel/freshen';
import type { Digest } from '../kernel/signing';
import { granted, refilled, secondsToWait } from './bucket-rules';
import type { BucketDocument, ClientPurpose } from './model';
import type { ClientCount, CountClient } from './ports';

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly digest: Digest;
  /** An hour, and at once after an hour of rest. */
  readonly most: Readonly<Record<ClientPurpose, number>>;
}

interface Waiting {
  readonly answer: (count: ClientCount) => void;
  readonly fail: (error: unknown) => void;
}

const MOST_RACES = 16;
/** A bucket that was not touched for so long is full again. */
const TTL_S = HOUR / SECOND;

/** Requests of one address that meet in a process are counted by one write; instances agree by the etag. Over the limit nothing is written. */
export function makeCountClient({ database, clock, digest, most }: Deps): CountClient {
  const lines = new Map<string, Waiting[]>();

  /** What is read may be old, but never says that less is left than there is: of those grown back since, others may have taken some. */
  const count = async (key: string, bound: number, asked: number): Promise<{ go: number; seconds: number }> => {
    for (let race = 0; race < MOST_RACES; race += 1) {
      if (race > 0) await freshen(database, 'keys', key);
      const now = clock.now();
      const stored = await database.read<BucketDocument>('keys', key, key);
      const { go, bucket } = granted(stored.found ? refilled(stored.value, bound, now) : { left: bound, at: now }, asked);
      const seconds = secondsToWait(bucket, bound, now);
      if (go === 0) return { go, seconds };
      const document: BucketDocument = { ...bucket, id: key, pk: key, type: 'client-bucket', ttl: TTL_S };
      const write = stored.found ? ({ kind: 'replace', document, ifMatch: stored.etag } as const) : ({ kind: 'create', document } as const);
      if ((await database.commit('keys', key, [write])).kind === 'committed') return { go, seconds };
    }
    throw new ExternalFailure('limits.client', { kind: 'unavailable' });
  };

  const serve = async (key: string, bound: number, line: Waiting[]): Promise<void> => {
    while (line.length > 0) {
      const group = line.splice(0);
      try {
        const { go, seconds } = await count(key, bound, group.length);
        group.forEach(({ answer }, index) => {
          answer(index < go ? { kind: 'go' } : { kind: 'wait', seconds });
        });
      } catch (error) {
        for (const { fail } of group) fail(error);
      }
    }
    lines.delete(key);
  };

  return (purpose, address) =>
    new Promise((answer, fail) => {
      const key = `client:${purpose}:${digest('client', address)}`;
      const line = lines.get(key);
      if (line) {
        line.push({ answer, fail });
        return;
      }
      const fresh = [{ answer, fail }];
      lines.set(key, fresh);
      void serve(key, most[purpose], fresh);
    });
}
