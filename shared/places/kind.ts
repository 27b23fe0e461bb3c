import type { GraphRequest } from '../kernel/graph';
import { isObject, type Json, type JsonObject } from '../kernel/json';
import type { Change } from '../sync/item/change';
import type { SyncItem } from '../sync/item/item';
import type { Kind, Observed } from '../sync/item/kind';
import { PLACE } from './model';

/** What of a place can be ours, by Microsoft's names. `displayName` is not among them: PATCH does not take it (Graph, place-update). */
const FIELDS = ['building', 'capacity', 'floorNumber', 'floorLabel', 'isWheelChairAccessible'] as const;

/**
 * What the room finder says of a room. A place is there when Exchange has made it so, is changed field by field, and is never made or
 * removed by us. `writes` false: what is wished waits for the day when it is switched on.
 */
export const placeKind = ({ writes }: { readonly writes: boolean }): Kind => ({
  name: PLACE,
  permission: 'Place.ReadWrite.All, with the Exchange role TenantPlacesManagement',
  plan: (item) => (writes ? planPlace(item) : undefined),
  create: () => {
    throw new Error('a place is never made');
  },
  update: (item) => ({ ...place('PATCH', item), body: { '@odata.type': 'microsoft.graph.room', ...differing(item) } }),
  remove: () => {
    throw new Error('a place is never removed');
  },
  readOne: (item) => place('GET', item),
  findOurs: (item) => place('GET', item),
  one: readPlace,
  all: (body) => {
    const observed = readPlace(body);
    return observed && [observed];
  },
  tookEffect: ({ after }, { value }) =>
    isObject(after) && isObject(value) && Object.keys(after).every((name) => after[name] === value[name]),
  // The list of places lags behind new rooms (Graph, known issues of places).
  refusal: (_verb, status) => (status === 404 ? 'not-yet' : undefined),
});

/** The target, not the id: it answers to the address, and a space may be given another room. */
const place = (method: GraphRequest['method'], { target }: SyncItem): GraphRequest => ({
  method,
  path: `/places/${encodeURIComponent(target)}`,
  headers: {},
});

/** Nothing where nothing is wished or all of it stands there. It is always read first, so that what it says is known. */
function planPlace(item: SyncItem): Change | undefined {
  const { desired, applied, target } = item;
  const changes = differing(item);
  if (!isObject(desired.value) || Object.keys(changes).length === 0) return undefined;
  const known = isObject(applied?.value) ? applied.value : {};
  const before = Object.fromEntries(Object.keys(desired.value).map((name) => [name, known[name] ?? null]));
  return { operation: { verb: 'update', externalId: applied?.externalId ?? target }, before, after: desired.value };
}

/** The wished fields that the place says otherwise. */
function differing({ desired, applied }: SyncItem): JsonObject {
  const wanted = isObject(desired.value) ? desired.value : {};
  const known = isObject(applied?.value) ? applied.value : {};
  return Object.fromEntries(
    FIELDS.flatMap((name) => (wanted[name] === undefined || wanted[name] === known[name] ? [] : [[name, wanted[name]]])),
  );
}

function readPlace(body: Json | undefined): Observed | undefined {
  if (!isObject(body)) return undefined;
  const { id } = body;
  if (typeof id !== 'string' || id === '') return undefined;
  return { externalId: id, value: Object.fromEntries(FIELDS.map((name) => [name, body[name] ?? null])) };
}
