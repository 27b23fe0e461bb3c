import type { EpochMs } from '../../../../../shared/kernel/clock';
import { Calendar } from '../../calendar/calendar';
import { calendarService } from '../../calendar/service';
import type { Entra } from '../../entra/entra';
import type { Groups } from '../../groups/groups';
import { Memberships } from '../../groups/memberships';
import { groupsService } from '../../groups/service';
import { ListItems } from '../../lists/list-items';
import type { Lists } from '../../lists/lists';
import { listsService } from '../../lists/service';
import { Mail } from '../../mail/mail';
import type { Messages } from '../../mail/messages';
import type { PostOffice } from '../../mail/post-office';
import { mailService } from '../../mail/service';
import type { Mailboxes } from '../../mailboxes';
import type { GraphCall, Principal, TenantAnswer } from '../../model';
import type { TenantOptions } from '../../options';
import type { Directory } from '../../people/directory';
import { People } from '../../people/people';
import { peopleService } from '../../people/service';
import type { PhotoStore } from '../../photos/photo-store';
import { Photos } from '../../photos/photos';
import { photosService } from '../../photos/service';
import type { Places } from '../../places/places';
import { Rooms } from '../../places/rooms';
import { placesService } from '../../places/service';
import { Schedules } from '../../schedule/schedules';
import { scheduleService } from '../../schedule/service';
import { checkSize } from '../odata/content';
import { MailboxAccess } from './mailbox-access';
import { parseQuery } from '../odata/odata';
import type { Service } from './operation';
import { checkRoles } from '../permissions';
import { notCovered, Refusal } from '../refusal';
import type { Route } from './routes';

export interface ServiceParts {
  readonly now: () => EpochMs;
  readonly options: TenantOptions;
  readonly entra: Entra;
  readonly directory: Directory;
  readonly groups: Groups;
  readonly lists: Lists;
  readonly mailboxes: Mailboxes;
  readonly messages: Messages;
  readonly post: PostOffice;
  readonly photos: PhotoStore;
  readonly places: Places;
}

/** The table of the services behind Graph's front door. */
export function services(parts: ServiceParts): readonly Service[] {
  const { now, options, entra, directory, groups, lists, mailboxes, messages, photos, places, post } = parts;
  const access = new MailboxAccess(directory, mailboxes, entra);
  return [
    ownMailbox,
    calendarService(new Calendar(mailboxes, options), access),
    scheduleService(new Schedules(directory, mailboxes, options), access),
    mailService(new Mail(messages, post, options, now), access),
    placesService(new Rooms(places, options)),
    peopleService(new People(directory)),
    listsService(new ListItems(lists, options)),
    photosService(new Photos(photos, directory, options)),
    groupsService(new Memberships(groups, directory)),
  ];
}

/** Needs a person who is signed in. */
const ownMailbox: Service = [
  {
    name: 'me',
    at: ['* /me/**'],
    area: 'exchange',
    perform: () => {
      throw new Refusal(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
    },
  },
];

/** Serves one request; `root` is the address that links begin with. Refusals are thrown. */
export function perform(call: GraphCall, { operation, names, path, query }: Route, principal: Principal, root: string): TenantAnswer {
  if (operation) checkRoles(principal, operation);
  if (call.body !== undefined && call.headers['content-type'] === undefined)
    throw new Refusal(400, 'RequestBodyRead', 'A missing or empty content type header was found when trying to read a message.');
  const options = parseQuery(query);
  if (!operation) throw notCovered(`${call.method} ${path}`);
  checkSize(call);
  if (call.content && operation.takesContent !== true)
    throw notCovered(`a body of the type ${call.content.type} in ${call.method} ${path}`);
  return operation.perform({ call, names, query: options, url: `${root}${path}`, root, principal });
}
