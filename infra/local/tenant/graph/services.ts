import type { EpochMs } from '../../../../shared/kernel/clock';
import type { Directory } from '../people/directory';
import type { Entra } from '../entra/entra';
import { Mail } from '../mail/mail';
import type { Messages } from '../mail/messages';
import type { PostOffice } from '../mail/post-office';
import type { Mailboxes } from '../mailboxes';
import type { GraphCall, Mailbox, Principal, TenantAnswer, TenantOptions, User } from '../model';
import type { Places } from '../places/places';
import { Rooms } from '../places/rooms';
import { Schedules } from '../schedule/schedules';
import { Calendar } from '../calendar/calendar';
import { parseQuery } from './odata';
import { accessDenied, basicMailOnly, basicUsersOnly, checkRoles } from './permissions';
import { notCovered, Refusal } from './refusal';
import type { Route } from './routes';

export interface ServiceParts {
  readonly now: () => EpochMs;
  readonly options: TenantOptions;
  readonly entra: Entra;
  readonly directory: Directory;
  readonly mailboxes: Mailboxes;
  readonly messages: Messages;
  readonly post: PostOffice;
  readonly places: Places;
}

/** What stands behind Graph's front door: directory, calendars, mail. Refusals are thrown. */
export class Services {
  private readonly calendar: Calendar;
  private readonly schedules: Schedules;
  private readonly mail: Mail;
  private readonly rooms: Rooms;

  constructor(private readonly parts: ServiceParts) {
    const { options, directory, mailboxes, messages, post, places, now } = parts;
    this.calendar = new Calendar(mailboxes, options);
    this.schedules = new Schedules(directory, mailboxes, options);
    this.rooms = new Rooms(places, options);
    this.mail = new Mail(messages, post, options, now);
  }

  /** One operation; `root` is the address that links begin with. */
  perform(call: GraphCall, route: Route, owner: User | undefined, principal: Principal, root: string): TenantAnswer {
    checkRoles(principal, route.operation);
    if (call.body !== undefined && call.headers['content-type'] === undefined)
      throw new Refusal(400, 'RequestBodyRead', 'A missing or empty content type header was found when trying to read a message.');
    const query = parseQuery(route.query);
    const url = `${root}${route.path}`;
    if (route.operation === 'other') throw notCovered(`${call.method} ${route.path}`);
    if (route.operation === 'users') return this.parts.directory.list(query, url, basicUsersOnly(principal));
    if (route.operation === 'get-user') return this.parts.directory.get(route.user ?? '', query, basicUsersOnly(principal));
    if (route.operation === 'list-rooms') return this.rooms.list(query, url);
    if (route.operation === 'get-place') return this.rooms.get(route.user ?? '', query);
    if (route.operation === 'update-place') return this.rooms.update(route.user ?? '', call.body, query);
    const box = this.mailboxFor(route, owner, principal);
    const request = { box, call, query, url, basic: basicMailOnly(principal), ...route.names };
    switch (route.operation) {
      case 'list-calendars':
        return this.calendar.calendars(request);
      case 'create-event':
        return this.calendar.create(request);
      case 'get-event':
        return this.calendar.get(request);
      case 'update-event':
        return this.calendar.update(request);
      case 'delete-event':
        return this.calendar.delete(request);
      case 'list-events':
        return this.calendar.list(request);
      case 'calendar-view':
        return this.calendar.view(request);
      case 'get-schedule':
        return this.schedules.get({ call, query, inScope: (user) => this.inScope(user, principal) });
      case 'create-message':
        return this.mail.create(request);
      case 'get-message':
        return this.mail.get(request);
      case 'list-messages':
        return this.mail.list(request);
      case 'update-message':
        return this.mail.update(request);
      case 'delete-message':
        return this.mail.delete(request);
      case 'send-message':
        return this.mail.send(request);
      case 'send-mail':
        return this.mail.sendNew(request);
      case 'batch':
      case 'me':
      case 'find-meeting-times':
        throw notCovered(`${call.method} ${route.path}`);
    }
  }

  /** Answers in the order Exchange gives them: who is asked for, whether the app may, whether there is a mailbox. */
  private mailboxFor(route: Route, owner: User | undefined, principal: Principal): Mailbox {
    if (!owner) throw new Refusal(404, 'ErrorInvalidUser', `The requested user '${route.user ?? ''}' is invalid.`);
    if (!this.inScope(owner, principal)) throw accessDenied();
    const box = this.parts.mailboxes.of(owner);
    if (!box)
      throw new Refusal(404, 'MailboxNotEnabledForRESTAPI', 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.');
    return box;
  }

  private inScope(owner: User, principal: Principal): boolean {
    const scope = this.parts.entra.apps.find(principal.appId ?? '')?.mailboxScope;
    return !scope || scope.has(owner.userPrincipalName.toLowerCase()) || scope.has(owner.id);
  }
}
