import type { Operation, Service } from '../graph/table/operation';
import { notCovered } from '../graph/refusal';
import { isObject } from '../graph/odata/values';
import { sightOf } from '../people/service';
import type { Memberships } from './memberships';

const WRITE = ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'];
const READ = [...WRITE, 'GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'];

export function groupsService(memberships: Memberships): Service {
  const operation = (name: string, at: string, roles: readonly string[], perform: Operation['perform']): Operation => ({
    name,
    at: [at],
    roles,
    area: 'directory',
    perform,
  });
  return [
    operation('get-group', 'GET /groups/{group}', READ, (request) => memberships.get(request)),
    {
      ...operation('list-members', 'GET /groups/{group}/members', READ, (request) => memberships.list(request, sightOf(request.principal))),
      pages: true,
      units: 3,
    },
    {
      ...operation('add-member', 'POST /groups/{group}/members/$ref', WRITE, (request) => memberships.addOne(request)),
      traits: (body) => {
        const address = isObject(body) ? body['@odata.id'] : undefined;
        return typeof address === 'string' ? { member: address.slice(address.lastIndexOf('/') + 1) } : {};
      },
    },
    operation('add-members', 'PATCH /groups/{group}', WRITE, (request) => memberships.addSeveral(request)),
    operation('remove-member', 'DELETE /groups/{group}/members/{member}/$ref', WRITE, (request) => memberships.remove(request)),
    operation('delete-member', 'DELETE /groups/{group}/members/{member}', WRITE, () => {
      throw notCovered('DELETE of a member without /$ref, which deletes the person and not the membership');
    }),
  ];
}
