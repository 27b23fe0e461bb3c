import type { Json } from '../../../../shared/kernel/json';
import { requestDenied } from '../graph/areas';
import { masteredOnPremises, notPresent } from './refusals';
import { nextLink, onlyOptions, pageSize, selected, type Query } from '../graph/odata/odata';
import { makeSkipToken, readSkipToken } from '../graph/odata/skip-token';
import type { TenantAnswer, User } from '../model';
import type { Directory } from './directory';
import { readUserBody } from './user-body';
import { userProperties, userView, type UserSight } from './user-view';

const CONTEXT = 'https://graph.microsoft.com/v1.0/$metadata#users';
const USER = 'microsoft.graph.user';
/** An app may change them of an administrator only with a role of its own in the directory (users.md). */
const SENSITIVE = ['accountEnabled', 'businessPhones', 'mobilePhone', 'otherMails'];
/** What an administrator sets in the cloud for people who come from Active Directory. */
const CLOUD_MASTERED = new Set(['usageLocation']);

/** Users of Graph v1.0 (user-get.md, user-list.md, user-update.md). Refusals are thrown. */
export class People {
  constructor(private readonly directory: Directory) {}

  get(key: string, query: Query, sight: UserSight): TenantAnswer {
    onlyOptions(query, ['$select'], 'GET user');
    const user = this.find(key);
    const select = selected(query, userProperties, USER);
    const view = userView(user, this.directory.shown(user), select, sight);
    return { status: 200, headers: {}, body: { '@odata.context': `${CONTEXT}/$entity`, ...view } };
  }

  list(query: Query, url: string, sight: UserSight): TenantAnswer {
    onlyOptions(query, ['$select', '$top', '$skiptoken'], 'GET users');
    const select = selected(query, userProperties, USER);
    const size = pageSize(query, 100, 999);
    const from = readSkipToken('users', query);
    const users = this.directory.all();
    const value = users.slice(from, from + size).map((user) => userView(user, this.directory.shown(user), select, sight));
    const more = users.length > from + size;
    return {
      status: 200,
      headers: {},
      body: {
        '@odata.context': CONTEXT,
        ...(more && { '@odata.nextLink': nextLink(url, query, '$skiptoken', makeSkipToken('users', from + size)) }),
        value,
      },
    };
  }

  /** All members of the body, or none. */
  update(key: string, body: Json | undefined, query: Query): TenantAnswer {
    onlyOptions(query, [], 'PATCH user');
    const changes = readUserBody(body);
    const user = this.find(key);
    const names = Object.keys(changes);
    if (user.profile['onPremisesSyncEnabled'] === true && names.some((name) => !CLOUD_MASTERED.has(name))) throw masteredOnPremises();
    if (user.isPrivileged && names.some((name) => SENSITIVE.includes(name))) throw requestDenied();
    this.directory.change(user, changes);
    return { status: 204, headers: {} };
  }

  private find(key: string): User {
    const user = this.directory.find(key);
    if (!user) throw notPresent(key);
    return user;
  }
}
