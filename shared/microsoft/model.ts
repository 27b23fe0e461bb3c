import type { LaneId } from '../kernel/ids';
import { laneUnder, OWN_RIGHT, type Right } from '../sync/lane/right';
import type { Scope } from '../sync/scope';

/** A mailbox: its lane is the mailbox itself, so a missing one holds up all of it. */
export const MAILBOX: Scope = {
  name: 'mailbox',
  missing: { blocks: 'lane', code: 'mailbox-missing' },
  denied: 'kind',
  throttled: 'lane',
  alsoDenied: "widen the app's mailbox scope",
};

/** The room finder: one lane for all rooms, whose limits are counted together. A room that it does not know holds up that room only. */
export const PLACES: Scope = {
  name: 'places',
  missing: { blocks: 'item', code: 'mailbox-missing' },
  denied: 'kind',
  throttled: 'lane',
};

export const mailboxLane = (address: string, right: Right = OWN_RIGHT): LaneId => laneUnder(right, `mailbox:${address.toLowerCase()}`);

export const PLACES_LANE: LaneId = laneUnder(OWN_RIGHT, 'directory:places');
