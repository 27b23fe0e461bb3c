import { randomUUID } from 'node:crypto';
import type { RunningCloud } from '../../../infra/local/running-cloud';
import { until } from './until';

/** What the API answers to a booking, a decision or a question about either. */
export interface Reservation {
  readonly id: string;
  readonly status: string;
  readonly spaceId: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly exchange: string;
  readonly sync: { readonly state: string; readonly reason?: { readonly code: string; readonly sentence?: string } };
  readonly manageUrl: string;
}

export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly detail?: string;
  readonly free?: readonly { readonly startsAt: string; readonly endsAt: string }[];
}

export interface SyncItem {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  readonly reason?: { readonly code: string; readonly sentence: string; readonly who: string };
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

export interface Wish {
  readonly space: string;
  readonly from: string;
  readonly to: string;
  readonly title?: string;
  readonly key?: string;
  /** Absent: an address of its own, so that no limit of a contact is met. */
  readonly email?: string;
}

/** Words that must never reach a log or, but for the title, a calendar. */
export const PRIVATE = {
  name: 'Wilhelmina Quackenbush',
  email: 'wilhelmina.quackenbush@privatemail.example',
  phone: '+353 1 555 0199',
  notes: 'Please leave the accordion by the door',
  title: 'Accordion evening',
} as const;

/** The token of somebody who may do everything, made at once: later the cloud's clock may have left the app's. */
export class People {
  readonly token: string;

  constructor(private readonly cloud: RunningCloud) {
    this.token = cloud.staffToken({ roles: ['Instep.Admin', 'Reservations.Approve'] });
  }

  async ask<T>(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.cloud.urls.api}${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T }; // the test names the shape it asked for
  }

  staff<T>(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer<T>> {
    return this.ask(method, path, { headers: { authorization: `Bearer ${this.token}`, ...headers }, ...(body !== undefined && { body }) });
  }

  /** POST /reservations as a citizen. */
  book({
    space,
    from,
    to,
    title = PRIVATE.title,
    key = randomUUID(),
    email = addressFor(key),
  }: Wish): Promise<Answer<Reservation & Problem>> {
    const { name, phone, notes } = PRIVATE;
    const body = { spaceId: space, startsAt: from, endsAt: to, title, notes, contact: { name, email, phone } };
    return this.ask('POST', '/api/v1/reservations', { headers: { 'idempotency-key': key }, body });
  }

  /** A booking that must be accepted. */
  async booked(wish: Wish): Promise<Reservation> {
    const { status, body } = await this.book(wish);
    if (status !== 201) throw new Error(`the booking was answered ${String(status)}: ${JSON.stringify(body)}`);
    return body;
  }

  async decide(verb: 'approve' | 'deny' | 'cancel', id: string): Promise<Reservation> {
    const { status, body } = await this.staff<Reservation>('POST', `/api/v1/reservations/${id}/${verb}`);
    if (status !== 200) throw new Error(`${verb} was answered ${String(status)}: ${JSON.stringify(body)}`);
    return body;
  }

  async read(id: string): Promise<Reservation> {
    return (await this.staff<Reservation>('GET', `/api/v1/reservations/${id}`)).body;
  }

  async item(id: string): Promise<SyncItem> {
    return (await this.staff<SyncItem>('GET', `/api/v1/sync/items/reservation-event/${id}`)).body;
  }

  retry(id: string): Promise<Answer<SyncItem>> {
    return this.staff('POST', `/api/v1/sync/items/reservation-event/${id}/retry`);
  }

  /** Waits until the reservation's event is as wished. */
  inStep(id: string, withinMs?: number): Promise<SyncItem> {
    return this.inState(id, 'in-step', withinMs);
  }

  inState(id: string, state: string, withinMs = 20_000): Promise<SyncItem> {
    return until(
      `${id} is ${state}`,
      async () => {
        const item = await this.item(id);
        return item.state === state && item;
      },
      { withinMs, seen: () => this.item(id) },
    );
  }
}

/** Another for each key, the same for the same. */
const addressFor = (key: string): string => `${key}-${PRIVATE.email}`;

/** What the link of a reservation carries in its fragment. */
export const tokenOf = ({ manageUrl }: Reservation): string => new URL(manageUrl).hash.slice(1);
