import type { JsonObject } from '../../../../shared/kernel/json';
import { INSTEP_MAIL_PROPERTY } from '../../../../infra/local/tenant/model';
import type { TenantOptions } from '../../../../infra/local/tenant/options';
import { aMessage, aTenant, code, IMMUTABLE, OAK, OFFICE, rows, textOf } from './support';

const MESSAGES = `/users/${OFFICE}/messages`;
const SEND_MAIL = `/users/${OFFICE}/sendMail`;
const ANN = 'ann@city.example';
const to = (...addresses: readonly string[]): JsonObject => ({ toRecipients: addresses.map((address) => ({ emailAddress: { address } })) });

/** A marked draft in the office's mailbox, and what becomes of it. */
function withDraft(options: Partial<TenantOptions> = {}, more: JsonObject = {}) {
  const tenant = aTenant(options);
  const message = aMessage({ singleValueExtendedProperties: [{ id: INSTEP_MAIL_PROPERTY, value: 'mail-1' }], ...more });
  const draft = tenant.send('POST', MESSAGES, message, IMMUTABLE);
  const path = `${MESSAGES}/${textOf(draft, 'id')}`;
  return {
    ...tenant,
    draft,
    path,
    read: () => tenant.send('GET', path, undefined, IMMUTABLE),
    sendDraft: () => tenant.send('POST', `${path}/send`, undefined, IMMUTABLE),
    office: () => tenant.core.snapshot().mailboxes.find(({ address }) => address === OFFICE) ?? { drafts: [], sent: [] },
    outside: () => tenant.core.snapshot().deliveredOutside,
  };
}

describe('sending a draft', () => {
  it('answers without a body, and the immutable id then names the copy in Sent Items', () => {
    const { send, sendDraft, read, draft, wait } = withDraft();
    wait(60_000);

    const sent = sendDraft();

    expect([sent.status, sent.body]).toEqual([202, {}]);
    expect(read().body).toMatchObject({
      id: draft.body['id'],
      isDraft: false,
      sentDateTime: '2026-03-02T08:01:00Z',
      internetMessageId: draft.body['internetMessageId'],
      from: { emailAddress: { address: OFFICE, name: 'City office' } },
    });
    expect(read().body['parentFolderId']).not.toBe(draft.body['parentFolderId']);
    expect(rows(send('GET', `/users/${OFFICE}/mailFolders/sentitems/messages`))).toHaveLength(1);
    expect(rows(send('GET', `/users/${OFFICE}/mailFolders/drafts/messages`))).toEqual([]);
  });

  it('gives the copy another id where ids are not immutable', () => {
    const { send, sendDraft } = withDraft();
    const before = textOf({ body: rows(send('GET', MESSAGES))[0] ?? {} }, 'id');

    sendDraft();
    const after = textOf({ body: rows(send('GET', MESSAGES))[0] ?? {} }, 'id');

    expect(send('GET', `${MESSAGES}/${before}`).status).toBe(404);
    expect(send('GET', `${MESSAGES}/${after}`).status).toBe(200);
  });

  it('leaves nothing to be found while the message is on its way, by id or in lists', () => {
    const { send, sendDraft, read, wait } = withDraft({ sentLagMs: 20_000 });

    sendDraft();
    const during = [read().status, rows(send('GET', MESSAGES)).length, sendDraft().status];
    wait(20_000);

    expect(during).toEqual([404, 0, 404]);
    expect([read().status, rows(send('GET', MESSAGES)).length]).toEqual([200, 1]);
  });

  it('still looks like a draft on its way where that is switched on; changed it cannot be, and sent again it goes out twice', () => {
    const { send, sendDraft, read, path, wait, outside, office } = withDraft({ sentLagMs: 20_000, whileSending: 'draft' });

    sendDraft();
    const during = read().body['isDraft'];
    const patched = send('PATCH', path, { subject: 'Other' }, IMMUTABLE);
    const again = sendDraft();
    wait(20_000);

    expect([during, patched.status, again.status]).toEqual([true, 412, 202]);
    expect(read().body['isDraft']).toBe(false);
    expect([outside().length, office().sent.length]).toEqual([2, 2]);
  });

  it('refuses to send what is no draft any more, and to change what only drafts may change', () => {
    const { send, sendDraft, path } = withDraft();
    sendDraft();

    const again = sendDraft();
    const subject = send('PATCH', path, { subject: 'Other' }, IMMUTABLE);
    const read = send('PATCH', path, { isRead: false, categories: ['Instep'] }, IMMUTABLE);

    expect(again.status).toBe(400);
    expect([subject.status, code(subject)]).toEqual([400, 'ErrorInvalidPropertySet']);
    expect(read.body).toMatchObject({ isRead: false, categories: ['Instep'] });
  });

  it('gives the sent copy a message id of its own where that is switched on, and never its headers', () => {
    const { send, sendDraft, path, draft } = withDraft(
      { internetMessageIds: 'replaced' },
      { internetMessageHeaders: [{ name: 'x-instep', value: '1' }] },
    );
    sendDraft();

    const copy = send('GET', `${path}?$select=internetMessageId,internetMessageHeaders`, undefined, IMMUTABLE).body;

    expect(copy['internetMessageHeaders']).toEqual([]);
    expect(copy['internetMessageId']).not.toBe(draft.body['internetMessageId']);
  });

  it('has sent the message when only the answer was lost, and not when the request was', () => {
    const { faults, reply, path, office, outside } = withDraft();
    const lose = (when: 'before' | 'after'): unknown => {
      faults.add({
        id: when,
        core: 'tenant',
        match: { operation: 'send-message', mailbox: OFFICE },
        when,
        effect: { kind: 'never' },
        times: 1,
      });
      return reply('POST', `${path}/send`, undefined, IMMUTABLE).kind;
    };

    const first = lose('before');
    const kept = office().drafts.length;
    const second = lose('after');

    expect([first, kept]).toEqual(['never', 1]);
    expect(second).toBe('never');
    expect([office().drafts.length, outside().length]).toEqual([0, 1]);
  });

  it.each<[string, JsonObject, number, string]>([
    ['without recipients', { toRecipients: [] }, 400, 'ErrorInvalidRecipients'],
    ['to what is no address', to('citizen'), 400, 'ErrorInvalidRecipients'],
    ['in the name of another mailbox', { from: { emailAddress: { address: ANN } } }, 403, 'ErrorSendAsDenied'],
    ['to more than 500', to(...Array.from({ length: 501 }, (_, index) => `c${String(index)}@elsewhere.example`)), 501, 'NotImplemented'],
  ])('refuses a draft %s', (_, more, status, errorCode) => {
    const { sendDraft, office } = withDraft({}, more);

    const refused = sendDraft();

    expect([refused.status, code(refused)]).toEqual([status, errorCode]);
    expect(office().drafts).toHaveLength(1);
  });
});

describe('sendMail', () => {
  it('sends without telling an id, and keeps a copy unless told not to', () => {
    const { send, core } = aTenant();

    const kept = send('POST', SEND_MAIL, { message: aMessage({ subject: 'Kept' }) });
    const dropped = send('POST', SEND_MAIL, { Message: aMessage(), SaveToSentItems: false });

    expect([kept.status, kept.body, dropped.status]).toEqual([202, {}, 202]);
    expect(rows(send('GET', MESSAGES)).map((row) => row['subject'])).toEqual(['Kept']);
    expect(core.snapshot().deliveredOutside).toHaveLength(2);
  });

  it('sends twice when it is called twice', () => {
    const { send, core, faults, reply } = aTenant();
    faults.add({ id: 'lost', core: 'tenant', match: { operation: 'send-mail' }, when: 'after', effect: { kind: 'never' }, times: 1 });

    const lost = reply('POST', SEND_MAIL, { message: aMessage() }).kind;
    send('POST', SEND_MAIL, { message: aMessage() });

    expect(lost).toBe('never');
    expect(core.snapshot().deliveredOutside).toHaveLength(2);
  });

  it('refuses parameters that it does not have, and a message that is none', () => {
    const { send } = aTenant();

    expect(code(send('POST', SEND_MAIL, { message: aMessage(), copy: true }))).toBe('RequestBodyRead');
    expect(code(send('POST', SEND_MAIL, { saveToSentItems: true }))).toBe('RequestBodyRead');
  });
});

describe('delivery', () => {
  it('puts mail to an address of the tenant into its inbox, once, unread, without the mark and the blind copies', () => {
    const { send } = withSent(to(ANN.toUpperCase(), ANN), { bccRecipients: to('secret@elsewhere.example')['toRecipients'] });

    const inbox = rows(send('GET', `/users/${ANN}/mailFolders('inbox')/messages`));

    expect(inbox).toMatchObject([{ isDraft: false, isRead: false, subject: 'Your reservation', bccRecipients: [] }]);
    expect(inbox[0]?.['from']).toMatchObject({ emailAddress: { address: OFFICE } });
  });

  it('delivers outside what the tenant has no mailbox for, with the mark the sender put on it', () => {
    const { outside } = withSent(to('citizen@elsewhere.example', ANN, 'old@city.example'));

    expect(outside()).toEqual([
      {
        from: OFFICE,
        to: ['citizen@elsewhere.example', 'old@city.example'],
        subject: 'Your reservation',
        body: { contentType: 'html', content: '<p>It is <b>approved</b>.</p>' },
        deliveredAt: '2026-03-02T08:00:00.000Z',
        mark: 'mail-1',
      },
    ]);
  });

  it('is deleted by a room', () => {
    const { send, outside } = withSent(to(OAK));

    expect(rows(send('GET', `/users/${OAK}/messages`))).toEqual([]);
    expect(outside()).toEqual([]);
  });

  it('is seen at once by a person who looks, drafts and sent mails apart', () => {
    const { office, sendDraft, draft } = withDraft({ sentLagMs: 20_000 });
    const mail = { id: draft.body['id'], subject: 'Your reservation', to: ['citizen@elsewhere.example'], mark: 'mail-1' };

    const before = office();
    sendDraft();

    expect(before).toMatchObject({ drafts: [{ ...mail, createdAt: '2026-03-02T08:00:00.000Z' }], sent: [] });
    expect(before.drafts[0]).not.toHaveProperty('sentAt');
    expect(office()).toMatchObject({ drafts: [], sent: [{ ...mail, sentAt: '2026-03-02T08:00:00.000Z' }] });
  });
});

describe('limits of sending', () => {
  const post = (tenant: ReturnType<typeof aTenant>, from = OFFICE) =>
    tenant.send('POST', `/users/${from}/sendMail`, { message: aMessage() });

  it('takes thirty messages a minute from a mailbox, and says when the next may go', () => {
    const tenant = aTenant();
    post(tenant);
    tenant.wait(15_000);
    const next = Array.from({ length: 29 }, () => post(tenant).status);

    const over = post(tenant);
    const other = post(tenant, ANN);
    tenant.wait(Number(over.headers['retry-after']) * 1_000);

    expect(new Set(next)).toEqual(new Set([202]));
    expect([over.status, code(over), over.headers['retry-after']]).toEqual([429, 'ErrorExceededMessageLimit', '45']);
    expect(other.status).toBe(202);
    expect([post(tenant).status, post(tenant).status]).toEqual([202, 429]);
  });

  it('counts drafts that are sent, and leaves a refused one a draft', () => {
    const { sendDraft, read, send, core } = withDraft();
    core.options.sendingLimit.messagesPerMinute = 1;
    send('POST', SEND_MAIL, { message: aMessage() });

    expect(sendDraft().status).toBe(429);
    expect(read().body['isDraft']).toBe(true);
  });

  it('takes so many recipients in a day', () => {
    const tenant = aTenant({ sendingLimit: { messagesPerMinute: 30, recipientsPerDay: 3 } });
    const two = { message: aMessage(to('a@elsewhere.example', 'b@elsewhere.example')) };

    const first = tenant.send('POST', SEND_MAIL, two);
    const over = tenant.send('POST', SEND_MAIL, two);
    const one = post(tenant);
    tenant.wait(24 * 3_600_000);

    expect([first.status, over.status, one.status]).toEqual([202, 429, 202]);
    expect(code(over)).toBe('ErrorExceededMessageLimit');
    expect(tenant.send('POST', SEND_MAIL, two).status).toBe(202);
  });

  it('shares the limit of four at once with the calendar', () => {
    const { send } = aTenant({ latencyMs: 200 });

    const statuses = [MESSAGES, `/users/${OFFICE}/events`, MESSAGES, MESSAGES, MESSAGES].map((path) => send('GET', path).status);

    expect(statuses).toEqual([200, 200, 200, 200, 429]);
  });
});

function withSent(...more: readonly JsonObject[]) {
  const tenant = withDraft({}, Object.assign({}, ...more) as JsonObject); // assigned objects make an object
  expect(tenant.sendDraft().status).toBe(202);
  return tenant;
}
