import { z } from 'zod';
import type { JsonObject } from '../../../../shared/kernel/json';
import type { DatabaseCore } from '../../database/core';

const reason = z.object({
  code: z.string().optional(),
  sentence: z.string(),
  who: z.string().optional(),
  nextTryAt: z.number().optional(),
});
const Block = z.object({ reason, probeAt: z.number() });
const blocked = Block.optional();
const notBefore = z.number().optional();

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const openTimes = z.array(z.object({ opens: z.string(), closes: z.string() }));
const span = z.object({ start: z.number(), end: z.number() });

/** The documents of the product, as far as the page shows them; a document of another form is left out. */
const Space = z.object({
  id: z.string(),
  name: z.string(),
  building: z.object({ name: z.string() }),
  timeZone: z.string().default('UTC'),
  state: z.string().default('open'),
  capacity: z.number().optional(),
  partOf: z.string().optional(),
  exchangeResourceMailbox: z.string().optional(),
  calendar: z.object({ exchangeCalendarAddress: z.string().optional() }).optional(),
  reservationConfig: z
    .object({
      approval: z.string(),
      slotStepMinutes: z.number().optional(),
      openingHours: z.partialRecord(z.enum(WEEKDAYS), openTimes).optional(),
      specialDays: z.array(z.object({ date: z.string(), open: openTimes })).optional(),
      blackouts: z.array(z.object({ startsAt: z.number(), endsAt: z.number() })).optional(),
    })
    .optional(),
});
const Ledger = z.object({ type: z.literal('ledger'), spaces: z.array(Space) });
const Reservation = z.object({
  type: z.literal('reservation'),
  id: z.string(),
  spaceId: z.string(),
  status: z.enum(['pending', 'approved', 'denied', 'cancelled', 'expired']),
  startsAt: z.number(),
  endsAt: z.number(),
  title: z.string(),
  contact: z.object({ name: z.string(), email: z.string().optional() }).optional(),
  /** With the time for setting up and cleaning, in each of the spaces that cannot be used meanwhile. */
  kept: span.optional(),
  excludes: z.array(z.string()).default([]),
  eventSubject: z.string().optional(),
  holdUntil: z.number().optional(),
  submittedAt: z.number(),
  decision: z.object({ at: z.number(), by: z.object({ kind: z.string() }).optional(), reason: z.string().optional() }).optional(),
});
const Item = z.object({
  type: z.literal('sync-item'),
  kind: z.string(),
  key: z.string(),
  target: z.string(),
  lane: z.string(),
  state: z.string(),
  desired: z.object({ value: z.unknown() }),
  attempts: z.number(),
  due: z.number().optional(),
  changedAt: z.number().optional(),
  reason: reason.optional(),
});
const Lane = z.object({
  type: z.literal('lane'),
  id: z.string(),
  heldUntil: z.number().optional(),
  notBefore,
  pacedUntil: z.number().optional(),
  wakeAt: z.number().optional(),
  paused: z.object({ reason: z.string() }).optional(),
  blocked,
  kinds: z.record(z.string(), Block).optional(),
  failing: z.object({ attempts: z.number() }).optional(),
  width: z.number(),
  flight: z.object({ entries: z.array(z.unknown()) }).optional(),
  lastSuccessAt: z.number().optional(),
});
const Gate = z.object({ type: z.literal('gate'), id: z.string(), notBefore, blocked, limit: z.number().optional() });

export type Space = z.infer<typeof Space>;
export type Reservation = z.infer<typeof Reservation>;
export type Item = z.infer<typeof Item>;
export type Lane = z.infer<typeof Lane>;
export type Gate = z.infer<typeof Gate>;

export interface Documents {
  readonly spaces: readonly Space[];
  readonly reservations: readonly Reservation[];
  readonly items: readonly Item[];
  readonly lanes: readonly Lane[];
  /** One for each right. */
  readonly gates: ById<Gate>;
}

const Known = z.discriminatedUnion('type', [Ledger, Reservation, Item, Lane, Gate]);

/** A version never changes, so each is read once. */
const read = new WeakMap<JsonObject, z.infer<typeof Known> | 'other'>();

function known(value: JsonObject): z.infer<typeof Known> | 'other' {
  const before = read.get(value);
  if (before) return before;
  const found = Known.safeParse(value);
  const document = found.success ? found.data : 'other';
  read.set(value, document);
  return document;
}

/** Everything that the product has committed, without lag and past all faults. */
export function documentsOf(database: DatabaseCore): Documents {
  const spaces: Space[] = [];
  const reservations: Reservation[] = [];
  const items: Item[] = [];
  const lanes: Lane[] = [];
  const gates = new Map<string, Gate>();
  for (const name of ['items', 'lanes']) {
    for (const { value } of database.containers.store(name)?.rows(database.now()) ?? []) {
      const document = value === undefined ? 'other' : known(value);
      if (document === 'other') continue;
      switch (document.type) {
        case 'ledger':
          spaces.push(...document.spaces);
          break;
        case 'reservation':
          reservations.push(document);
          break;
        case 'sync-item':
          items.push(document);
          break;
        case 'lane':
          lanes.push(document);
          break;
        case 'gate':
          gates.set(document.id, document);
      }
    }
  }
  return { spaces, reservations, items, lanes, gates };
}

export type ById<T> = ReadonlyMap<string, T>;

/** Sync items of reservations' events, by their key. */
export const eventItems = (items: readonly Item[]): ById<Item> =>
  new Map(items.filter(({ kind }) => kind === 'reservation-event').map((item) => [item.key, item]));

/** The key of the item of its present event; empty: its space has no calendar. */
export const eventKeyOf = ({ id, eventSubject }: Reservation): string => eventSubject ?? id;

/** Of its mailbox, in lower case. */
export const addressOf = (space: Space): string =>
  (space.calendar?.exchangeCalendarAddress ?? space.exchangeResourceMailbox ?? `no mailbox: ${space.id}`).toLowerCase();

/** Where the organisation is at home: the zone of its first space. */
export const homeZone = (spaces: readonly Space[]): string => spaces[0]?.timeZone ?? 'UTC';

/** Pending and approved reservations hold their time. */
export const holdsTime = ({ status }: Reservation): boolean => status === 'pending' || status === 'approved';
