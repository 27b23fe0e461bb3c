import type { EpochMs } from '../../../../shared/kernel/clock';
import type { ScheduleRequest } from './schedule-request';

interface Taken {
  readonly startsAt: EpochMs;
  readonly endsAt: EpochMs;
  readonly showAs: string;
}

/** The digits, weakest first; where several meet in a slot the strongest wins. */
const STRENGTH = ['0', '4', '1', '2', '3'];
const DIGITS: Readonly<Record<string, string>> = { free: '0', workingElsewhere: '4', tentative: '1', busy: '2', oof: '3' };

/** One digit for each slot of the window; an item paints every slot that it touches, however shortly. */
export function availabilityView(items: readonly Taken[], { from, to, intervalMs }: ScheduleRequest): string {
  const slots = new Uint8Array(Math.ceil((to - from) / intervalMs));
  for (const { startsAt, endsAt, showAs } of items) {
    const strength = STRENGTH.indexOf(DIGITS[showAs] ?? '0');
    const last = Math.min(Math.ceil((endsAt - from) / intervalMs), slots.length);
    for (let slot = Math.max(Math.floor((startsAt - from) / intervalMs), 0); slot < last; slot += 1)
      slots[slot] = Math.max(slots[slot] ?? 0, strength);
  }
  return Array.from(slots, (strength) => STRENGTH[strength]).join('');
}
