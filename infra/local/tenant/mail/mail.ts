import type { EpochMs } from '../../../../shared/kernel/clock';
import type { Json, JsonObject } from '../../../../shared/kernel/json';
import { extendedExpand, extendedFilter, nextLink, onlyOptions, pageSize, selected, wholeNumber, type Query } from '../graph/odata/odata';
import { accessDenied } from '../graph/areas';
import { preferences } from '../graph/odata/preferences';
import { notCovered, Refusal } from '../graph/refusal';
import { flag, objectBody, unreadable } from '../graph/odata/values';
import type { GraphCall, Mailbox, TenantAnswer } from '../model';
import type { TenantOptions } from '../options';
import { readMessageBody } from './message-body';
import { etagOf, folderNamed, idOf, messageProperties, messageView, type Sight } from './message-view';
import type { Found, Messages } from './messages';
import { recipientsOf, type MessageContent } from './model';
import type { PostOffice } from './post-office';
import { SendingLimits } from './sending-limits';

/** One operation on a mailbox's messages, its headers' names in lower case. */
export interface MailCall {
  readonly box: Mailbox;
  readonly call: GraphCall;
  readonly query: Query;
  /** Absolute address of the request without its query, for links. */
  readonly url: string;
  readonly messageId?: string;
  /** Well-known name or id of the folder in the path. */
  readonly folder?: string;
  /** True when the caller may not see bodies and extended properties. */
  readonly basic: boolean;
}

const MESSAGE = 'microsoft.graph.message';
const MOST_RECIPIENTS = 500;
const gone = (): Refusal => new Refusal(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
const accepted: TenantAnswer = { status: 202, headers: {} };

/** Messages of Graph v1.0 over the mailboxes (message-*.md, user-sendmail.md). Refusals are thrown. */
export class Mail {
  private readonly limits: SendingLimits;

  constructor(
    private readonly messages: Messages,
    private readonly post: PostOffice,
    private readonly options: TenantOptions,
    private readonly now: () => EpochMs,
  ) {
    this.limits = new SendingLimits(options);
  }

  create({ box, call, query, url }: MailCall): TenantAnswer {
    onlyOptions(query, [], 'POST messages');
    jsonOnly(call);
    const prefer = preferences(call.headers['prefer']);
    const made = this.messages.draft(box, readMessageBody(call.body, undefined));
    const location = `${url}('${encodeURIComponent(idOf(made, prefer))}')`;
    return { status: 201, headers: { location, etag: etagOf(made.state) }, body: entity(box, made, { prefer, basic: false }) };
  }

  get(mail: MailCall): TenantAnswer {
    const { box, call, query, basic } = mail;
    onlyOptions(query, ['$select', '$expand'], 'GET message');
    const prefer = preferences(call.headers['prefer']);
    const found = this.find(mail);
    const body = entity(box, found, { prefer, basic }, selected(query, messageProperties, MESSAGE), expandOf(mail));
    return { status: 200, headers: { etag: etagOf(found.state) }, body };
  }

  list(mail: MailCall): TenantAnswer {
    const { box, call, query, url, basic, folder: named } = mail;
    onlyOptions(query, ['$select', '$expand', '$filter', '$top', '$skip'], 'GET messages');
    const sight = { prefer: preferences(call.headers['prefer']), basic };
    const folder = named === undefined ? undefined : folderNamed(box.owner, named);
    if (named !== undefined && folder === undefined) throw notCovered(`the mail folder '${named}'`);
    const text = query.get('$filter');
    if (text !== undefined && basic) throw accessDenied();
    const filter = text === undefined ? undefined : extendedFilter(text);
    const expanded = expandOf(mail);
    const select = selected(query, messageProperties, MESSAGE);
    const skip = wholeNumber(query, '$skip');
    const size = pageSize(query, 10, 1_000);
    const found = [...this.messages.listed(box)]
      .filter(({ state }) => folder === undefined || state.folder === folder)
      .filter(({ state }) => filter === undefined || state.extended.get(filter.id)?.toLowerCase() === filter.value)
      .reverse();
    const value = found.slice(skip, skip + size).map((entry) => messageView(entry, box.owner, sight, select, expanded));
    const next = found.length > skip + size && { '@odata.nextLink': nextLink(url, query, '$skip', String(skip + size)) };
    return { status: 200, headers: {}, body: { '@odata.context': context(box), value, ...next } };
  }

  update(mail: MailCall): TenantAnswer {
    const { box, call, query } = mail;
    onlyOptions(query, [], 'PATCH message');
    const found = this.findToWrite(mail);
    const state = this.messages.change(found.record, found.state, readMessageBody(call.body, found.state));
    const sight = { prefer: preferences(call.headers['prefer']), basic: false };
    return { status: 200, headers: { etag: etagOf(state) }, body: entity(box, { record: found.record, state }, sight) };
  }

  delete(mail: MailCall): TenantAnswer {
    onlyOptions(mail.query, [], 'DELETE message');
    const { record, state } = this.findToWrite(mail);
    if (this.options.deletedMessages === 'moved' && state.folder !== 'deleteditems')
      this.messages.move(mail.box, record, state, 'deleteditems');
    else this.messages.delete(mail.box, record);
    return { status: 204, headers: {} };
  }

  /** Sends a draft; what no longer looks like one is refused. UNVERIFIED with which code. */
  send(mail: MailCall): TenantAnswer {
    const { box, call, query } = mail;
    onlyOptions(query, [], 'POST send');
    if (call.body !== undefined && Object.keys(objectBody(call.body)).length > 0) throw unreadable('The action send has no parameters.');
    const { record, state } = this.find(mail);
    if (!state.isDraft) throw new Refusal(400, 'ErrorInvalidRequest', 'The message is not a draft and cannot be sent.');
    this.admit(box, state);
    this.post.deliver(box.owner, this.messages.send(box, record, state));
    return accepted;
  }

  sendNew({ box, call, query }: MailCall): TenantAnswer {
    onlyOptions(query, [], 'POST sendMail');
    jsonOnly(call);
    const { message, saveToSentItems } = parameters(objectBody(call.body));
    const content = readMessageBody(message, undefined);
    this.admit(box, { to: [], cc: [], bcc: [], from: undefined, ...content });
    this.post.deliver(box.owner, this.messages.sendNew(box, content, saveToSentItems));
    return accepted;
  }

  private admit(box: Mailbox, content: Pick<MessageContent, 'to' | 'cc' | 'bcc' | 'from'>): void {
    const recipients = recipientsOf(content);
    if (recipients.length === 0 || recipients.some(({ address }) => !/^[^\s@<>]+@[^\s@<>]+$/.test(address)))
      throw new Refusal(400, 'ErrorInvalidRecipients', "At least one recipient isn't valid.");
    if (content.from && content.from.address.toLowerCase() !== box.owner.userPrincipalName.toLowerCase())
      throw new Refusal(
        403,
        'ErrorSendAsDenied',
        'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.',
      );
    if (recipients.length > MOST_RECIPIENTS)
      throw notCovered(`a message to more than ${String(MOST_RECIPIENTS)} recipients, which bounces`);
    this.limits.admit(box.owner.id, recipients.length, this.now());
  }

  private find({ box, call, messageId = '' }: MailCall): Found {
    const found = this.messages.find(box, messageId, preferences(call.headers['prefer']).immutableIds);
    if (!found) throw gone();
    return found;
  }

  /** A draft that is on its way can be read but not changed. */
  private findToWrite(mail: MailCall): Found {
    const found = this.find(mail);
    const wanted = mail.call.headers['if-match'];
    if (found.record.current !== found.state || (wanted !== undefined && wanted !== '*' && wanted !== etagOf(found.state)))
      throw new Refusal(
        412,
        'ErrorIrresolvableConflict',
        'The change key passed in the request does not match the current change key for the item.',
      );
    return found;
  }
}

const context = (box: Mailbox, tail = ''): string => `https://graph.microsoft.com/v1.0/$metadata#users('${box.owner.id}')/messages${tail}`;

const entity = (box: Mailbox, found: Found, sight: Sight, select?: readonly string[], expanded?: string): JsonObject => ({
  '@odata.context': context(box, '/$entity'),
  ...messageView(found, box.owner, sight, select, expanded),
});

/** Extended properties need more than a basic permission. */
function expandOf({ query, basic }: MailCall): string | undefined {
  if (query.has('$expand') && basic) throw accessDenied();
  return extendedExpand(query);
}

function jsonOnly(call: GraphCall): void {
  const type = call.headers['content-type'];
  if (type !== undefined && !/^application\/json\b/i.test(type)) throw notCovered(`a message as ${type}`);
}

/** The parameters of sendMail, their names in any case. */
function parameters(body: JsonObject): { readonly message: Json | undefined; readonly saveToSentItems: boolean } {
  let message: Json | undefined;
  let saveToSentItems = true;
  for (const [name, value] of Object.entries(body)) {
    const key = name.toLowerCase();
    if (key === 'message') message = value;
    else if (key === 'savetosentitems') saveToSentItems = value === null || value === undefined || flag(name, value);
    else throw unreadable(`The parameter '${name}' in the request payload is not a valid parameter for the operation 'sendMail'.`);
  }
  return { message, saveToSentItems };
}
