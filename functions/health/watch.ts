import { SECOND, type Clock, type EpochMs } from '../../shared/kernel/clock';
import { ExternalFailure } from '../../shared/kernel/failure';
import type { Log } from '../../shared/kernel/log';
import type { Standing, Watch } from '../../shared/health/attention';
import type { Part } from '../../shared/health/model';
import type { ReadStanding } from '../../shared/health/read-standing';
import type { Readiness, ReadReadiness } from './readiness';

interface Deps {
  readonly readReadiness: ReadReadiness;
  readonly readStanding: ReadStanding;
  readonly watch: Watch;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

export interface WatchAll {
  /** With each sweep: everything that stands, and what has ended. Throws ExternalFailure. */
  readonly all: () => Promise<void>;
  /** With each question for health: what is wrong, though no sweep should come by. It ends nothing: another process may see what this one does not. */
  readonly seen: (readiness: Readiness) => Promise<void>;
}

/** Anybody may ask for health: that causes one look at the store in this time. */
const AT_MOST_EVERY_MS = 30 * SECOND;

export function makeWatchAll({ readReadiness, readStanding, watch, clock, log }: Deps): WatchAll {
  let notBefore: EpochMs = 0;
  return {
    all: async () => {
      const [readiness, { standing, looked }] = await Promise.all([readReadiness(), readStanding()]);
      await watch([...partsOf(readiness), ...standing], looked);
    },
    seen: async (readiness) => {
      const parts = partsOf(readiness);
      if (parts.length === 0 || !readiness.work || clock.now() < notBefore) return;
      notBefore = clock.now() + AT_MOST_EVERY_MS;
      try {
        await watch(parts, () => false);
      } catch (error) {
        if (!(error instanceof ExternalFailure)) throw error;
        log.warn('attention.not-noted', { failure: error.failure.kind });
      }
    },
  };
}

/** Whose reasons are our own words, with the name of a secret at most; a store's may quote what was asked. */
const IN_OUR_WORDS: ReadonlySet<Part> = new Set(['vault', 'signing-key', 'previous-signing-key', 'staff-sign-in', 'microsoft']);

const partsOf = ({ findings }: Readiness): readonly Standing[] =>
  findings.map(({ part, code, who, reason }) => ({
    key: `part ${part} ${code}`,
    code,
    who,
    ...(IN_OUR_WORDS.has(part) && reason !== undefined && { reason }),
  }));
