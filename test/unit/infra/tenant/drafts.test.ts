import type { JsonObject } from '../../../../shared/kernel/json';
import { INSTEP_MAIL_PROPERTY } from '../../../../infra/local/tenant/model';
import { aMessage, aTenant, code, IMMUTABLE, OFFICE, rows, textOf } from './support';

const MESSAGES = `/users/${OFFICE}/messages`;
const mark = (value: string): JsonObject => ({ singleValueExtendedProperties: [{ id: INSTEP_MAIL_PROPERTY, value }] });
const byMark = (value: string): string =>
  `$filter=${encodeURIComponent(`singleValueExtendedProperties/Any(ep: ep/id eq '${INSTEP_MAIL_PROPERTY}' and ep/value eq '${value}')`)}`;
const expanded = `$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=id eq '${INSTEP_MAIL_PROPERTY}')`)}`;
const headers = (...names: readonly string[]): JsonObject => ({ internetMessageHeaders: names.map((name) => ({ name, value: 'a' })) });

describe('drafts', () => {
  it('creates, reads, changes and deletes a draft', () => {
    const { send } = aTenant();

    const made = send('POST', MESSAGES, aMessage(), IMMUTABLE);
    const path = `${MESSAGES}/${textOf(made, 'id')}`;
    const read = send('GET', path, undefined, IMMUTABLE);
    const changed = send('PATCH', path, { subject: 'Denied', toRecipients: [] }, IMMUTABLE);
    const deleted = send('DELETE', path, undefined, IMMUTABLE);
    const gone = send('GET', path, undefined, IMMUTABLE);

    expect([made.status, read.status, changed.status, deleted.status, gone.status]).toEqual([201, 200, 200, 204, 404]);
    expect(read.body).toEqual(made.body);
    expect(made.body).toMatchObject({
      isDraft: true,
      subject: 'Your reservation',
      bodyPreview: 'It is approved.',
      toRecipients: [{ emailAddress: { address: 'citizen@elsewhere.example', name: 'citizen@elsewhere.example' } }],
      internetMessageId: expect.stringMatching(/^<.+@.+>$/) as unknown,
    });
    expect(changed.body).toMatchObject({ subject: 'Denied', toRecipients: [], isDraft: true });
    expect(changed.body['changeKey']).not.toBe(made.body['changeKey']);
    expect(code(gone)).toBe('ErrorItemNotFound');
  });

  it('has a sent time before it is sent: that of its creation', () => {
    const { send } = aTenant();

    const made = send('POST', MESSAGES, aMessage());

    expect(made.body).toMatchObject({ isDraft: true, sentDateTime: '2026-03-02T08:00:00Z' });
    expect(made.body).not.toHaveProperty('from');
  });

  it('gives another id without the immutable preference, and finds neither under the other', () => {
    const { send } = aTenant();
    const id = textOf(send('POST', MESSAGES, aMessage(), IMMUTABLE), 'id');

    const plain = textOf({ body: rows(send('GET', MESSAGES))[0] ?? {} }, 'id');

    expect(plain).not.toBe(id);
    expect(send('GET', `${MESSAGES}/${id}`).status).toBe(404);
    expect(send('GET', `${MESSAGES}/${plain}`, undefined, IMMUTABLE).status).toBe(404);
  });

  it('shows bodies as HTML unless text is preferred', () => {
    const { send } = aTenant();
    const id = textOf(send('POST', MESSAGES, aMessage({ body: { contentType: 'text', content: 'a < b' } })), 'id');

    const html = send('GET', `${MESSAGES}/${id}?$select=body`);
    const text = send('GET', `${MESSAGES}/${id}?$select=body`, undefined, { prefer: 'outlook.body-content-type="text"' });

    expect(html.body['body']).toMatchObject({ contentType: 'html', content: expect.stringContaining('a &lt; b') as unknown });
    expect(text.body['body']).toEqual({ contentType: 'text', content: 'a < b' });
    expect(Object.keys(html.body).sort()).toEqual(['@odata.context', '@odata.etag', 'body', 'id']);
  });

  it('shows an extended property only when it is expanded, and finds it by value in the whole mailbox', () => {
    const { send } = aTenant();
    send('POST', MESSAGES, aMessage(mark('mail-ABC')));
    send('POST', MESSAGES, aMessage(mark('mail-other')));

    const found = send('GET', `${MESSAGES}?${byMark('MAIL-abc')}`);
    const shown = rows(send('GET', `${MESSAGES}?${byMark('mail-abc')}&${expanded}&$select=id`))[0];

    expect(rows(found)).toHaveLength(1);
    expect(rows(found)[0]).not.toHaveProperty('singleValueExtendedProperties');
    expect(shown?.['singleValueExtendedProperties']).toEqual([{ id: INSTEP_MAIL_PROPERTY, value: 'mail-ABC' }]);
  });

  it('lists a new draft only after the lag, while its id finds it at once', () => {
    const { send, wait } = aTenant({ listLagMs: 5_000 });
    const { body } = send('POST', MESSAGES, aMessage(mark('mail-1')));

    const early = rows(send('GET', `${MESSAGES}?${byMark('mail-1')}`)).length;
    const direct = send('GET', `${MESSAGES}/${textOf({ body }, 'id')}`).status;
    wait(5_000);

    expect([early, direct]).toEqual([0, 200]);
    expect(rows(send('GET', `${MESSAGES}?${byMark('mail-1')}`))).toHaveLength(1);
  });

  it('lists one folder by its name or its id, ten a page with links for the rest', () => {
    const { send, core } = aTenant();
    core.graphUrl = 'https://graph.test/v1.0';
    for (let i = 0; i < 12; i += 1) send('POST', MESSAGES, aMessage());
    const parent = textOf({ body: rows(send('GET', MESSAGES))[0] ?? {} }, 'parentFolderId');

    const first = send('GET', `/users/${OFFICE}/mailFolders('drafts')/messages?$select=id`);
    const second = send('GET', textOf(first, '@odata.nextLink').slice('https://graph.test/v1.0'.length));

    expect([rows(first).length, rows(second).length]).toEqual([10, 2]);
    expect(rows(send('GET', `/users/${OFFICE}/mailFolders/${parent}/messages?$top=50`))).toHaveLength(12);
    expect(rows(send('GET', `/users/${OFFICE}/mailFolders/sentitems/messages`))).toEqual([]);
    expect(send('GET', `/users/${OFFICE}/mailFolders/archive/messages`).status).toBe(501);
  });

  it('gives headers of its own only when they are selected', () => {
    const { send } = aTenant();
    const made = send('POST', MESSAGES, aMessage(headers('X-Instep')));

    expect(made.body).not.toHaveProperty('internetMessageHeaders');
    expect(send('GET', `${MESSAGES}/${textOf(made, 'id')}?$select=internetMessageHeaders`).body['internetMessageHeaders']).toEqual([
      { name: 'X-Instep', value: 'a' },
    ]);
  });

  it.each<[string, JsonObject, number, string]>([
    ['a header that does not begin with x-', headers('Subject'), 400, 'InvalidInternetMessageHeader'],
    ['six headers', headers('x-1', 'x-2', 'x-3', 'x-4', 'x-5', 'x-6'), 400, 'InvalidInternetMessageHeaderCollection'],
    ['a property that messages do not have', { to: [] }, 400, 'RequestBodyRead'],
    ['a property that nobody may set', { isDraft: false }, 400, 'ErrorInvalidPropertySet'],
    ['recipients that are addresses only', { toRecipients: ['citizen@elsewhere.example'] }, 400, 'RequestBodyRead'],
    ['an importance that does not exist', { importance: 'urgent' }, 400, 'RequestBodyRead'],
    ['attachments, which are not covered', { attachments: [{}] }, 501, 'NotImplemented'],
  ])('refuses %s', (_, more, status, errorCode) => {
    const refused = aTenant().send('POST', MESSAGES, aMessage(more));

    expect([refused.status, code(refused)]).toEqual([status, errorCode]);
  });

  it('sets headers at creation only, and refuses a stale change key', () => {
    const { send } = aTenant();
    const made = send('POST', MESSAGES, aMessage());
    const path = `${MESSAGES}/${textOf(made, 'id')}`;
    send('PATCH', path, { subject: 'Two' });

    expect(code(send('PATCH', path, headers('x-late')))).toBe('ErrorInvalidPropertySet');
    expect(code(send('PATCH', path, { subject: 'Three' }, { 'if-match': textOf(made, '@odata.etag') }))).toBe('ErrorIrresolvableConflict');
  });

  it('covers messages as JSON only', () => {
    expect(aTenant().send('POST', MESSAGES, aMessage(), { 'content-type': 'text/plain' }).status).toBe(501);
  });

  it('keeps a draft that a person deletes in Deleted Items, still a draft under its immutable id, until it is deleted again', () => {
    const { core, send } = aTenant();
    const made = send('POST', MESSAGES, aMessage(), IMMUTABLE);
    const id = textOf(made, 'id');

    core.outlook.deleteMessage(OFFICE, id);
    const moved = send('GET', `${MESSAGES}/${id}`, undefined, IMMUTABLE);
    const drafts = core.snapshot().mailboxes.flatMap((box) => box.drafts);
    core.outlook.deleteMessage(OFFICE, id);

    expect(moved.body).toMatchObject({ isDraft: true });
    expect(moved.body['parentFolderId']).not.toBe(made.body['parentFolderId']);
    expect(drafts).toEqual([]);
    expect(send('GET', `${MESSAGES}/${id}`, undefined, IMMUTABLE).status).toBe(404);
  });

  it('moves what an app deletes to Deleted Items where that is switched on, out of reach of the id that changes', () => {
    const { send } = aTenant({ deletedMessages: 'moved' });
    const made = send('POST', MESSAGES, aMessage(), IMMUTABLE);
    const plain = textOf({ body: rows(send('GET', MESSAGES))[0] ?? {} }, 'id');

    send('DELETE', `${MESSAGES}/${plain}`);

    expect(send('GET', `${MESSAGES}/${plain}`).status).toBe(404);
    expect(send('GET', `${MESSAGES}/${textOf(made, 'id')}`, undefined, IMMUTABLE).status).toBe(200);
    expect(rows(send('GET', `/users/${OFFICE}/mailFolders/deleteditems/messages`))).toHaveLength(1);
  });
});

describe('permissions on mail', () => {
  it.each([
    ['POST', MESSAGES, aMessage(), 'Mail.ReadWrite', 201],
    ['POST', MESSAGES, aMessage(), 'Mail.Read', 403],
    ['POST', MESSAGES, aMessage(), 'Mail.Send', 403],
    ['GET', MESSAGES, undefined, 'Mail.Read', 200],
    ['GET', MESSAGES, undefined, 'Mail.ReadBasic.All', 200],
    ['GET', MESSAGES, undefined, 'Mail.Send', 403],
    ['GET', `${MESSAGES}?${byMark('x')}`, undefined, 'Mail.ReadBasic.All', 403],
    ['GET', `${MESSAGES}?${expanded}`, undefined, 'Mail.ReadBasic.All', 403],
    ['POST', `/users/${OFFICE}/sendMail`, { message: aMessage() }, 'Mail.Send', 202],
    ['POST', `/users/${OFFICE}/sendMail`, { message: aMessage() }, 'Mail.ReadWrite', 403],
  ])('%s %s with %j and the role %s is answered with %i', (method, path, body, role, status) => {
    const { send, principal } = aTenant();

    expect(send(method, path, body, {}, { ...principal, roles: [role] }).status).toBe(status);
  });

  it('shows no bodies to who may read the basics only', () => {
    const { send, principal } = aTenant();
    send('POST', MESSAGES, aMessage());

    const [row] = rows(send('GET', MESSAGES, undefined, {}, { ...principal, roles: ['Mail.ReadBasic.All'] }));

    expect(row).toMatchObject({ subject: 'Your reservation' });
    expect(row).not.toHaveProperty('body');
    expect(row).not.toHaveProperty('bodyPreview');
  });
});
