import { MINUTE } from '../../shared/kernel/clock';
import type { Watch } from '../../shared/health/attention';

/** So long a process that has just started may be too busy with that to hear the answers in time. */
export const STARTS_MS = MINUTE;

export const STARTING = 'starting';

/** A part that is late while the process starts is no state to log: it neither begins nor ends here. */
export const exceptStarting =
  (watch: Watch): Watch =>
  (standing, mayEnd) => {
    const unsure = standing.filter(({ code }) => code === STARTING).map(({ key }) => partOf(key));
    return watch(
      standing.filter(({ code }) => code !== STARTING),
      (key) => mayEnd(key) && !unsure.includes(partOf(key)),
    );
  };

/** `part vault`, with whatever follows. */
const partOf = (key: string): string => key.split(' ').slice(0, 2).join(' ');
