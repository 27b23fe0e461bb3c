import { HOUR, SECOND, type Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { ExternalFailure } from '../kernel/failure';
import type { Digest } from '../kernel/signing';
import { underEtag, type UnderEtag } from '../kernel/under-etag';
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

interface Granted {
  readonly go: number;
  readonly seconds: number;
}

interface Waiting {
  readonly answer: (count: ClientCount) => void;
  readonly fail: (error: unknown) => void;
}

const UNDER_ETAG: Omit<UnderEtag<Granted>, 'partition' | 'id'> = {
  container: 'keys',
  most: 16,
  fresh: 'repeated',
  givenUp: () => {
    throw new ExternalFailure('limits.client', { kind: 'unavailable' });
  },
};
/** A bucket that was not touched for so long is full again. */
const TTL_S = HOUR / SECOND;

/** Requests of one address that meet in a process are counted by one write; instances agree by the etag. Over the limit nothing is written. */
export function makeCountClient({ database, clock, digest, most }: Deps): CountClient {
  const lines = new Map<string, Waiting[]>();

  /** What is read may be old, but never says that less is left than there is: of those grown back since, others may have taken some. */
  const count = (key: string, bound: number, asked: number): Promise<Granted> =>
    underEtag<BucketDocument, Granted>(database, { ...UNDER_ETAG, partition: key, id: key }, (stored) => {
      const now = clock.now();
      const { go, bucket } = granted(stored.found ? refilled(stored.value, bound, now) : { left: bound, at: now }, asked);
      const outcome = { go, seconds: secondsToWait(bucket, bound, now) };
      if (go === 0) return { outcome };
      return { next: { ...bucket, id: key, pk: key, type: 'client-bucket', ttl: TTL_S }, outcome: () => outcome };
    });

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
