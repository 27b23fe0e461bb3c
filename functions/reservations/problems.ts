import type { Problems } from '../host/problem';

const INSTANT = { type: 'string', format: 'date-time' };
const SPAN = { type: 'object', required: ['startsAt', 'endsAt'], properties: { startsAt: INSTANT, endsAt: INSTANT } };
const NEAREST = { ...SPAN, description: 'The closest time that keeps the rules of the space.' };
const STATUS = { type: 'string' };

export const RESERVATION_PROBLEMS = {
  'idempotency-key-missing': { status: 400, title: 'The header Idempotency-Key is missing or not usable' },
  'staff-only-field': { status: 403, title: 'This field is for staff' },
  'reservation-not-found': { status: 404, title: 'There is no such reservation' },
  'slot-taken': {
    status: 409,
    title: 'The time is taken',
    members: { free: { type: 'array', maxItems: 3, items: SPAN, description: 'Other times of this space.' } },
  },
  'space-closed': { status: 409, title: 'The space is closed' },
  'not-possible-now': {
    status: 409,
    title: 'The reservation is in a status that does not allow this',
    members: {
      reservationStatus: STATUS,
      possibleFrom: { type: 'array', items: { type: 'string' }, description: 'The statuses that allow it.' },
      decidedAt: INSTANT,
    },
  },
  'link-spent': {
    status: 409,
    title: 'The link was used, or the reservation has changed since it was sent',
    members: { reservationStatus: STATUS, decidedAt: INSTANT, changedAt: INSTANT },
  },
  'reservation-over': { status: 409, title: 'The reservation has ended', members: { endedAt: INSTANT } },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another request' },
  'not-reservable': { status: 422, title: 'The space cannot be reserved by the public' },
  'slot-in-the-past': { status: 422, title: 'The time has begun already', members: { nearest: NEAREST } },
  'rule-broken': {
    status: 422,
    title: 'A rule of the space does not allow this',
    members: {
      rule: { type: 'string', description: 'Which rule.' },
      bound: { type: 'string', description: 'What the rule asks for, in words.' },
      nearest: NEAREST,
      confirm: {
        type: 'array',
        items: { type: 'string' },
        description: 'For staff: the rules to name in `confirm`, should it be so all the same.',
      },
      broken: {
        type: 'array',
        items: { type: 'object', required: ['rule', 'bound'], properties: { rule: STATUS, bound: STATUS } },
        description: 'For staff: the same with their bounds in words.',
      },
    },
  },
  'too-long': {
    status: 422,
    title: 'The reservation is longer than the space allows',
    members: { maxDurationMinutes: { type: 'integer' }, nearest: NEAREST },
  },
  'precondition-required': { status: 428, title: 'A change by staff must say which version it is for' },
  'too-many-open-requests': {
    status: 429,
    title: 'Too many requests of this contact are open',
    members: { most: { type: 'integer' } },
  },
  'too-many-changes': {
    status: 429,
    title: 'Too many changes of this reservation within a day',
    members: { most: { type: 'integer' } },
  },
} as const satisfies Problems;
