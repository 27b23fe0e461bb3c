import { DAY, HOUR, type EpochMs } from '../../kernel/clock';
import { STAFF_ONLY, type Space } from '../../spaces/model';
import type { Reservation } from '../model';

/** A hold that is renewed ends so many times its length after the request at the latest. */
const MOST_HOLDS = 2;
/** Changes of one reservation that its holder may make within a day: more than anybody needs, and each may ask those who approve. */
export const MOST_CHANGES = 10;

interface Changing {
  readonly before: Reservation;
  readonly space: Space;
  readonly by: 'staff' | 'citizen';
  /** Its time or space is another one. */
  readonly moved: boolean;
  readonly now: EpochMs;
}

type Standing = Pick<Reservation, 'status' | 'holdUntil' | 'decision' | 'waitsSince'>;

/** What a change makes of the status, by the rule of the place that it goes to. */
export function standingAfter({ before, space, by, moved, now }: Changing): Standing {
  const { status, holdUntil, decision, waitsSince } = before;
  const { approval, holdHours } = space.reservationConfig ?? STAFF_ONLY;
  // What waited for people goes where none is waited for. What waits for Exchange goes on waiting there.
  if (approval === 'automatic' && moved && status === 'pending' && !before.awaits) return { status: 'approved' };
  // What staff agreed to is not what a citizen made of it since.
  if (by === 'staff' || approval === 'automatic') {
    return {
      status,
      ...(decision && { decision }),
      ...(status === 'pending' && { ...(holdUntil !== undefined && { holdUntil }), ...(waitsSince !== undefined && { waitsSince }) }),
    };
  }
  const length = holdHours * HOUR;
  if (status !== 'pending') return { status: 'pending', holdUntil: now + length, waitsSince: now };
  const since = waitsSince ?? before.submittedAt;
  // Other words are no reason to keep the time longer, and another time only up to a bound from the first request.
  const renewed = moved ? Math.min(now + length, since + MOST_HOLDS * length) : 0;
  return { status, holdUntil: Math.max(holdUntil ?? now, renewed), ...(waitsSince !== undefined && { waitsSince }) };
}

/** When its holder changed it within the last day, this change included; undefined: too often. */
export function countedChange({ changesByLink = [] }: Reservation, now: EpochMs): readonly EpochMs[] | undefined {
  const recent = changesByLink.filter((at) => at > now - DAY);
  return recent.length >= MOST_CHANGES ? undefined : [...recent, now];
}

/** Until the next change may be made, in whole seconds. */
export const secondsToNextChange = ({ changesByLink = [] }: Reservation, now: EpochMs): number => {
  const [oldest = now] = changesByLink.slice(-MOST_CHANGES);
  return Math.max(1, Math.ceil((oldest + DAY - now) / 1_000));
};
