import type { GraphAnswer } from '../../../shared/kernel/graph';
import type { Json } from '../../../shared/kernel/json';
import { reservationEventKind } from '../../../shared/reservations/kind';
import type { Outcome } from '../../../shared/sync/item/outcome';
import type { Operation } from '../../../shared/sync/item/plan';
import { outcomeOf } from '../../../shared/sync/round/read';
import { NOW } from '../../support/builders/instants';
import { anEvent, anItem } from '../../support/builders/sync-item';

const kind = reservationEventKind();

const operations = {
  create: { verb: 'create', transactionId: 'instep-1' },
  update: { verb: 'update', externalId: 'event-1' },
  delete: { verb: 'delete', externalId: 'event-1' },
  'delete-extra': { verb: 'delete-extra', externalId: 'event-2' },
  send: { verb: 'send', externalId: 'message-1' },
} as const satisfies Record<Operation['verb'], Operation>;
type Verb = Operation['verb'];

const answered = (status: number, body?: Json, headers: Record<string, string> = {}): GraphAnswer => ({
  kind: 'answered',
  status,
  headers,
  ...(body !== undefined && { body }),
  requestId: 'request-1',
});
const refused = (status: number, code: string, headers?: Record<string, string>): GraphAnswer =>
  answered(status, { error: { code, message: 'as it pleases' } }, headers);
const outcome = (verb: Verb, answer: GraphAnswer): Outcome =>
  outcomeOf(kind, anItem(), { operation: operations[verb], before: null, after: anEvent() }, answer, NOW);

const EVENT = {
  id: 'event-1',
  subject: 'Choir',
  start: { dateTime: '2026-03-03T10:00:00.0000000', timeZone: 'UTC' },
  end: { dateTime: '2026-03-03T11:00:00.0000000', timeZone: 'UTC' },
  showAs: 'busy',
};
const OBSERVED = {
  externalId: 'event-1',
  value: { subject: 'Choir', start: Date.parse('2026-03-03T10:00:00Z'), end: Date.parse('2026-03-03T11:00:00Z'), showAs: 'busy' },
};

describe('an answer of success', () => {
  it.each([
    ['create', answered(201, EVENT)],
    ['update', answered(200, EVENT)],
  ] as const)('to %s says what is there now, with the id of the request', (verb, answer) => {
    expect(outcome(verb, answer)).toEqual({ kind: 'done', observed: OBSERVED, requestId: 'request-1' });
  });

  it.each(['delete', 'delete-extra', 'send'] as const)('to %s needs no body', (verb) => {
    expect(outcome(verb, answered(204))).toEqual({ kind: 'done', requestId: 'request-1' });
  });

  it('to create without the id of what was made leaves it unknown', () => {
    expect(outcome('create', answered(201, { subject: 'Choir' }))).toEqual({ kind: 'unknown' });
    expect(outcome('create', answered(201))).toEqual({ kind: 'unknown' });
  });
});

describe('a refusal of Microsoft', () => {
  const everywhere: readonly Verb[] = ['create', 'update', 'delete', 'delete-extra', 'send'];
  const table: readonly (readonly [number, string, Outcome['kind']])[] = [
    [400, 'ErrorInvalidRequest', 'never'],
    [400, 'ErrorOccurrenceCrossingBoundary', 'never'],
    [400, 'TimeZoneNotSupportedException', 'never'],
    [400, 'ErrorDuplicateTransactionId', 'made-before'],
    [409, 'ErrorDuplicateTransactionId', 'made-before'],
    [401, 'InvalidAuthenticationToken', 'denied'],
    [403, 'ErrorAccessDenied', 'denied'],
    [408, 'RequestTimeout', 'unknown'],
    [409, 'ErrorIrresolvableConflict', 'changed-meanwhile'],
    [412, 'ErrorIrresolvableConflict', 'changed-meanwhile'],
    [413, 'RequestEntityTooLarge', 'never'],
    [429, 'ApplicationThrottled', 'throttled'],
    [429, 'TooManyRequests', 'throttled'],
    [500, 'ErrorInternalServerTransientError', 'unknown'],
    [501, 'NotImplemented', 'unknown'],
    [502, 'BadGateway', 'unknown'],
    [503, 'ServiceUnavailable', 'unavailable'],
    [504, 'GatewayTimeout', 'unknown'],
    [507, 'InsufficientStorage', 'unknown'],
    [509, 'BandwidthLimitExceeded', 'unavailable'],
  ];

  it.each(table)('%d %s means %s, whatever was asked', (status, code, kind) => {
    expect(everywhere.map((verb) => outcome(verb, refused(status, code)).kind)).toEqual(everywhere.map(() => kind));
  });

  it.each([
    ['create', 'target-missing'],
    ['update', 'not-found'],
    ['delete', 'not-found'],
    ['delete-extra', 'not-found'],
    ['send', 'not-found'],
  ] as const)('404 and 410 to %s mean %s, whatever their code says', (verb, meant) => {
    const answers = [
      refused(404, 'ErrorItemNotFound'),
      refused(404, 'MailboxNotEnabledForRESTAPI'),
      refused(404, 'Request_ResourceNotFound'),
      refused(410, 'ErrorItemNotFound'),
      answered(404),
    ];

    expect(answers.map((answer) => outcome(verb, answer))).toEqual(answers.map(() => ({ kind: meant })));
  });

  it('that is for good is remembered by its code, or by its status where it has none', () => {
    expect(outcome('update', refused(400, 'ErrorInvalidRequest'))).toEqual({ kind: 'never', code: 'ErrorInvalidRequest' });
    expect(outcome('update', answered(400, 'no envelope'))).toEqual({ kind: 'never', code: 'status 400' });
  });

  it('names the entry that a repeated create made first, whatever its code says', () => {
    const duplicate = (code: string) => answered(409, { error: { code, message: 'used before', '@event.existingEventId': 'event-7' } });

    expect(outcome('create', duplicate('ErrorDuplicateTransactionId'))).toEqual({ kind: 'made-before', externalId: 'event-7' });
    expect(outcome('create', duplicate('ErrorNobodyHasSeen'))).toEqual({ kind: 'made-before', externalId: 'event-7' });
  });

  it('503 to a create may have acted, unless it states a wait or says that the service took nothing', () => {
    expect(outcome('create', refused(503, 'ErrorIrresolvableConflict'))).toEqual({ kind: 'unknown' });
    expect(outcome('create', answered(503, 'no envelope'))).toEqual({ kind: 'unknown' });
    expect(outcome('create', refused(503, 'ErrorNobodyHasSeen', { 'retry-after': '5' }))).toMatchObject({ kind: 'unavailable' });
    expect(outcome('update', refused(503, 'ErrorIrresolvableConflict'))).toEqual({ kind: 'unavailable' });
  });

  it.each([429, 503, 509])('%d carries the wait that it states', (status) => {
    expect(outcome('update', refused(status, 'x', { 'retry-after': '30' }))).toMatchObject({ retryAt: NOW + 30_000 });
  });

  it.each(['0', '-5', 'soon', 'Mon, 02 Mar 2026 07:59:59 GMT'])('429 with Retry-After %j states no wait', (text) => {
    expect(outcome('update', refused(429, 'x', { 'retry-after': text }))).toEqual({ kind: 'throttled' });
  });
});

describe('no answer', () => {
  it('leaves the outcome unknown', () => {
    expect(outcome('create', { kind: 'unanswered', reason: 'cut' })).toEqual({ kind: 'unknown' });
  });

  it.each([{ kind: 'throttled', retryAt: NOW + 5 }, { kind: 'unavailable' }, { kind: 'denied', reason: 'AADSTS7000222' }] as const)(
    'because it was not sent (%j) concerns the app',
    (failure) => {
      expect(outcome('create', { kind: 'not-sent', failure })).toEqual({ kind: 'app', failure });
    },
  );
});
