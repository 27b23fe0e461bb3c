import type { Json, JsonObject } from '../../../../shared/kernel/json';
import { badRequest, nextLink, onlyOptions, pageSize, selected, type Query } from '../graph/odata';
import { Refusal } from '../graph/refusal';
import { guidOf } from '../guid';
import type { MailboxKind, TenantAnswer, User } from '../model';

const DEFAULT_FIELDS =
  'businessPhones displayName givenName jobTitle mail mobilePhone officeLocation preferredLanguage surname userPrincipalName id'.split(' ');
const OTHER_FIELDS =
  'accountEnabled city companyName country createdDateTime department employeeId employeeType faxNumber mailNickname onPremisesSyncEnabled ' +
  'otherMails postalCode proxyAddresses state streetAddress usageLocation userType';
const BASIC_FIELDS = new Set(['displayName', 'givenName', 'id', 'mail', 'surname', 'userPrincipalName']);
const known: ReadonlySet<string> = new Set([...DEFAULT_FIELDS, ...OTHER_FIELDS.split(' ')]);

export interface NewUser {
  /** Principal name and mail address. */
  readonly address: string;
  readonly displayName: string;
  readonly kind: MailboxKind;
  readonly id?: string;
  readonly hasMailbox?: boolean;
  /** Further properties by their Graph names: `department`, `jobTitle`. */
  readonly profile?: JsonObject;
}

/** Users of the tenant; a room mailbox is one of them. */
export class Directory {
  private readonly byKey = new Map<string, User>();
  private readonly users: User[] = [];

  add(wanted: NewUser): User {
    for (const name of Object.keys(wanted.profile ?? {})) if (!known.has(name)) throw new Error(`a user has no property '${name}'`);
    const key = wanted.address.toLowerCase();
    if (this.byKey.has(key)) throw new Error(`the tenant has a user '${wanted.address}' already`);
    const user: User = {
      id: wanted.id ?? guidOf(`user ${key}`),
      userPrincipalName: wanted.address,
      displayName: wanted.displayName,
      kind: wanted.kind,
      hasMailbox: wanted.hasMailbox ?? true,
      profile: wanted.profile ?? {},
    };
    this.users.push(user);
    this.byKey.set(key, user);
    this.byKey.set(user.id.toLowerCase(), user);
    return user;
  }

  /** By object id or principal name. */
  find(key: string): User | undefined {
    return this.byKey.get(key.toLowerCase());
  }

  all(): readonly User[] {
    return this.users;
  }

  get(key: string, query: Query, basicOnly: boolean): TenantAnswer {
    onlyOptions(query, ['$select'], 'GET user');
    const user = this.find(key);
    if (!user)
      throw new Refusal(
        404,
        'Request_ResourceNotFound',
        `Resource '${key}' does not exist or one of its queried reference-property objects are not present.`,
      );
    const select = selected(query, known, 'microsoft.graph.user');
    return {
      status: 200,
      headers: {},
      body: { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity', ...view(user, select, basicOnly) },
    };
  }

  list(query: Query, url: string, basicOnly: boolean): TenantAnswer {
    onlyOptions(query, ['$select', '$top', '$skiptoken'], 'GET users');
    const select = selected(query, known, 'microsoft.graph.user');
    const size = pageSize(query, 100, 999);
    const from = readToken(query.get('$skiptoken'));
    const value = this.users.slice(from, from + size).map((user) => view(user, select, basicOnly));
    const more = this.users.length > from + size;
    return {
      status: 200,
      headers: {},
      body: {
        '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users',
        ...(more && { '@odata.nextLink': nextLink(url, query, '$skiptoken', makeToken(from + size)) }),
        value,
      },
    };
  }
}

function view(user: User, select: readonly string[] | undefined, basicOnly: boolean): JsonObject {
  const all: JsonObject = {
    businessPhones: [],
    accountEnabled: user.kind === 'user',
    userType: 'Member',
    mailNickname: user.userPrincipalName.split('@')[0],
    ...user.profile,
    id: user.id,
    displayName: user.displayName,
    userPrincipalName: user.userPrincipalName,
    mail: user.hasMailbox ? user.userPrincipalName : null,
  };
  const fields: Record<string, Json> = {};
  for (const name of select ?? DEFAULT_FIELDS) if (!basicOnly || BASIC_FIELDS.has(name)) fields[name] = all[name] ?? null;
  return fields;
}

const makeToken = (from: number): string => Buffer.from(`users ${String(from)}`).toString('base64url');

function readToken(token: string | undefined): number {
  if (token === undefined) return 0;
  const from = /^users (\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (from === undefined) throw badRequest('The skip token is not valid.');
  return Number(from);
}
