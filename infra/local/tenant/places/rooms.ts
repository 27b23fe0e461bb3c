import type { Json, JsonObject } from '../../../../shared/kernel/json';
import { nextLink, onlyOptions, pageSize, wholeNumber, type Query } from '../graph/odata/odata';
import { accessDenied } from '../graph/areas';
import { notCovered, Refusal } from '../graph/refusal';
import { flag, list, objectBody, text, unknownMember, unreadable } from '../graph/odata/values';
import type { TenantAnswer } from '../model';
import type { TenantOptions } from '../options';
import type { Places, Room, RoomFields } from './places';

const CONTEXT = 'https://graph.microsoft.com/v1.0/$metadata#places';
const ROOM = 'microsoft.graph.room';
/** Learn, place-update: these cannot be changed. */
const FIXED = new Set(['id', 'placeId', 'emailAddress', 'displayName', 'bookingType', 'parentId']);
const NOT_SIMULATED = new Set(['address', 'geoCoordinates', 'teamsEnabledState']);

type Reader<T> = (name: string, value: Json) => T;
const orNull =
  <T>(read: Reader<T>): Reader<T | null> =>
  (name, value) =>
    value === null ? null : read(name, value);
const readers: { readonly [K in keyof RoomFields]: Reader<RoomFields[K]> } = {
  building: orNull(text),
  capacity: orNull(int32),
  floorNumber: orNull(int32),
  floorLabel: orNull(text),
  isWheelChairAccessible: flag,
  label: orNull(text),
  nickname: orNull(text),
  phone: orNull(text),
  tags: (name, value) => list(name, value).map((tag) => text(name, tag)),
  audioDeviceName: orNull(text),
  videoDeviceName: orNull(text),
  displayDeviceName: orNull(text),
};

/** Rooms among the places of Graph v1.0 (graph place-get.md, place-list.md, place-update.md). Refusals are thrown. */
export class Rooms {
  constructor(
    private readonly places: Places,
    private readonly options: TenantOptions,
  ) {}

  list(query: Query, url: string): TenantAnswer {
    onlyOptions(query, ['$top', '$skip', '$count'], 'GET places');
    const skip = wholeNumber(query, '$skip');
    const size = pageSize(query, 100, 1_000);
    const known = this.places.known();
    const more = known.length > skip + size;
    const body = {
      '@odata.context': `${CONTEXT}/${ROOM}`,
      ...(query.get('$count') === 'true' && { '@odata.count': known.length }),
      ...(more && { '@odata.nextLink': nextLink(url, query, '$skip', String(skip + size)) }),
      value: known.slice(skip, skip + size).map(view),
    };
    return { status: 200, headers: {}, body };
  }

  get(key: string, query: Query): TenantAnswer {
    onlyOptions(query, [], 'GET place');
    return answer(this.find(key));
  }

  update(key: string, body: Json | undefined, query: Query): TenantAnswer {
    onlyOptions(query, [], 'PATCH place');
    const fields = readRoom(objectBody(body));
    const room = this.find(key);
    if (this.options.placeRole === 'refused') throw accessDenied();
    if (this.options.placeRole === 'granted') this.places.edit(key, fields);
    return answer(room);
  }

  private find(key: string): Room {
    const room = this.places.find(key);
    if (!room) throw new Refusal(404, 'ErrorItemNotFound', 'The specified place was not found.');
    return room;
  }
}

function answer(room: Room): TenantAnswer {
  return { status: 200, headers: {}, body: { '@odata.context': `${CONTEXT}/$entity`, '@odata.type': `#${ROOM}`, ...view(room) } };
}

const view = ({ id, owner, fields }: Room): JsonObject => ({
  id,
  placeId: id,
  displayName: owner.displayName,
  emailAddress: owner.userPrincipalName,
  bookingType: 'standard',
  ...fields,
});

function readRoom(body: JsonObject): Partial<RoomFields> {
  const type = body['@odata.type'];
  if (type !== ROOM && type !== `#${ROOM}`) throw unreadable("The '@odata.type' of the place is missing, or is none that can be updated.");
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name.startsWith('@odata')) continue;
    if (FIXED.has(name)) throw new Refusal(400, 'ErrorInvalidRequest', `The property '${name}' of a place cannot be updated.`);
    if (NOT_SIMULATED.has(name)) throw notCovered(`'${name}' of a place`);
    const read = (readers as Readonly<Record<string, Reader<unknown>>>)[name];
    if (!read || value === undefined) throw unknownMember(name, 'room');
    fields[name] = read(name, value);
  }
  return fields;
}

function int32(name: string, value: Json): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > 2_147_483_647)
    throw unreadable(`Cannot convert the value of '${name}' to Edm.Int32.`);
  return value;
}
