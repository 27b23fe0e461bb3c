import type { Json } from '../../../../shared/kernel/json';
import { directoryBadRequest } from '../people/refusals';
import { notCovered, type Refusal } from '../graph/refusal';
import { list, objectBody } from '../graph/odata/values';

/** How many links one write may change (group-post-members.md). */
const MOST_LINKS = 20;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const CLOUD = 'https://graph.microsoft.com/v1.0';

/** Other properties of a group that PATCH may name (group-update.md). */
const NOT_COVERED = new Set(
  (
    'accessType allowExternalSenders autoSubscribeNewMembers classification description displayName hideFromAddressLists hideFromOutlookClients ' +
    'isSubscribedByMail mailEnabled mailNickname membershipRule membershipRuleProcessingState owners@odata.bind preferredDataLocation ' +
    'securityEnabled theme uniqueName unseenCount visibility'
  ).split(' '),
);

/** Throws 400 for what is no object id. */
export function checkId(id: string): string {
  if (!GUID.test(id)) throw directoryBadRequest(`Invalid object identifier '${id}'.`);
  return id.toLowerCase();
}

/** The object id in an address such as `…/v1.0/directoryObjects/{id}`, of this Graph or of the public one. */
function idOfAddress(address: Json | undefined, root: string): string {
  const bad = (): Refusal => directoryBadRequest('Invalid URL format specified in payload.');
  if (typeof address !== 'string') throw bad();
  const start = [root, CLOUD].find((one) => address.toLowerCase().startsWith(`${one.toLowerCase()}/`));
  if (start === undefined) throw bad();
  const [collection, id, ...more] = address.slice(start.length + 1).split('/');
  if ((collection !== 'directoryObjects' && collection !== 'users') || id === undefined || more.length > 0) throw bad();
  return checkId(id);
}

/** The body of POST …/members/$ref. */
export function readReference(body: Json | undefined, root: string): string {
  const { '@odata.id': address, ...others } = objectBody(body);
  const [other] = Object.keys(others).filter((name) => name !== '@odata.context');
  if (other !== undefined) throw directoryBadRequest(`Invalid property '${other}'.`);
  return idOfAddress(address, root);
}

/** The members that the body of PATCH group binds: 1 to 20, each once. */
export function readBoundMembers(body: Json | undefined, root: string): readonly string[] {
  const { 'members@odata.bind': bound, ...others } = objectBody(body);
  for (const name of Object.keys(others)) {
    if (NOT_COVERED.has(name)) throw notCovered(`'${name}' in PATCH group`);
    if (!name.startsWith('@odata')) throw directoryBadRequest(`Invalid property '${name}'.`);
  }
  if (bound === undefined) throw notCovered('PATCH group without members@odata.bind');
  const ids = list('members@odata.bind', bound).map((address) => idOfAddress(address, root));
  if (ids.length === 0) throw notCovered('PATCH group with an empty members@odata.bind');
  if (ids.length > MOST_LINKS) throw directoryBadRequest(`A resource cannot contain more than ${String(MOST_LINKS)} link changes.`);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw directoryBadRequest(`The link 'members' to '${twice}' can only be present once as an add/remove change.`);
  return ids;
}
