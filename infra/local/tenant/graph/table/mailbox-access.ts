import type { Entra } from '../../entra/entra';
import type { Mailboxes } from '../../mailboxes';
import type { Mailbox, Principal, User } from '../../model';
import type { Directory } from '../../people/directory';
import type { ServiceRequest } from './operation';
import { accessDenied } from '../areas';
import { Refusal } from '../refusal';

/** Which mailbox a path names, and whether the calling app may use it. */
export class MailboxAccess {
  constructor(
    private readonly directory: Directory,
    private readonly mailboxes: Mailboxes,
    private readonly entra: Entra,
  ) {}

  /** Throws in the order of Exchange: who is asked for, whether the app may, whether there is a mailbox. */
  mailbox({ names, principal }: ServiceRequest): Mailbox {
    const { user = '' } = names;
    const owner = this.directory.find(user);
    if (!owner) throw new Refusal(404, 'ErrorInvalidUser', `The requested user '${user}' is invalid.`);
    if (!this.reaches(owner, principal)) throw accessDenied();
    const box = this.mailboxes.of(owner);
    if (!box)
      throw new Refusal(404, 'MailboxNotEnabledForRESTAPI', 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.');
    return box;
  }

  /** False outside the mailboxes that RBAC for Applications limits the app to. */
  reaches(owner: User, principal: Principal): boolean {
    const scope = this.entra.apps.find(principal.appId ?? '')?.mailboxScope;
    return !scope || scope.has(owner.userPrincipalName.toLowerCase()) || scope.has(owner.id);
  }
}
