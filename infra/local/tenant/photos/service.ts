import type { Operation, Service } from '../graph/table/operation';
import type { Photos } from './photos';

const WRITE = ['User.ReadWrite.All', 'ProfilePhoto.ReadWrite.All'];
const READ = [...WRITE, 'User.Read.All', 'ProfilePhoto.Read.All'];

/** Photos count for the owner's mailbox (throttling-limits.md). */
export function photosService(photos: Photos): Service {
  const operation = (name: string, at: string, roles: readonly string[], perform: Operation['perform']): Operation => ({
    name,
    at: [at],
    roles,
    area: 'exchange',
    perform,
  });
  return [
    operation('get-photo', 'GET /users/{user}/photo', READ, (request) => photos.metadata(request)),
    operation('get-photo-value', 'GET /users/{user}/photo/$value', READ, (request) => photos.value(request)),
    { ...operation('put-photo', 'PUT /users/{user}/photo/$value', WRITE, (request) => photos.put(request)), takesContent: true },
  ];
}
