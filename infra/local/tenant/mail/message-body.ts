import type { Json } from '../../../../shared/kernel/json';
import { notCovered, Refusal } from '../graph/refusal';
import {
  extendedProperties,
  flag,
  isObject,
  itemBody,
  list,
  objectBody,
  oneOf,
  text,
  unknownMember,
  unreadable,
} from '../graph/odata/values';
import type { MessageContent, MessageState, Recipient } from './model';

type Change = { -readonly [K in keyof MessageContent]?: MessageContent[K] };

const RECIPIENTS = { toRecipients: 'to', ccRecipients: 'cc', bccRecipients: 'bcc', replyTo: 'replyTo' } as const;
const DRAFT_ONLY = new Set(['subject', 'body', 'from', ...Object.keys(RECIPIENTS)]);
const READ_ONLY = new Set(
  (
    'bodyPreview changeKey conversationId conversationIndex createdDateTime hasAttachments id isDraft lastModifiedDateTime parentFolderId ' +
    'receivedDateTime sentDateTime uniqueBody webLink'
  ).split(' '),
);
const NOT_SIMULATED = new Set(
  'attachments extensions flag inferenceClassification internetMessageId isDeliveryReceiptRequested isReadReceiptRequested multiValueExtendedProperties sender'.split(
    ' ',
  ),
);
const MOST_HEADERS = 5;

/**
 * Reads a message as Exchange does (message.md, message-update.md): an unknown property refuses the whole, one that nobody may set too.
 * `stored` is the message that is changed; absent for a new one.
 */
export function readMessageBody(sent: Json | undefined, stored: MessageState | undefined): Partial<MessageContent> {
  const body = objectBody(sent);
  const change: Change = {};
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined || name.startsWith('@odata')) continue;
    if (stored && !stored.isDraft && DRAFT_ONLY.has(name))
      throw new Refusal(400, 'ErrorInvalidPropertySet', `Property '${name}' can be changed only while the message is a draft.`);
    switch (name) {
      case 'subject':
        change.subject = text(name, value ?? '');
        break;
      case 'body':
        change.body = itemBody(value);
        break;
      case 'from':
        change.from = value === null ? undefined : recipient(name, value);
        break;
      case 'toRecipients':
      case 'ccRecipients':
      case 'bccRecipients':
      case 'replyTo':
        change[RECIPIENTS[name]] = list(name, value ?? []).map((entry) => recipient(name, entry));
        break;
      case 'importance':
        change.importance = oneOf(name, value, ['low', 'normal', 'high']);
        break;
      case 'categories':
        change.categories = list(name, value).map((category) => text(name, category));
        break;
      case 'isRead':
        change.isRead = flag(name, value);
        break;
      case 'internetMessageHeaders':
        if (stored)
          throw new Refusal(400, 'ErrorInvalidPropertySet', 'Internet message headers can be set only when the message is created.');
        change.headers = internetHeaders(list(name, value));
        break;
      case 'singleValueExtendedProperties':
        change.extended = extendedProperties(list(name, value), stored?.extended);
        break;
      default:
        refuse(name, value);
    }
  }
  return change;
}

function refuse(name: string, value: Json): void {
  if (READ_ONLY.has(name)) throw new Refusal(400, 'ErrorInvalidPropertySet', `Property '${name}' is read-only and cannot be set.`);
  if (!NOT_SIMULATED.has(name)) throw unknownMember(name, 'message');
  const empty = value === null || value === false || (Array.isArray(value) && value.length === 0);
  if (!empty) throw notCovered(`the message property '${name}'`);
}

function recipient(name: string, value: Json): Recipient {
  const email = isObject(value) ? value['emailAddress'] : undefined;
  if (!isObject(value) || !isObject(email)) throw unreadable(`The value of '${name}' is not a recipient.`);
  for (const member of Object.keys(value)) if (member !== 'emailAddress') throw unknownMember(member, 'recipient');
  for (const member of Object.keys(email)) if (member !== 'address' && member !== 'name') throw unknownMember(member, 'emailAddress');
  const address = text(`${name}.address`, email['address'] ?? '');
  return { address, name: text(`${name}.name`, email['name'] ?? address) };
}

/** Only names that begin with `x-`, and five at most (message.md; the codes are seen in the field). */
function internetHeaders(entries: readonly Json[]): MessageContent['headers'] {
  if (entries.length > MOST_HEADERS)
    throw new Refusal(
      400,
      'InvalidInternetMessageHeaderCollection',
      `Maximum number of headers in one message should be less than or equal to ${String(MOST_HEADERS)}.`,
    );
  return entries.map((entry) => {
    if (!isObject(entry)) throw unreadable("The value of 'internetMessageHeaders' is not a list of objects.");
    for (const member of Object.keys(entry))
      if (member !== 'name' && member !== 'value') throw unknownMember(member, 'internetMessageHeader');
    const name = text('internetMessageHeaders.name', entry['name'] ?? null);
    if (!/^x-/i.test(name))
      throw new Refusal(400, 'InvalidInternetMessageHeader', `The internet message header name '${name}' should start with 'x-' or 'X-'.`);
    return { name, value: text('internetMessageHeaders.value', entry['value'] ?? null) };
  });
}
