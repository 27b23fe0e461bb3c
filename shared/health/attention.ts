import type { Clock, EpochMs } from '../kernel/clock';
import type { Database, Document } from '../kernel/database';
import { instantText } from '../kernel/instants';
import type { Log } from '../kernel/log';
import { underEtag } from '../kernel/under-etag';

/** A state that goes on until a person acts. */
export interface Standing {
  /** The same while it lasts: `lane lane-0k3xq9f`, `item reservation-event 7`, `part vault`. */
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
}

/** The states that the log has been told of: instances share nothing but the store, and each state is logged once. */
export interface Attention extends Document {
  readonly type: 'attention';
  readonly open: Readonly<Record<string, Noted>>;
}

const ATTENTION = 'attention';
const MOST_RACES = 4;

interface Compared {
  readonly begun: readonly Standing[];
  readonly ended: readonly (readonly [key: string, noted: Noted])[];
  readonly open: Attention['open'];
}

/** What has begun and ended since. A state with another code is another state. `mayEnd`: which keys the caller has looked for. */
function compare(open: Attention['open'], standing: readonly Standing[], now: EpochMs, mayEnd: (key: string) => boolean): Compared {
  const found = new Map(standing.map((one) => [one.key, one]));
  const lasts = ([key, { code }]: readonly [string, Noted]): boolean => {
    const present = found.get(key);
    return present ? present.code === code : !mayEnd(key);
  };
  const kept = Object.entries(open).filter(lasts);
  const known = new Set(kept.map(([key]) => key));
  const begun = [...found.values()].filter(({ key }) => !known.has(key));
  return {
    begun,
    ended: Object.entries(open).filter((entry) => !lasts(entry)),
    open: Object.fromEntries([...kept, ...begun.map(({ key, code, who }) => [key, { code, who, since: now }] as const)]),
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
      const { begun, ended, open } = compare(read.found ? read.value.open : {}, standing, now, mayEnd);
      if (begun.length === 0 && ended.length === 0) return { outcome: undefined };
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
