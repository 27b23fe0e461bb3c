import { referenceOf } from '../../../../shared/kernel/ids';
import { DAY, MINUTE } from '../../../../shared/kernel/clock';
import { fillView } from '../../fill/state';
import type { SnapshotEvent } from '../../tenant/snapshot';
import type { Trouble } from '../faults/switchboard';
import type { SeenRequest } from '../graph-traffic';
import type { Viewed } from '../viewed';
import {
  addressOf,
  documentsOf,
  eventItems,
  eventKeyOf,
  holdsTime,
  homeZone,
  type ById,
  type Documents,
  type Item,
  type Reservation,
  type Space,
} from './documents';
import { appWait, syncView, waitsOf, type Waits } from './waits';

/** Decided reservations stay on the page this long. */
const SHOWN_AFTER_DECISION_MS = 15 * MINUTE;
const MOST_RESERVATIONS = 60;
const MOST_EVENTS = 12;
const MOST_MESSAGES = 20;

export interface HostSeen {
  readonly number: number;
  readonly pid: number;
  readonly alive: boolean;
  readonly restarts: number;
}

export interface Beside {
  readonly trouble: readonly Trouble[];
  /** Permissions of the app on a good day. */
  readonly roles: readonly string[];
  readonly hosts: readonly HostSeen[];
  readonly requests: readonly SeenRequest[];
}

/** Everything that the page shows, in one answer: `GET /_instep/overview`. */
export function overviewOf(cloud: Viewed, { trouble, roles, hosts, requests }: Beside) {
  const now = cloud.now();
  const documents = documentsOf(cloud.cores.database);
  const { mailboxes, users } = cloud.cores.tenant.snapshot();
  const waits = waitsOf(documents, now);
  const spaces = new Map(documents.spaces.map((space) => [addressOf(space), space]));
  const reservations = new Map(documents.reservations.map((one) => [one.id, one]));
  const sync = eventItems(documents.items);
  const notInStep = documents.items.filter(({ state }) => state !== 'in-step');
  return {
    at: new Date(now).toISOString(),
    api: cloud.urls.api,
    zone: homeZone(documents.spaces),
    starting: cloud.starting(),
    rooms: mailboxes
      .filter(({ kind, address }) => kind === 'room' || spaces.has(address.toLowerCase()))
      .map(({ address, displayName, events }) => {
        const space = spaces.get(address.toLowerCase());
        const upcoming = events.filter(({ end }) => Date.parse(end) > now);
        return {
          address,
          name: space?.name ?? displayName,
          ...(space && { space: spaceView(space) }),
          wait: waits.of(`mailbox:${address.toLowerCase()}`),
          events: upcoming.slice(0, MOST_EVENTS).map((event) => eventView(event, reservations, sync)),
          moreEvents: Math.max(0, upcoming.length - MOST_EVENTS),
        };
      }),
    // Also those without a calendar.
    spaces: documents.spaces.map((space) => ({ name: space.name, space: spaceView(space) })),
    reservations: reservationViews(documents, waits, now),
    notInStep: notInStep.slice(0, MOST_RESERVATIONS).map((item) => ({ kind: item.kind, id: item.key, ...syncView(item, waits) })),
    counts: { items: documents.items.length, notInStep: notInStep.length, reservations: documents.reservations.length },
    app: appWait(documents, now) ?? null,
    lanes: documents.lanes.map((lane) => ({
      id: lane.id,
      name: spaces.get(lane.id.replace(/^mailbox:/, ''))?.name ?? lane.id,
      ...waits.of(lane.id),
      items: waits.open(lane.id),
      inFlight: lane.flight?.entries.length ?? 0,
      width: lane.width,
      ...(lane.lastSuccessAt !== undefined && { lastSuccessAt: new Date(lane.lastSuccessAt).toISOString() }),
    })),
    queues: cloud.cores.bus.snapshot().map(({ queue, counts, messages, deadLetters }) => ({
      queue,
      counts,
      messages: messages.slice(0, MOST_MESSAGES).map(({ id, state, enqueuedAt, deliveryCount, body }) => ({
        id,
        state,
        at: new Date(enqueuedAt).toISOString(),
        deliveryCount,
        body,
      })),
      deadLetters: deadLetters.slice(0, MOST_MESSAGES).map(({ id, enqueuedAt, deliveryCount, body, reason, description }) => ({
        id,
        at: new Date(enqueuedAt).toISOString(),
        deliveryCount,
        body,
        reason: reason ?? '',
        description: description ?? '',
      })),
    })),
    sent: mailboxes.flatMap((box) => box.sent),
    people: users.filter(({ kind }) => kind === 'user').map(({ displayName, userPrincipalName }) => ({ displayName, userPrincipalName })),
    permissions: roles.map((role) => ({ role, granted: !trouble.some(({ id }) => id === `permission:${role}`) })),
    trouble,
    hosts,
    requests,
    fill: fillView(cloud.fill.now),
  };
}

const spaceView = ({ id, building, timeZone, capacity, partOf, reservationConfig }: Space) => ({
  id,
  building: building.name,
  timeZone,
  ...(capacity !== undefined && { capacity }),
  ...(partOf !== undefined && { partOf }),
  approval: reservationConfig?.approval ?? 'none',
});

/** An event of ours with what is known of its reservation; the event may not show the latest wish yet. */
function eventView({ id, subject, start, end, showAs, reservationId }: SnapshotEvent, reservations: ById<Reservation>, sync: ById<Item>) {
  const event = { id, subject, start, end, showAs, reservationId };
  if (reservationId === null) return { ...event, whose: 'people' };
  const reservation = reservations.get(reservationId);
  const status = reservation?.status;
  const state = reservation && sync.get(eventKeyOf(reservation))?.state;
  return { ...event, whose: 'instep', ...(status && { reservationStatus: status }), ...(state !== undefined && { syncState: state }) };
}

function reservationViews({ reservations, items, spaces }: Documents, waits: Waits, now: number) {
  const names = new Map(spaces.map(({ id, name }) => [id, name]));
  const sync = eventItems(items);
  const open = (one: Reservation): boolean => (sync.get(eventKeyOf(one))?.state ?? 'in-step') !== 'in-step';
  const rank = (one: Reservation): number => (one.status === 'pending' ? 0 : open(one) ? 1 : one.status === 'approved' ? 2 : 3);
  return reservations
    .filter((one) => open(one) || (one.decision ? one.decision.at > now - SHOWN_AFTER_DECISION_MS : false) || isAhead(one, now))
    .sort((a, b) => rank(a) - rank(b) || a.startsAt - b.startsAt || a.submittedAt - b.submittedAt)
    .slice(0, MOST_RESERVATIONS)
    .map((one) => {
      const item = sync.get(eventKeyOf(one));
      return {
        id: one.id,
        reference: referenceOf(one.id),
        title: one.title,
        spaceId: one.spaceId,
        space: names.get(one.spaceId) ?? one.spaceId,
        status: one.status,
        start: new Date(one.startsAt).toISOString(),
        end: new Date(one.endsAt).toISOString(),
        contact: one.contact?.name ?? 'Programme session',
        ...(item && { sync: syncView(item, waits) }),
      };
    });
}

const isAhead = (one: Reservation, now: number): boolean => holdsTime(one) && one.endsAt > now - DAY;
