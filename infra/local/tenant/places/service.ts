import type { Service, ServiceRequest } from '../graph/table/operation';
import { notCovered } from '../graph/refusal';
import type { Rooms } from './rooms';

const READ = ['Place.Read.All', 'Place.ReadWrite.All'];

/** The id or address of one place. Throws for the other collections, which are not covered. */
function keyOf({ call, names: { place = '' } }: ServiceRequest): string {
  if (place.includes('microsoft.graph.')) throw notCovered(`${call.method} /places/${place}`);
  return place;
}

/** One place by id or address, and the list of rooms; lists of rooms by building, floors and desks are not covered. */
export const placesService = (rooms: Rooms): Service => [
  {
    name: 'list-rooms',
    at: ['GET /places/microsoft.graph.room'],
    roles: READ,
    area: 'places',
    pages: true,
    perform: ({ query, url }) => rooms.list(query, url),
  },
  {
    name: 'get-place',
    at: ['GET /places/{place}'],
    roles: READ,
    area: 'places',
    perform: (request) => rooms.get(keyOf(request), request.query),
  },
  {
    name: 'update-place',
    at: ['PATCH /places/{place}'],
    roles: ['Place.ReadWrite.All'],
    area: 'places',
    perform: (request) => rooms.update(keyOf(request), request.call.body, request.query),
  },
];
