import type { EpochMs } from '../../../shared/kernel/clock';
import type { FaultScript, Reply } from '../kernel/faults';
import type { CoreParts } from '../kernel/travel';
import { Directory, type NewUser } from './people/directory';
import { EntraEndpoint, type EntraAnswer } from './entra/endpoint';
import { Entra, principalOf, type Grant, type TokenForm } from './entra/entra';
import { GraphEndpoint } from './graph/endpoint';
import { Groups } from './groups/groups';
import { Lists } from './lists/lists';
import { Messages } from './mail/messages';
import { PostOffice } from './mail/post-office';
import { Mailboxes } from './mailboxes';
import type { GraphCall, Principal, TenantAnswer, User } from './model';
import { defaultOptions, type TenantOptions } from './options';
import { Outlook } from './outlook';
import { PhotoStore } from './photos/photo-store';
import { Places } from './places/places';
import { snapshots, type Snapshot } from './snapshot';
import { staffToken, type StaffToken } from './staff-token';

export interface TenantParts extends CoreParts {
  readonly faults: FaultScript;
  readonly options?: Partial<TenantOptions>;
  readonly tenantId?: string;
  /** Verified domains: other names of the tenant at the token endpoint. */
  readonly domains?: readonly string[];
}

const DEFAULT_TENANT_ID = '5a1e0000-0000-4000-8000-00000c17e001';

/**
 * A Microsoft 365 tenant: Graph v1.0 for users, calendars and mail, and Entra ID for tokens. Deterministic: what it answers follows from the
 * requests, the clock and the given randomness. It refuses with 501 what it does not cover.
 */
export class TenantCore {
  /** May be changed while the tenant runs. */
  readonly options: TenantOptions;
  readonly entra: Entra;
  readonly directory: Directory;
  readonly groups: Groups;
  /** Sites of SharePoint and their lists. */
  readonly lists: Lists;
  /** What people do in Outlook. */
  readonly outlook: Outlook;
  /** What a person looking at the tenant sees, at once and without lag. */
  readonly snapshot: () => Snapshot;
  /** What is known of the rooms besides their mailboxes; people keep it too. */
  readonly places: Places;
  private readonly photos: PhotoStore;
  private readonly mailboxes: Mailboxes;
  private readonly graphEndpoint: GraphEndpoint;
  private readonly entraEndpoint: EntraEndpoint;

  constructor(private readonly parts: TenantParts) {
    this.options = { ...defaultOptions(), ...parts.options };
    this.entra = new Entra(parts, parts.tenantId ?? DEFAULT_TENANT_ID, parts.domains ?? [], 'https://login.microsoftonline.com');
    this.directory = new Directory(parts, this.options);
    this.groups = new Groups(parts, this.options, this.directory);
    this.lists = new Lists(parts, this.options);
    this.photos = new PhotoStore(parts, this.options);
    this.mailboxes = new Mailboxes(parts, this.options);
    const messages = new Messages(parts, this.options);
    const { now, random, faults } = parts;
    const { entra, directory, groups, lists, photos, mailboxes } = this;
    this.places = new Places(parts, this.options);
    const { places } = this;
    const post = new PostOffice(directory, mailboxes, messages);
    const shared = { now, random, faults, options: this.options };
    this.graphEndpoint = new GraphEndpoint({ ...shared, entra, directory, groups, lists, mailboxes, messages, post, photos, places });
    this.entraEndpoint = new EntraEndpoint(shared, entra);
    this.outlook = new Outlook(directory, mailboxes, messages);
    this.snapshot = snapshots({ mailboxes, directory, groups, lists, photos, messages, post });
  }

  now(): EpochMs {
    return this.parts.now();
  }

  /** Root of the links that Graph returns, without a trailing slash. A wire front sets its own. */
  get graphUrl(): string {
    return this.graphEndpoint.url;
  }

  set graphUrl(url: string) {
    this.graphEndpoint.url = url;
  }

  addUser(wanted: NewUser): User {
    const user = this.directory.add(wanted);
    if (user.hasMailbox) this.mailboxes.open(user);
    if (user.kind === 'room') this.places.add(user);
    return user;
  }

  /** Somebody leaves: unknown to the directory from now on, and the mailbox with them. Rooms stay. */
  removeUser(address: string): void {
    const user = this.directory.find(address);
    if (!user || user.kind === 'room') throw new Error(`there is nobody '${address}' who could leave`);
    this.directory.remove(user);
    this.mailboxes.close(user);
  }

  /** One more calendar in the mailbox at this address, as its owner makes it in Outlook; its id. */
  addCalendar(address: string, name: string): string {
    const owner = this.directory.find(address);
    const box = owner && this.mailboxes.of(owner);
    if (!box) throw new Error(`there is no mailbox '${address}'`);
    return this.mailboxes.addCalendar(box, name);
  }

  /** Everything sent to this mailbox (address or id), by the app with this client id, or by any app (`app`), is answered 429 for a while. */
  throttle(target: string, forMs: number, retryAfter?: string): void {
    const mailbox = this.directory.find(target)?.userPrincipalName;
    this.graphEndpoint.limits.throttle(mailbox ?? target, this.parts.now() + forMs, retryAfter);
  }

  /** One request to Graph, `$batch` included. */
  graph(call: GraphCall, principal: Principal | undefined): Reply<TenantAnswer> {
    return this.graphEndpoint.serve(call, principal);
  }

  /** The token endpoint without the signature, for callers in the same process. */
  grant(tenant: string, form: TokenForm): Reply<Grant> {
    return this.entraEndpoint.grant(tenant, form);
  }

  /** POST /{tenant}/oauth2/v2.0/token. */
  token(tenant: string, form: TokenForm): Reply<EntraAnswer> {
    return this.entraEndpoint.token(tenant, form);
  }

  /** What Entra publishes below `/{tenant}/`: metadata and keys of both versions. Undefined for any other path. */
  published(tenant: string, path: string): Reply<EntraAnswer> | undefined {
    return this.entraEndpoint.published(tenant, path);
  }

  /** An access token for our own API. */
  staffToken(wanted: StaffToken): string {
    return staffToken(this.entra, this.parts, wanted);
  }

  /** The caller that a bearer token proves, undefined for a token that is not Graph's or not this tenant's making. */
  principalOfToken(token: string): Principal | undefined {
    const claims = this.entra.keys.open(token);
    return claims && principalOf(claims);
  }
}
