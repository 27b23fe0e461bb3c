import type { JsonObject } from '../../../../shared/kernel/json';
import type { CoreParts } from '../../kernel/travel';
import { guidOf } from '../guid';
import { LateView } from '../late-view';
import { drawn } from '../mailboxes';
import type { MailboxKind, User, UserState } from '../model';
import type { TenantOptions } from '../options';
import { userProperties } from './user-view';

export interface NewUser {
  /** Principal name and mail address. */
  readonly address: string;
  readonly displayName: string;
  readonly kind: MailboxKind;
  readonly id?: string;
  readonly hasMailbox?: boolean;
  /** True for somebody with an administrator's role. */
  readonly isPrivileged?: boolean;
  /** Further properties by their Graph names: `department`, `jobTitle`, `onPremisesSyncEnabled`. */
  readonly profile?: JsonObject;
}

/** Users of the tenant; a room mailbox is one of them. */
export class Directory {
  private readonly byKey = new Map<string, User>();
  private users: User[] = [];
  private readonly views = new Map<User, LateView<UserState>>();
  /** Grows with every change of a person. */
  revision = 0;

  constructor(
    private readonly parts: CoreParts,
    private readonly options: TenantOptions,
  ) {}

  add(wanted: NewUser): User {
    for (const name of Object.keys(wanted.profile ?? {}))
      if (!userProperties.has(name)) throw new Error(`a user has no property '${name}'`);
    const key = wanted.address.toLowerCase();
    if (this.byKey.has(key)) throw new Error(`the tenant has a user '${wanted.address}' already`);
    const user: User = {
      id: wanted.id ?? guidOf(`user ${key}`),
      userPrincipalName: wanted.address,
      displayName: wanted.displayName,
      kind: wanted.kind,
      hasMailbox: wanted.hasMailbox ?? true,
      isPrivileged: wanted.isPrivileged ?? false,
      profile: wanted.profile ?? {},
    };
    this.users.push(user);
    this.byKey.set(key, user);
    this.byKey.set(user.id.toLowerCase(), user);
    this.show(user, 0);
    return user;
  }

  /** Whoever is removed is gone at once, for every reader. */
  remove(user: User): void {
    this.users = this.users.filter((other) => other !== user);
    this.byKey.delete(user.userPrincipalName.toLowerCase());
    this.byKey.delete(user.id.toLowerCase());
    this.views.delete(user);
    this.revision += 1;
  }

  /** By object id or principal name. */
  find(key: string): User | undefined {
    return this.byKey.get(key.toLowerCase());
  }

  all(): readonly User[] {
    return this.users;
  }

  /** What a person does in the admin centre, or a request that may. */
  change(user: User, { displayName, ...profile }: JsonObject): void {
    if (typeof displayName === 'string') user.displayName = displayName;
    user.profile = { ...user.profile, ...profile };
    this.show(user, Math.max(drawn(this.options.directoryLagMs, this.parts.random), 0));
  }

  /** The person as readers see one by now. */
  shown(user: User): UserState {
    return this.views.get(user)?.at(this.parts.now()) ?? user;
  }

  private show(user: User, lagMs: number): void {
    const now = this.parts.now();
    const view = this.views.get(user) ?? new LateView<UserState>();
    this.views.set(user, view);
    view.show({ displayName: user.displayName, profile: user.profile }, now + lagMs, now);
    this.revision += 1;
  }
}
