import type { Mail } from '../../../shared/mail/model';
import { MAIL, senderLane } from '../../../shared/mail/model';
import { newSyncItem, type Applied, type SyncItem } from '../../../shared/sync/item/item';
import { fingerprint } from '../../../shared/sync/item/plan';
import { aCause } from './cause';
import { DIGEST } from './digest';
import { NOW } from './instants';

/** Where mails are sent from. */
export const OFFICE = 'office@city.example';
export const OFFICE_LANE = senderLane(OFFICE);
/** Of the loop on the in-process cloud. */
export const MAILS_PER_MINUTE = 5;

const aMail = (over: Partial<Mail> = {}): Mail => ({
  template: 'approved',
  to: 'ada@home.example',
  subject: 'Reservation confirmed',
  html: '<p>Confirmed</p>',
  text: 'Confirmed',
  ...over,
});

/** A mail that was just committed; `key` makes it another one. */
export function aMailItem({ key = 'oak.choir~2-approved', ...over }: Partial<SyncItem> = {}): SyncItem {
  const fresh = newSyncItem({
    pk: 'ledger:oak',
    kind: MAIL,
    key,
    target: OFFICE,
    lane: OFFICE_LANE,
    value: aMail(),
    cause: aCause(),
    now: NOW,
    priority: -NOW,
    confidential: true,
  });
  return { ...fresh, ...over };
}

/** The loop's knowledge of a draft. */
export const aDraft = (externalId = 'message-1'): Applied => {
  const value = { sent: false };
  return { externalId, fingerprint: fingerprint(DIGEST, value), value };
};
