import { types } from 'rhea';
import type { Message } from 'rhea';
import type { Reply } from '../kernel/faults';
import { readEncoded, writeMessage } from './amqp-message';
import type { Answer } from './answer';
import type { BusCore } from './core';
import { tokenOfUuid } from './lock-token';
import { propertiesOf } from './message';

/** What goes back on the reply link. */
export interface Response {
  readonly status: number;
  readonly condition?: string;
  readonly description: string;
  readonly body?: unknown;
}

/** AMQP type codes of array elements. */
const LONG = 0x81;
const TIMESTAMP = 0x83;

/** One request to `<entity>/$management`: "AMQP 1.0 in Service Bus: request-response-based operations". */
export function manage(core: BusCore, entity: string, request: Message): Reply<Response> {
  const body = isRecord(request.body) ? request.body : {};
  const operation: unknown = request.application_properties?.operation;
  switch (operation) {
    case 'com.microsoft:renew-lock':
      return withEach(
        lockTokens(body).map((token) => core.renew(entity, token)),
        (expirations) => ({ expirations: types.wrap_array([...expirations], TIMESTAMP, undefined) }),
      );
    case 'com.microsoft:schedule-message': {
      const messages = listOf(body.messages).filter(isRecord);
      const sent = messages.map((entry) => entry.message).filter((encoded) => Buffer.isBuffer(encoded));
      return respond(core.send(entity, sent.map(readEncoded)), (numbers) => ({
        'sequence-numbers': types.wrap_array([...numbers], LONG, undefined),
      }));
    }
    case 'com.microsoft:cancel-scheduled-message':
      return respond(core.cancelScheduled(entity, listOf(body['sequence-numbers']).map(numberOf)), () => undefined);
    case 'com.microsoft:peek-message': {
      const reply = core.peek(entity, numberOf(body['from-sequence-number']), numberOf(body['message-count']));
      if (reply.kind === 'reply' && reply.answer.kind === 'done' && reply.answer.value.length === 0) {
        return { ...reply, answer: { status: 204, description: 'No Content' } };
      }
      return respond(reply, (found) => ({ messages: found.map(({ queued, state }) => ({ message: writeMessage(queued, state) })) }));
    }
    case 'com.microsoft:update-disposition':
      return withEach(
        lockTokens(body).map((token) => dispose(core, entity, token, body)),
        () => undefined,
      );
    default:
      return immediately({
        status: 501,
        condition: 'amqp:not-implemented',
        description: `The local bus does not cover the management operation '${String(operation)}'.`,
      });
  }
}

/** Settlement after the receiver's link was closed. */
function dispose(core: BusCore, entity: string, token: string, body: Readonly<Record<string, unknown>>): Reply<Answer<void>> {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : undefined);
  const properties = propertiesOf(body['properties-to-modify']);
  switch (text('disposition-status')) {
    case 'completed':
      return core.complete(entity, token);
    case 'abandoned':
      return core.abandon(entity, token, properties);
    case 'suspended': {
      const reason = text('deadletter-reason');
      const description = text('deadletter-description');
      return core.deadLetter(
        entity,
        token,
        { ...(reason !== undefined && { reason }), ...(description !== undefined && { description }) },
        properties,
      );
    }
    default:
      return immediately({ kind: 'refused', condition: 'amqp:not-implemented', description: 'The local bus does not defer messages.' });
  }
}

const STATUS: Readonly<Record<string, number>> = {
  'amqp:unauthorized-access': 401,
  'amqp:link:message-size-exceeded': 403,
  'amqp:not-found': 404,
  'com.microsoft:message-not-found': 404,
  'com.microsoft:timeout': 408,
  'com.microsoft:message-lock-lost': 410,
  'amqp:not-allowed': 400,
  'amqp:not-implemented': 501,
  'com.microsoft:server-busy': 503,
};

export function respond<T>(reply: Reply<Answer<T>>, body: (value: T) => unknown): Reply<Response> {
  if (reply.kind === 'never') return reply;
  const { answer, delayMs } = reply;
  if (answer.kind === 'done') {
    return { kind: 'reply', answer: { status: 200, description: 'OK', body: body(answer.value) }, delayMs };
  }
  const { condition, description } = answer;
  return { kind: 'reply', answer: { status: STATUS[condition] ?? 500, condition, description }, delayMs };
}

/** One response for several operations: the first that did not succeed speaks for all. */
function withEach<T>(replies: readonly Reply<Answer<T>>[], body: (values: readonly T[]) => unknown): Reply<Response> {
  const values: T[] = [];
  for (const reply of replies) {
    if (reply.kind === 'never' || reply.answer.kind === 'refused') return respond(reply, () => undefined);
    values.push(reply.answer.value);
  }
  const delayMs = Math.max(0, ...replies.map((reply) => (reply.kind === 'reply' ? reply.delayMs : 0)));
  return respond({ kind: 'reply', answer: { kind: 'done', value: values }, delayMs }, body);
}

const immediately = <A>(answer: A): Reply<A> => ({ kind: 'reply', answer, delayMs: 0 });

const lockTokens = (body: Readonly<Record<string, unknown>>): string[] =>
  listOf(body['lock-tokens'])
    .filter((token) => Buffer.isBuffer(token))
    .map(tokenOfUuid);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** rhea hands over a long as a number where it is safe, else as bytes. */
const numberOf = (value: unknown): number => (Buffer.isBuffer(value) ? Number(value.readBigInt64BE()) : Number(value));
