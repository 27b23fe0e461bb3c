import type { Service } from '../graph/operation';
import { granted } from '../graph/permissions';
import type { Principal } from '../model';
import type { Directory } from './directory';

const FULL = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
const READ = [...FULL, 'User.ReadBasic.All'];

/** Without a full read permission only the basic properties of people are shown (user-list.md). */
const basicOnly = (principal: Principal): boolean => !granted(principal, FULL);

export const peopleService = (directory: Directory): Service => [
  {
    name: 'users',
    at: ['GET /users'],
    roles: READ,
    area: 'directory',
    pages: true,
    perform: ({ query, url, principal }) => directory.list(query, url, basicOnly(principal)),
  },
  {
    name: 'get-user',
    at: ['GET /users/{user}'],
    roles: READ,
    area: 'directory',
    perform: ({ names: { user = '' }, query, principal }) => directory.get(user, query, basicOnly(principal)),
  },
];
