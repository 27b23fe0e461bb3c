import { MINUTE, SECOND, type Clock, type EpochMs } from '../../shared/kernel/clock';
import { ExternalFailure } from '../../shared/kernel/failure';
import type { Trouble } from '../../shared/health/model';
import { STARTING, STARTS_MS } from './starting';

/** Health is asked by machines, and by anybody: a question to the outside is put once in this time. */
const KEPT_MS = 5 * SECOND;
/** What answered before may fail for a moment. */
const GRACE_MS = 3 * MINUTE;
const PASSING = new Set<Trouble['kind']>(['throttled', 'unavailable', 'unanswered', 'late', STARTING]);

export type Asked<T> = { readonly value: T } | { readonly trouble: Trouble };

/**
 * Asks, gives up after `deadlineMs`, and remembers what came for some seconds. `patient`: a passing trouble of what has answered within the last three
 * minutes does not count; what has never answered is told of at once.
 */
export function remembered<T>(
  ask: () => Promise<T>,
  clock: Pick<Clock, 'now'>,
  { deadlineMs, patient }: { readonly deadlineMs: number; readonly patient: boolean },
): () => Promise<Asked<T>> {
  const startsUntil = clock.now() + STARTS_MS;
  let kept: { readonly until: EpochMs; readonly asked: Promise<Asked<T>> } | undefined;
  let well: { readonly at: EpochMs; readonly value: T } | undefined;

  const askNow = async (): Promise<Asked<T>> => {
    const asked = await within(ask, deadlineMs, clock.now() < startsUntil ? STARTING : 'late');
    if ('value' in asked) {
      well = { at: clock.now(), value: asked.value };
      return asked;
    }
    const forgiven = patient && PASSING.has(asked.trouble.kind) && well && clock.now() - well.at < GRACE_MS ? well : undefined;
    return forgiven ? { value: forgiven.value } : asked;
  };

  return () => {
    if (!kept || clock.now() >= kept.until) kept = { until: clock.now() + KEPT_MS, asked: askNow() };
    return kept.asked;
  };
}

async function within<T>(ask: () => Promise<T>, ms: number, late: 'late' | typeof STARTING): Promise<Asked<T>> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Asked<T>>((resolve) => {
    timer = setTimeout(() => resolve({ trouble: { kind: late, ms } }), ms);
  });
  const answered = ask().then(
    (value): Asked<T> => ({ value }),
    (error: unknown): Asked<T> => {
      if (error instanceof ExternalFailure) return { trouble: error.failure };
      throw error;
    },
  );
  try {
    return await Promise.race([answered, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
