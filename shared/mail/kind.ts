import { homeLedger } from '../kernel/ids';
import { isObject, type JsonObject } from '../kernel/json';
import { MAILBOX } from '../microsoft/model';
import { ledgerPartition } from '../spaces/model';
import type { SyncItem } from '../sync/item/item';
import type { Kind } from '../sync/kind';
import { outbox } from '../sync/recipes/outbox';
import { MAIL, reservationOfMail } from './model';

/** Marks a message as ours. One fixed name: each name burns a named property of the mailbox for ever (Graph, open type extensions). */
const MARK = 'String {9d3c8f0a-6c1e-4b57-9a3e-5f2d1c7b8e40} Name InstepMail';

interface MailKindSettings extends Pick<Kind, 'hindrance'> {
  readonly perMinute: number;
  readonly replyTo?: string | undefined;
  /** How long the item of a mail is kept once it is sent or withdrawn. */
  readonly keepDays: number;
}

/** A mail to somebody. Exchange makes the text part of the message from its HTML. */
export const mailKind = ({ perMinute, replyTo, keepDays, hindrance }: MailKindSettings): Kind =>
  outbox({
    name: MAIL,
    scope: MAILBOX,
    permissions: ['Mail.ReadWrite', 'Mail.Send'],
    words: { target: 'mailbox', remedy: 'create it, or correct the setting MAIL_SENDER' },
    // A mail lives with its reservation.
    partitionOf: (key) => {
      const id = reservationOfMail(key);
      return Promise.resolve(id && ledgerPartition(homeLedger(id)));
    },
    perMinute,
    keepDays,
    mark: MARK,
    message: (item) => ({ ...content(item), ...(replyTo !== undefined && { replyTo: [recipient(replyTo)] }) }),
    // Whom it went to, what it said and the link in it are nobody's business once it has left: what remains says which mail it was.
    remains: (value) => (isObject(value) ? { template: value['template'] ?? null } : null),
    ...(hindrance && { hindrance }),
  });

const recipient = (address: string): JsonObject => ({ emailAddress: { address } });

function content({ desired: { value } }: SyncItem): JsonObject {
  if (!isObject(value) || typeof value['to'] !== 'string') throw new Error('a mail that is not wanted has no content');
  return {
    subject: value['subject'],
    body: { contentType: 'html', content: value['html'] },
    toRecipients: [recipient(value['to'])],
  };
}
