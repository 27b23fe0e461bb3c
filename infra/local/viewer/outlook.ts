import { z } from 'zod';
import { DAY } from '../../../shared/kernel/clock';
import type { TenantCore } from '../tenant/core';
import type { SnapshotEvent } from '../tenant/snapshot';
import { checked, unknown, wrong } from './exchange';

const instant = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 instant, such as 2026-03-02T14:00:00Z' })
  .transform((text) => Date.parse(text));
const showAs = z.enum(['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown']);
const subject = z.string().max(255);
const mailbox = z.string().min(1);
const eventId = z.string().min(1);
const isAllDay = z.boolean().optional();

/** What a person does in Outlook: `POST /_instep/outlook`. */
const OutlookBody = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('create'), mailbox, subject, start: instant, end: instant, showAs: showAs.optional(), isAllDay }),
  z.strictObject({ action: z.literal('move'), mailbox, eventId, start: instant, end: instant }),
  z.strictObject({ action: z.literal('edit'), mailbox, eventId, subject: subject.optional(), showAs: showAs.optional() }),
  z.strictObject({ action: z.literal('delete'), mailbox, eventId }),
]);
const ACTIONS = OutlookBody.options.map(({ shape }) => shape.action.value);

/** The event as it is now; a deleted one as it was. Throws Problem. */
export function actInOutlook(tenant: TenantCore, body: unknown): SnapshotEvent {
  const wish = checked(OutlookBody, known(body));
  const owner = tenant.directory.find(wish.mailbox);
  if (!owner?.hasMailbox) throw unknown(`The tenant has no mailbox ${wish.mailbox}.`);
  const address = owner.userPrincipalName;
  if ('end' in wish && wish.end <= wish.start) throw wrong('end', 'must be after start');
  if (wish.action === 'create') {
    const { subject, start, end, showAs, isAllDay = false } = wish;
    if (isAllDay && start % DAY !== 0) throw wrong('start', 'must be midnight in UTC: an all-day entry is kept as dates');
    if (isAllDay && end % DAY !== 0) throw wrong('end', 'must be midnight in UTC: an all-day entry is kept as dates');
    return find(tenant, address, tenant.outlook.create(address, { subject, start, end, isAllDay, ...(showAs && { showAs }) }));
  }
  const before = find(tenant, address, wish.eventId);
  switch (wish.action) {
    case 'move':
      tenant.outlook.move(address, before.id, wish.start, wish.end);
      return find(tenant, address, before.id);
    case 'edit': {
      const { subject, showAs } = wish;
      tenant.outlook.edit(address, before.id, { ...(subject !== undefined && { subject }), ...(showAs && { showAs }) });
      return find(tenant, address, before.id);
    }
    case 'delete':
      tenant.outlook.delete(address, before.id);
      return before;
  }
}

function known(body: unknown): unknown {
  const action = typeof body === 'object' && body !== null && 'action' in body ? body.action : undefined;
  if (ACTIONS.some((name) => name === action)) return body;
  throw wrong('action', `must be one of ${ACTIONS.join(', ')}`);
}

function find(tenant: TenantCore, address: string, id: string): SnapshotEvent {
  const event = tenant
    .snapshot()
    .mailboxes.find((box) => box.address === address)
    ?.events.find((one) => one.id === id);
  if (!event) throw unknown(`The mailbox ${address} has no event ${id}.`);
  return event;
}
