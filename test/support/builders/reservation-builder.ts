import type { Cause } from '../../../shared/kernel/actor';
import { HOUR } from '../../../shared/kernel/clock';
import { makeReservationId } from '../../../shared/kernel/ids';
import { mailboxLane } from '../../../shared/microsoft/model';
import type { Json } from '../../../shared/kernel/json';
import { RESERVATION_EVENT } from '../../../shared/reservations/kind';
import type { Reservation } from '../../../shared/reservations/model';
import type { SubmitRequest } from '../../../shared/reservations/submit-reservation';
import { ledgerPartition } from '../../../shared/spaces/model';
import { newSyncItem, type SyncItem } from '../../../shared/sync/item/item';
import { ledgerId, spaceId } from './space-builder';

/** Monday, 2 March 2026, 08:00 UTC: when every story begins. */
export const START = Date.UTC(2026, 2, 2, 8);

/** An instant of March 2026 in UTC: `at(3, 14, 30)` is the 3rd, 14:30. */
export const at = (day: number, hour = 0, minute = 0): number => Date.UTC(2026, 2, day, hour, minute);

export const citizen: Cause = { actor: { kind: 'citizen' }, action: 'reservation.submit', correlationId: 'c-1' };
export const staff: Cause = { actor: { kind: 'staff', tenantId: 't', objectId: 'o' }, action: 'reservation.decide', correlationId: 'c-2' };

export const aReservationId = (letter = 'a') => makeReservationId(ledgerId('oak'), letter.repeat(26));

/** A pending reservation of `oak`, the 3rd from 10:00 to 11:00. */
export function aReservation(more: Partial<Reservation> = {}): Reservation {
  const { startsAt = at(3, 10), endsAt = startsAt + HOUR } = more;
  return {
    id: aReservationId(),
    pk: ledgerPartition(ledgerId('oak')),
    type: 'reservation',
    ledger: ledgerId('oak'),
    spaceId: spaceId('oak'),
    status: 'pending',
    startsAt,
    endsAt,
    title: 'Choir practice',
    contact: { name: 'Ada Alder', email: 'ada@home.example', phone: '+43 1 234' },
    kept: { start: startsAt, end: endsAt },
    excludes: [spaceId('oak')],
    submittedAt: START,
    bodyDigest: 'digest',
    revision: 1,
    ...more,
  };
}

/** A sync item of a reservation event in the calendar of `target`. */
export const anEventItem = (value: Json, target = 'oak@city.example'): SyncItem =>
  newSyncItem({
    pk: ledgerPartition(ledgerId('oak')),
    kind: RESERVATION_EVENT,
    key: aReservationId(),
    target,
    lane: mailboxLane(target),
    value,
    cause: citizen,
    now: START,
  });

let serial = 0;

/** A request with a key and a contact of its own: `oak`, the 3rd from 10:00, an hour long unless said otherwise. */
export function aRequest(
  more: { readonly key?: string; readonly space?: string } & Partial<Omit<SubmitRequest['body'], 'spaceId'>> = {},
): SubmitRequest {
  const { key = `key-of-request-${String((serial += 1))}`, space = 'oak', startsAt = at(3, 10), endsAt = startsAt + HOUR, ...rest } = more;
  return {
    idempotencyKey: key,
    body: {
      spaceId: spaceId(space),
      startsAt,
      endsAt,
      title: 'Choir practice',
      contact: { name: 'Ada Alder', email: `${key}@home.example` },
      ...rest,
    },
    cause: citizen,
  };
}
