import type { EpochMs } from '../../../../shared/kernel/clock';
import type { Directory } from '../people/directory';
import type { ItemBody } from '../graph/odata/values';
import type { Mailboxes } from '../mailboxes';
import { INSTEP_MAIL_PROPERTY, type User } from '../model';
import type { Messages } from './messages';
import { recipientsOf, type MessageState } from './model';

/** A message that left the tenant; what its recipients read. */
export interface OutsideMail {
  readonly from: string;
  /** The addresses outside the tenant. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly body: ItemBody;
  readonly internetMessageId: string;
  readonly deliveredAt: EpochMs;
  /** Value of the property that marks the product's mails, as the sender's mailbox has it; null on others. */
  readonly mark: string | null;
}

/** Takes sent messages to where they go: mailboxes of the tenant, or outside, where every address exists. Nothing bounces. */
export class PostOffice {
  readonly outside: OutsideMail[] = [];

  constructor(
    private readonly directory: Directory,
    private readonly mailboxes: Mailboxes,
    private readonly messages: Messages,
  ) {}

  deliver(sender: User, sent: MessageState): void {
    const away: string[] = [];
    for (const [key, address] of new Map(recipientsOf(sent).map((recipient) => [recipient.address.toLowerCase(), recipient.address]))) {
      const owner = this.directory.find(key);
      const box = owner && this.mailboxes.of(owner);
      if (!box) away.push(address);
      else if (!deletesMail(box.owner)) this.messages.receive(box, received(sent), sent.internetMessageId);
    }
    if (away.length === 0) return;
    this.outside.push({
      from: sender.userPrincipalName,
      to: away,
      subject: sent.subject,
      body: sent.body,
      internetMessageId: sent.internetMessageId,
      deliveredAt: sent.sentAt,
      mark: sent.extended.get(INSTEP_MAIL_PROPERTY) ?? null,
    });
    this.messages.revision += 1;
  }
}

/** A room deletes what is no meeting request (Set-CalendarProcessing: DeleteNonCalendarItems). */
const deletesMail = (owner: User): boolean => owner.kind === 'room';

/** Named properties of the sender's mailbox and blind copies stay behind. */
const received = (sent: MessageState): MessageState => ({ ...sent, bcc: [], categories: [], extended: new Map() });
