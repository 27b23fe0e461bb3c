import type { Clock, EpochMs } from '../kernel/clock';
import type { Database, Document } from '../kernel/database';
import { instantText } from '../kernel/instants';
import type { Log } from '../kernel/log';
import { without } from '../sync/lane/lane';
import { underEtag } from '../kernel/under-etag';

/** A state that goes on until a person acts. */
export interface Standing {
  /** The same while it lasts: `lane lane-0k3xq9f`, `item reservation-event 7`, `part vault secret-missing`. */
  readonly key: string;
  readonly code: string;
  readonly who: string;
  /** For the log only: why. */
  readonly reason?: string;
}

interface Noted {
  readonly code: string;
  readonly who: string;
  readonly since: EpochMs;
  /** How many sweeps in a row have not found it; absent: the last has. */
  readonly missed?: number;
}

/** The states that the log has been told of: instances share nothing but the store, and each state is logged once. */
export interface Attention extends Document {
  readonly type: 'attention';
  readonly open: Readonly<Record<string, Noted>>;
}

const ATTENTION = 'attention';
const MOST_RACES = 4;
/** What one process alone sees, such as a part that it cannot reach, ends when so many sweeps of whichever process have not found it. */
const MISSES_OF_PARTS = 5;

interface Compared {
  readonly begun: readonly Standing[];
  readonly ended: readonly (readonly [key: string, noted: Noted])[];
  readonly open: Attention['open'];
  readonly changed: boolean;
}

const missesOf = (key: string): number => (key.startsWith('part ') ? MISSES_OF_PARTS : 1);

/** What is noted of a state after this look; undefined: it has ended. A state with another code is another state. */
function after(key: string, noted: Noted, present: Standing | undefined, looked: boolean): Noted | undefined {
  if (present) return present.code !== noted.code ? undefined : noted.missed === undefined ? noted : without(noted, 'missed');
  if (!looked) return noted;
  const missed = (noted.missed ?? 0) + 1;
  return missed < missesOf(key) ? { ...noted, missed } : undefined;
}

/** What has begun and ended since. `mayEnd`: which keys the caller has looked for. */
function compare(open: Attention['open'], standing: readonly Standing[], now: EpochMs, mayEnd: (key: string) => boolean): Compared {
  const found = new Map(standing.map((one) => [one.key, one]));
  const looked = Object.entries(open).map(([key, noted]) => ({ key, noted, next: after(key, noted, found.get(key), mayEnd(key)) }));
  const kept = looked.flatMap(({ key, next }) => (next ? [[key, next] as const] : []));
  const known = new Set(kept.map(([key]) => key));
  const begun = [...found.values()].filter(({ key }) => !known.has(key));
  return {
    begun,
    ended: looked.flatMap(({ key, noted, next }) => (next ? [] : [[key, noted] as const])),
    open: Object.fromEntries([...kept, ...begun.map(({ key, code, who }) => [key, { code, who, since: now }] as const)]),
    changed: begun.length > 0 || looked.some(({ noted, next }) => next !== noted),
  };
}

export type Watch = (standing: readonly Standing[], mayEnd: (key: string) => boolean) => Promise<void>;

/** Logs each state once when it begins and once when it ends, whichever process sees it first. Throws ExternalFailure. */
export const makeWatch =
  ({ database, clock, log }: { readonly database: Database; readonly clock: Pick<Clock, 'now'>; readonly log: Log }): Watch =>
  (standing, mayEnd) => {
    const place = {
      container: 'lanes',
      partition: ATTENTION,
      id: ATTENTION,
      most: MOST_RACES,
      fresh: 'never',
      givenUp: () => undefined,
    } as const;
    return underEtag<Attention, undefined>(database, place, (read) => {
      const now = clock.now();
      const { begun, ended, open, changed } = compare(read.found ? read.value.open : {}, standing, now, mayEnd);
      if (!changed) return { outcome: undefined };
      return {
        next: { id: ATTENTION, pk: ATTENTION, type: 'attention', open },
        outcome: () => {
          for (const { key, code, who, reason } of begun)
            log.warn('attention.begun', { state: key, code, who, ...(reason !== undefined && { reason }) });
          for (const [key, { code, who, since }] of ended)
            log.info('attention.ended', { state: key, code, who, since: instantText(since) });
          return undefined;
        },
      };
    });
  };
