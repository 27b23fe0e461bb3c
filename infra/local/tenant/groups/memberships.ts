import { requestDenied } from '../graph/areas';
import { directoryBadRequest, masteredOnPremises, notPresent } from '../people/refusals';
import { nextLink, onlyOptions, pageSize, selected } from '../graph/odata/odata';
import type { ServiceRequest } from '../graph/table/operation';
import { granted } from '../graph/permissions';
import { notCovered } from '../graph/refusal';
import { makeSkipToken, readSkipToken } from '../graph/odata/skip-token';
import type { TenantAnswer, User } from '../model';
import type { Directory } from '../people/directory';
import { userProperties, userView, type UserSight } from '../people/user-view';
import { groupProperties, groupView } from './group-view';
import type { Group, Groups } from './groups';
import { checkId, readBoundMembers, readReference } from './references';

const ROOT = 'https://graph.microsoft.com/v1.0/$metadata';
const done: TenantAnswer = { status: 204, headers: {} };

/** Groups and their direct members of Graph v1.0 (group-get.md, group-post-members.md, group-delete-members.md). Refusals are thrown. */
export class Memberships {
  constructor(
    private readonly groups: Groups,
    private readonly directory: Directory,
  ) {}

  get({ names, query }: ServiceRequest): TenantAnswer {
    onlyOptions(query, ['$select'], 'GET group');
    const select = selected(query, groupProperties, 'microsoft.graph.group');
    const view = groupView(this.find(names.group), select);
    return { status: 200, headers: {}, body: { '@odata.context': `${ROOT}#groups/$entity`, ...view } };
  }

  list({ names, query, url }: ServiceRequest, sight: UserSight): TenantAnswer {
    onlyOptions(query, ['$select', '$top', '$skiptoken'], 'GET members');
    const select = selected(query, userProperties, 'microsoft.graph.directoryObject');
    const size = pageSize(query, 100, 999);
    const from = readSkipToken('members', query);
    const members = this.groups.shown(this.find(names.group));
    const value = members
      .slice(from, from + size)
      .map((user) => ({ '@odata.type': '#microsoft.graph.user', ...userView(user, this.directory.shown(user), select, sight) }));
    const more = members.length > from + size;
    const link = more && { '@odata.nextLink': nextLink(url, query, '$skiptoken', makeSkipToken('members', from + size)) };
    return { status: 200, headers: {}, body: { '@odata.context': `${ROOT}#directoryObjects`, ...link, value } };
  }

  addOne(request: ServiceRequest): TenantAnswer {
    onlyOptions(request.query, [], 'POST members/$ref');
    this.add(request, [readReference(request.call.body, request.root)]);
    return done;
  }

  /** All of them or none. */
  addSeveral(request: ServiceRequest): TenantAnswer {
    onlyOptions(request.query, [], 'PATCH group');
    this.add(request, readBoundMembers(request.call.body, request.root));
    return done;
  }

  remove(request: ServiceRequest): TenantAnswer {
    onlyOptions(request.query, [], 'DELETE members/$ref');
    const group = this.find(request.names.group);
    const key = checkId(request.names.member ?? '');
    checkWritable(group, request);
    const member = this.directory.find(key);
    if (!member || !this.groups.has(group, member)) throw notPresent(key);
    this.groups.leave(group, member);
    return done;
  }

  private add(request: ServiceRequest, ids: readonly string[]): void {
    const group = this.find(request.names.group);
    checkWritable(group, request);
    const members = ids.map((id) => this.person(id));
    if (members.some((member) => this.groups.has(group, member)))
      throw directoryBadRequest("One or more added object references already exist for the following modified properties: 'members'.");
    this.groups.join(group, members);
  }

  private find(key = ''): Group {
    const group = this.groups.find(checkId(key));
    if (!group) throw notPresent(key);
    return group;
  }

  private person(id: string): User {
    const user = this.directory.find(id);
    if (!user && this.groups.find(id)) throw notCovered('groups in groups');
    if (!user) throw notPresent(id);
    return user;
  }
}

/**
 * A dynamic group refuses in the words of a missing permission, as seen in the field; the kinds that Exchange masters and those of Active Directory
 * refuse by name; a role-assignable one wants a permission more (group-post-members.md).
 */
function checkWritable({ kind, membershipRule, onPremisesSyncEnabled, isAssignableToRole }: Group, { principal }: ServiceRequest): void {
  if (membershipRule !== undefined) throw requestDenied();
  if (kind === 'mail-security' || kind === 'distribution')
    throw directoryBadRequest('Cannot Update a mail-enabled security groups and or distribution list.');
  if (onPremisesSyncEnabled === true) throw masteredOnPremises();
  if (isAssignableToRole === true && !granted(principal, ['RoleManagement.ReadWrite.Directory'])) throw requestDenied();
}
