import { HOUR } from '../../../shared/kernel/clock';
import { mailboxLane } from '../../../shared/microsoft/model';
import type { Json } from '../../../shared/kernel/json';
import { RESERVATION_EVENT, type ReservationEvent } from '../../../shared/reservations/kind';
import { newSyncItem, type Applied, type SyncItem } from '../../../shared/sync/item/item';
import { fingerprint } from '../../../shared/sync/item/plan';
import { aCause } from './cause';
import { DIGEST } from './digest';
import { NOW } from './instants';

export const OAK = 'oak@city.example';
export const ELM = 'elm@city.example';

/** What a reservation wants in a room calendar: tomorrow, 10:00 to 11:00. */
export const anEvent = (over: Partial<ReservationEvent> = {}): ReservationEvent => ({
  subject: 'Choir',
  start: NOW + 26 * HOUR,
  end: NOW + 27 * HOUR,
  showAs: 'busy',
  ...over,
});

/** A wish that was just committed; `key` makes it another reservation, `target` another mailbox. */
export function anItem({ key = 'oak.choir', target = OAK, ...over }: Partial<SyncItem> = {}): SyncItem {
  const fresh = newSyncItem({
    pk: 'ledger:oak',
    kind: RESERVATION_EVENT,
    key,
    target,
    lane: mailboxLane(target),
    value: anEvent(),
    cause: aCause(),
    now: NOW,
  });
  return { ...fresh, ...over };
}

/** The loop's knowledge that `value` is there. */
export const appliedAs = (externalId: string, value: Json = anEvent()): Applied => ({
  externalId,
  fingerprint: fingerprint(DIGEST, value),
  value,
});

/** An item whose event is there as wished. */
export const anItemInStep = (over: Partial<SyncItem> = {}): SyncItem => {
  const { due: _due, ...rest } = anItem(over);
  return { ...rest, state: 'in-step', appliedRevision: 1, applied: appliedAs('event-1'), lastSuccessAt: NOW, ...over };
};
