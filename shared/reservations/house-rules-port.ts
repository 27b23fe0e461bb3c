import type { HouseRules } from '../availability/ports';
import { spaceTimes } from './house-rules/bookable-rules';
import { refusedBy } from './house-rules/judge';
import { allowedNear } from './house-rules/offer-rules';
import { keptTime, offerWindow } from './rules';
import { stretchesFor } from './house-rules/stretch-rules';

/**
 * The rules by which free time is searched. They are the functions that decide a request, so a time that is found would be accepted. A space that only
 * staff reserve has one rule: the time has not begun.
 */
export const houseRules: HouseRules = {
  refusal: (space, wanted, now) => {
    if (space.reservationConfig) return refusedBy(space, wanted, now);
    return wanted.start < now ? { kind: 'slot-in-the-past' } : undefined;
  },
  kept: keptTime,
  window: offerWindow,
  near: allowedNear,
  stretches: stretchesFor,
  times: spaceTimes,
};
