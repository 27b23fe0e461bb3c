import type { Document } from '../../shared/kernel/database';
import type { Json } from '../../shared/kernel/json';

/** Documents exactly as versions stored them that called the key of a sync item `subject`. They are written out: no builder of today makes them. */
type Stored = Document & { readonly [member: string]: Json | undefined };

/** A wish that was just committed. */
export const PENDING = {
  id: 'sync:reservation-event:oak.choir',
  pk: 'ledger:oak',
  type: 'sync-item',
  kind: 'reservation-event',
  subject: 'oak.choir',
  target: 'oak@city.example',
  lane: 'mailbox:oak@city.example',
  priority: 0,
  state: 'pending',
  desired: { revision: 1, value: { subject: 'Choir', start: 1772532000000, end: 1772535600000, showAs: 'busy' } },
  appliedRevision: 0,
  generation: 0,
  attempts: 0,
  due: 1772438400000,
  cause: {
    actor: { kind: 'staff', tenantId: 'tenant-1', objectId: 'clerk-1' },
    action: 'reservation.approve',
    correlationId: 'correlation-1',
  },
  changedAt: 1772438400000,
} as const satisfies Stored;

/** The same after its event was written. */
export const IN_STEP = {
  id: 'sync:reservation-event:oak.choir',
  pk: 'ledger:oak',
  type: 'sync-item',
  kind: 'reservation-event',
  subject: 'oak.choir',
  target: 'oak@city.example',
  lane: 'mailbox:oak@city.example',
  priority: 0,
  state: 'in-step',
  desired: { revision: 1, value: { subject: 'Choir', start: 1772532000000, end: 1772535600000, showAs: 'busy' } },
  appliedRevision: 1,
  generation: 0,
  attempts: 0,
  cause: {
    actor: { kind: 'staff', tenantId: 'tenant-1', objectId: 'clerk-1' },
    action: 'reservation.approve',
    correlationId: 'correlation-1',
  },
  changedAt: 1772438400000,
  applied: {
    externalId: 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A8yB_JkiydkI-gM1PTauz02MFRm7wX9FxBKH3PSOFf1=',
    fingerprint: '6dkghhw5z5bcyoh5dqczwhdsxcg4wouneus3fwyyz73oeovxdaqq',
    value: { subject: 'Choir', start: 1772532000000, end: 1772535600000, showAs: 'busy' },
  },
  lastSuccessAt: 1772438400000,
} as const satisfies Stored;

/** The record of that write. */
export const AUDIT = {
  id: 'audit:sync:reservation-event:oak.choir:1:0:create:1772438400000',
  pk: 'ledger:oak',
  type: 'audit',
  ttl: 220752000,
  kind: 'reservation-event',
  subject: 'oak.choir',
  target: 'oak@city.example',
  revision: 1,
  cause: {
    actor: { kind: 'staff', tenantId: 'tenant-1', objectId: 'clerk-1' },
    action: 'reservation.approve',
    correlationId: 'correlation-1',
  },
  at: 1772438400000,
  verb: 'create',
  before: null,
  after: { subject: 'Choir', start: 1772532000000, end: 1772535600000, showAs: 'busy' },
  requestId: '7e9a0000-0000-4000-8000-000000000001',
} as const satisfies Stored;

/** The answer to its create never came. */
export const UNKNOWN = {
  id: 'sync:reservation-event:oak.choir',
  pk: 'ledger:oak',
  type: 'sync-item',
  kind: 'reservation-event',
  subject: 'oak.choir',
  target: 'oak@city.example',
  lane: 'mailbox:oak@city.example',
  priority: 0,
  state: 'unknown',
  desired: { revision: 1, value: { subject: 'Choir', start: 1772532000000, end: 1772535600000, showAs: 'busy' } },
  appliedRevision: 0,
  generation: 0,
  attempts: 1,
  due: 1772438435000,
  cause: {
    actor: { kind: 'staff', tenantId: 'tenant-1', objectId: 'clerk-1' },
    action: 'reservation.approve',
    correlationId: 'correlation-1',
  },
  changedAt: 1772438430000,
  reason: {
    code: 'outcome-unknown',
    sentence: 'A request left and no answer came back; the target is looked at before anything is written again.',
    who: 'nobody',
    nextTryAt: 1772438435000,
  },
  look: 'all',
  unknownSince: 1772438400000,
  duplicatesAt: 1772438520000,
} as const satisfies Stored;

/** The process died between sending the create of PENDING and hearing its answer. */
export const LANE_IN_FLIGHT = {
  id: 'mailbox:oak@city.example',
  pk: 'mailbox:oak@city.example',
  type: 'lane',
  epoch: 1,
  wanted: 0,
  served: 0,
  throttles: 0,
  width: 4,
  heldUntil: 1772438490000,
  since: '0:-1#1',
  flight: {
    at: 1772438400000,
    epoch: 1,
    entries: [
      {
        pk: 'ledger:oak',
        id: 'sync:reservation-event:oak.choir',
        revision: 1,
        generation: 0,
        operation: { verb: 'create', transactionId: 'instep-dbijsljnkmcyogsl6a7ckvjrndqtbzjm' },
      },
    ],
  },
} as const satisfies Stored;

/** Microsoft refused the credential. */
export const GATE = {
  id: 'gate',
  pk: 'gate',
  type: 'gate',
  atWork: [],
  throttles: 0,
  blocked: {
    reason: {
      code: 'credential-refused',
      sentence:
        'The app cannot sign in to Microsoft: AADSTS7000215: the client secret is wrong (a common slip: its id instead of its value)',
      who: 'directory-admin',
      nextTryAt: 1772438700000,
    },
    since: 1772438400000,
    probeAt: 1772438700000,
  },
} as const satisfies Stored;

/** Approved in the space `oak`, with its day, its event and its mail below. */
export const RESERVATION = {
  id: 'oak.izu323pz6ib7g3lyzuwsch6kzp',
  pk: 'ledger:oak',
  type: 'reservation',
  ledger: 'oak',
  spaceId: 'oak',
  status: 'approved',
  startsAt: 1772532000000,
  endsAt: 1772535600000,
  title: 'Choir practice',
  contact: { name: 'Ada Alder', email: 'key-of-request-1@home.example' },
  kept: { start: 1772532000000, end: 1772535600000 },
  excludes: ['oak'],
  submittedAt: 1772438400000,
  bodyDigest: '6ptmtqdrxljw7fkg4yqgoi7okg7y4vmq3nj5z565gvuku27l5rga',
  revision: 2,
  lastMail: 'oak.izu323pz6ib7g3lyzuwsch6kzp~2-approved',
  decision: { at: 1772438400000, by: { kind: 'staff', tenantId: 't', objectId: 'o' } },
} as const satisfies Stored;

export const DAY = {
  id: 'day:oak:2026-03-03',
  pk: 'ledger:oak',
  type: 'day',
  spaceId: 'oak',
  day: '2026-03-03',
  taken: [{ kind: 'reservation', id: 'oak.izu323pz6ib7g3lyzuwsch6kzp', start: 1772532000000, end: 1772535600000 }],
} as const satisfies Stored;

export const EVENT = {
  id: 'sync:reservation-event:oak.izu323pz6ib7g3lyzuwsch6kzp',
  pk: 'ledger:oak',
  type: 'sync-item',
  kind: 'reservation-event',
  subject: 'oak.izu323pz6ib7g3lyzuwsch6kzp',
  target: 'oak@city.example',
  lane: 'mailbox:oak@city.example',
  priority: 0,
  state: 'pending',
  desired: { revision: 2, value: { subject: 'Choir practice', start: 1772532000000, end: 1772535600000, showAs: 'busy' } },
  appliedRevision: 0,
  generation: 0,
  attempts: 0,
  due: 1772438400000,
  cause: { actor: { kind: 'staff', tenantId: 't', objectId: 'o' }, action: 'reservation.decide', correlationId: 'c-2' },
  changedAt: 1772438400000,
} as const satisfies Stored;

export const MAIL = {
  id: 'sync:mail:oak.izu323pz6ib7g3lyzuwsch6kzp~2-approved',
  pk: 'ledger:oak',
  type: 'sync-item',
  kind: 'mail',
  subject: 'oak.izu323pz6ib7g3lyzuwsch6kzp~2-approved',
  target: 'office@city.example',
  lane: 'sender:office@city.example',
  priority: -1772438400000,
  state: 'pending',
  desired: {
    revision: 1,
    value: {
      template: 'approved',
      to: 'key-of-request-1@home.example',
      subject: 'Reservation confirmed: oak, Tuesday, 3 March 2026',
      html: '<p>Your reservation is confirmed.</p>',
      text: 'Your reservation is confirmed.',
    },
  },
  appliedRevision: 0,
  generation: 0,
  attempts: 0,
  due: 1772438400000,
  confidential: true,
  cause: { actor: { kind: 'staff', tenantId: 't', objectId: 'o' }, action: 'reservation.decide', correlationId: 'c-2' },
  changedAt: 1772438400000,
} as const satisfies Stored;
