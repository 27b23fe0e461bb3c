import type { MailboxAccess } from '../graph/table/mailbox-access';
import type { Operation, Service } from '../graph/table/operation';
import { granted } from '../graph/permissions';
import type { Mail, MailCall } from './mail';

const FULL = ['Mail.Read', 'Mail.ReadWrite'];
const READ = [...FULL, 'Mail.ReadBasic.All', 'Mail.ReadBasic'];
const WRITE = ['Mail.ReadWrite'];
const SEND = ['Mail.Send'];

/** Messages of a mailbox. Without a full read permission they are shown without bodies and extended properties (permissions-reference.md). */
export function mailService(mail: Mail, access: MailboxAccess): Service {
  const operation = (
    name: string,
    at: readonly string[],
    roles: readonly string[],
    perform: (call: MailCall) => ReturnType<Operation['perform']>,
  ): Operation => ({
    name,
    at,
    roles,
    area: 'exchange',
    perform: (request) => perform({ ...request, ...request.names, box: access.mailbox(request), basic: !granted(request.principal, FULL) }),
  });
  const all = '/users/{user}/messages';
  const one = `${all}/{messageId}`;
  // Both ways to name a folder are read.
  const folders = ['GET /users/{user}/mailFolders/{folder}/messages', "GET /users/{user}/mailFolders('{folder}')/messages"];
  return [
    operation('create-message', [`POST ${all}`], WRITE, (call) => mail.create(call)),
    { ...operation('list-messages', [`GET ${all}`, ...folders], READ, (call) => mail.list(call)), pages: true },
    operation('get-message', [`GET ${one}`], READ, (call) => mail.get(call)),
    operation('update-message', [`PATCH ${one}`], WRITE, (call) => mail.update(call)),
    operation('delete-message', [`DELETE ${one}`], WRITE, (call) => mail.delete(call)),
    operation('send-message', [`POST ${one}/send`], SEND, (call) => mail.send(call)),
    operation('send-mail', ['POST /users/{user}/sendMail'], SEND, (call) => mail.sendNew(call)),
  ];
}
