import type { HouseRules } from '../availability/ports';
import { refusedBy } from './house-rules/judge';
import { allowedNear } from './house-rules/offer-rules';
import { keptTime, offerWindow } from './rules';
import { stretchesFor } from './house-rules/stretch-rules';

/** What is found by these words would be accepted: they are those of a decision. A space for staff only has no rules but the clock. */
export const houseRules: HouseRules = {
  refusal: (space, wanted, now) => {
    if (space.reservationConfig) return refusedBy(space, wanted, now);
    return wanted.start < now ? { kind: 'slot-in-the-past' } : undefined;
  },
  kept: keptTime,
  window: offerWindow,
  near: allowedNear,
  stretches: stretchesFor,
};
