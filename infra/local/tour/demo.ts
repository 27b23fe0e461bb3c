import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Observer } from '../running-cloud';
import { Outlook } from './outlook';
import { Unmet } from './unmet';

/** Where a running demo listens: origins without trailing slash. */
export interface Places {
  readonly api: string;
  readonly viewer: string;
}

export interface Room {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly mailbox: string;
}

export interface Span {
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface Reservation extends Span {
  readonly id: string;
  readonly spaceId: string;
  readonly status: string;
}

export interface Booked extends Reservation {
  readonly title: string;
  readonly email: string;
  /** What the citizen sends as `Authorization`. */
  readonly manage: string;
  readonly manageHost: string;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Nothing that the tour could be walked on; the message says what to do. */
export class NoDemo extends Error {}

const DEADLINE_MS = 40_000;
const STARTING_MS = 15_000;
/** The spaces that the tour is about. */
const WANTED = ['oak', 'ash', 'elm', 'reading-room'] as const;

/** A running demo as everybody outside sees it: its API, the switches of its cloud, and its tenant. */
export class Demo {
  /** Everything booked on this tour. */
  readonly made: Booked[] = [];

  private constructor(
    private readonly places: Places,
    private readonly staffToken: string,
    readonly outlook: Outlook,
    private readonly rooms: ReadonlyMap<string, Room>,
    /** Where mails to citizens are sent from. */
    readonly sender: string,
  ) {}

  /** Throws NoDemo; a demo without spaces is given `startingMs` to have them. */
  static async find(places: Places, startingMs = STARTING_MS): Promise<Demo> {
    const token = await order(places, '/_instep/token', { roles: ['Reservations.Approve', 'Instep.Admin'] });
    const observer = await order(places, '/_instep/observer', {});
    const authorization = `Bearer ${String(token['token'])}`;
    const rooms = await roomsOf(places, authorization, startingMs);
    const { body: mail } = await send(`${places.api}/api/v1/mail/templates`, 'GET', { authorization });
    const outlook = new Outlook(observer as unknown as Observer); // the switch's own answer
    return new Demo(places, authorization, outlook, new Map(rooms.map((room) => [room.id, room])), String(mail['sender']));
  }

  room(id: string): Room {
    const room = this.rooms.get(id);
    if (!room) throw new Error(`the demo has no space ${id}`);
    return room;
  }

  /** As nobody in particular. */
  public(method: string, path: string): Promise<Answer> {
    return send(`${this.places.api}/api/v1${path}`, method, {});
  }

  staff(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return send(`${this.places.api}/api/v1${path}`, method, { authorization: this.staffToken, ...headers }, body);
  }

  /** As the bearer of the reservation's link. */
  bearer({ manage }: Pick<Booked, 'manage'>, method: string, path: string): Promise<Answer> {
    return send(`${this.places.api}/api/v1${path}`, method, { authorization: manage });
  }

  /** Asks for a time as a citizen whom nobody knows yet. */
  async ask(spaceId: string, span: Span, title: string, name: string): Promise<Answer & { readonly email: string }> {
    const email = `${name.toLowerCase()}.${randomUUID().slice(0, 8)}@citizen.example`;
    const body = { spaceId, ...span, title, attendance: 6, contact: { name, email } };
    return { ...(await send(`${this.places.api}/api/v1/reservations`, 'POST', { 'idempotency-key': randomUUID() }, body)), email };
  }

  /** The same, where it must be accepted. Throws Unmet. */
  async book(spaceId: string, span: Span, title: string, name: string): Promise<Booked> {
    const { status, body, email } = await this.ask(spaceId, span, title, name);
    if (status !== 201) throw new Unmet(`that the ${this.room(spaceId).name} can be booked`, answered({ status, body }));
    const { manageUrl, ...receipt } = body as unknown as Reservation & { readonly manageUrl: string }; // the API's own answer
    const link = new URL(manageUrl);
    const booked = { ...receipt, title, email, manage: `Manage ${link.hash.slice(1)}`, manageHost: link.host };
    this.made.push(booked);
    return booked;
  }

  /** What Instep says of the event of a reservation. */
  async syncItem({ id }: Reservation): Promise<SyncItem> {
    return (await this.staff('GET', `/sync/items/reservation-event/${id}`)).body as unknown as SyncItem; // the API's own answer
  }

  /** The switches of the cloud: what goes wrong, or right again. */
  async fault(wish: unknown): Promise<void> {
    await order(this.places, '/_instep/faults', wish);
  }

  async hosts(): Promise<readonly Host[]> {
    return (await send(`${this.places.viewer}/_instep/overview`, 'GET', {})).body['hosts'] as readonly Host[]; // the viewer's own answer
  }

  /** The calendars and mailboxes that a worker holds at this moment. */
  async lanesHeld(): Promise<readonly string[]> {
    const { body } = await this.staff('GET', '/lanes');
    const lanes = body['items'] as readonly { readonly id: string; readonly heldUntil?: string }[]; // the API's own answer
    return lanes.flatMap(({ id, heldUntil }) => (heldUntil === undefined ? [] : [id]));
  }

  close(): void {
    this.outlook.close();
  }
}

async function roomsOf({ api }: Places, authorization: string, startingMs: number): Promise<readonly Room[]> {
  const deadline = performance.now() + startingMs;
  for (;;) {
    const { body } = await send(`${api}/api/v1/spaces`, 'GET', { authorization });
    const spaces = (body['items'] ?? []) as readonly SpaceSeen[]; // the API's own answer
    if (WANTED.every((id) => spaces.some((space) => space.id === id)))
      return spaces.map(({ exchangeResourceMailbox = '', ...room }) => ({ ...room, mailbox: exchangeResourceMailbox }));
    if (performance.now() > deadline) throw new NoDemo('This demo lacks the spaces that npm start gives it: start it without --empty.');
    await pause(200);
  }
}

interface SpaceSeen {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly exchangeResourceMailbox?: string;
}

export interface SyncItem {
  readonly state: string;
  readonly reason?: { readonly code: string; readonly sentence: string; readonly nextTryAt?: string };
}

interface Host {
  readonly number: number;
  readonly pid: number;
  readonly alive: boolean;
}

/** An answer in words. */
export function answered({ status, body: { detail, title } }: Answer): string {
  const words = [detail, title].find((one) => typeof one === 'string') ?? '';
  return `${status} ${words}`.trim();
}

async function order(places: Places, path: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
  let answer: Answer;
  try {
    answer = await send(`${places.viewer}${path}`, 'POST', {}, body);
  } catch (cause) {
    throw new NoDemo(`No demo runs at ${places.viewer}: start one with npm start in another terminal (same PORT).`, { cause });
  }
  if (answer.status !== 200)
    throw new NoDemo(`What answers at ${places.viewer} is not this demo: ${path} was answered ${answered(answer)}`);
  return answer.body;
}

async function send(url: string, method: string, headers: Readonly<Record<string, string>>, body?: unknown): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  const text = await response.text();
  return { status: response.status, body: parsed(text) };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>; // whoever asked knows the shape
  } catch {
    return { detail: text.slice(0, 200) };
  }
}
