import { randomInt, randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/clock';

const RANDOM_STEPS = 2 ** 47;

/** The clock, ids and chance of this process. */
export const systemClock: Clock = {
  now: () => Date.now(),
  id: () => randomUUID(),
  random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
};
