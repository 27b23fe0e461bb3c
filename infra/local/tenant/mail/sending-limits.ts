import { DAY, MINUTE, SECOND, type EpochMs } from '../../../../shared/kernel/clock';
import { Refusal } from '../graph/refusal';
import type { TenantOptions } from '../options';

/**
 * Exchange Online's limits per sending mailbox: messages in a minute, recipients in 24 hours. Only what was accepted counts. Microsoft writes that
 * messages over the limit of a minute may also be taken and carried over; here they are refused, which is harder on the sender.
 */
export class SendingLimits {
  private readonly senders = new Map<string, { at: EpochMs; recipients: number }[]>();

  constructor(private readonly options: TenantOptions) {}

  /** Counts one message of a mailbox. Throws 429. */
  admit(mailboxId: string, recipients: number, now: EpochMs): void {
    const { messagesPerMinute, recipientsPerDay } = this.options.sendingLimit;
    const sent = (this.senders.get(mailboxId) ?? []).filter(({ at }) => at > now - DAY);
    this.senders.set(mailboxId, sent);
    const [oldest] = sent.slice(-messagesPerMinute);
    if (oldest && sent.length >= messagesPerMinute && oldest.at > now - MINUTE)
      throw exceeded(String(Math.ceil((oldest.at + MINUTE - now) / SECOND)));
    if (sent.reduce((sum, entry) => sum + entry.recipients, 0) + recipients > recipientsPerDay) throw exceeded(undefined);
    sent.push({ at: now, recipients });
  }
}

const exceeded = (retryAfter: string | undefined): Refusal =>
  new Refusal(
    429,
    'ErrorExceededMessageLimit',
    'Cannot send mail. Message or recipient limit exceeded.',
    retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } },
  );
