import type { Service } from '../graph/table/operation';
import { granted } from '../graph/permissions';
import type { Principal } from '../model';
import type { People } from './people';
import type { UserSight } from './user-view';

/** Includes User.ReadUpdate.All of July 2026 (user-update.md). */
const WRITE = ['User.ReadUpdate.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'];
const FULL = [...WRITE, 'User.Read.All', 'Directory.Read.All'];
const BASIC = ['User.ReadBasic.All'];
const READ = [...FULL, ...BASIC];

/** Without a full read permission only the basic properties of people are shown (user-list.md). */
export const sightOf = (principal: Principal): UserSight =>
  granted(principal, FULL) ? 'full' : granted(principal, BASIC) ? 'basic' : 'id';

export const peopleService = (people: People): Service => [
  {
    name: 'users',
    at: ['GET /users'],
    roles: READ,
    area: 'directory',
    pages: true,
    units: 2,
    perform: ({ query, url, principal }) => people.list(query, url, sightOf(principal)),
  },
  {
    name: 'get-user',
    at: ['GET /users/{user}'],
    roles: READ,
    area: 'directory',
    perform: ({ names: { user = '' }, query, principal }) => people.get(user, query, sightOf(principal)),
  },
  {
    name: 'update-user',
    at: ['PATCH /users/{user}'],
    roles: WRITE,
    area: 'directory',
    perform: ({ names: { user = '' }, call, query }) => people.update(user, call.body, query),
  },
];
