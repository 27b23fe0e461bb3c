import type { Message } from 'rhea';
import { message as codec, types } from 'rhea';
import type { Json } from '../../../shared/kernel/json';
import type { Queued, Locked, Sent } from './message';

/** What arrived on a sender's link: one message, or a batch of them. rhea has decoded a plain message, and nothing else. */
export function readTransfer(received: Message | Buffer): readonly Sent[] {
  if (Buffer.isBuffer(received)) return sections(decode(received).body).map((part) => readMessage(decode(part)));
  return [readMessage(received)];
}

export const readEncoded = (encoded: Buffer): Sent => readMessage(decode(encoded));

function readMessage(message: Message): Sent {
  const scheduled: unknown = message.message_annotations?.['x-opt-scheduled-enqueue-time'];
  return {
    ...(message.message_id !== undefined && { id: textOf(message.message_id) }),
    body: readBody(message),
    encoded: encode(message),
    ...(message.ttl !== undefined && { timeToLiveMs: message.ttl }),
    ...(scheduled !== undefined && scheduled !== null && { scheduledAt: Number(scheduled) }),
  };
}

function decode(bytes: Uint8Array): Message {
  const decoded: unknown = codec.decode(Buffer.from(bytes));
  return decoded as Message; // rhea types the codec more loosely than the messages it makes
}

const encode = (message: Message): Buffer => codec.encode(message);

/** The message as a receiver gets it: the sender's own sections, with the header and annotations of the bus. */
export function writeMessage(queued: Queued | Locked, state: 'active' | 'locked' | 'scheduled'): Buffer {
  const original = queued.encoded
    ? decode(queued.encoded)
    : { body: codec.data_section(Buffer.from(JSON.stringify(queued.body))) as unknown, content_type: 'application/json' };
  const deadLetter = {
    ...(queued.deadLetter?.reason !== undefined && { DeadLetterReason: queued.deadLetter.reason }),
    ...(queued.deadLetter?.description !== undefined && { DeadLetterErrorDescription: queued.deadLetter.description }),
  };
  return encode({
    ...original,
    message_id: queued.id,
    delivery_count: queued.deliveryCount,
    message_annotations: {
      ...original.message_annotations,
      'x-opt-sequence-number': types.wrap_long(queued.sequenceNumber),
      'x-opt-enqueue-sequence-number': types.wrap_long(queued.sequenceNumber),
      'x-opt-enqueued-time': types.wrap_timestamp(queued.enqueuedAt),
      'x-opt-message-state': types.wrap_int(state === 'scheduled' ? 2 : 0),
      ...('lockedUntil' in queued && { 'x-opt-locked-until': types.wrap_timestamp(queued.lockedUntil) }),
    },
    application_properties: { ...original.application_properties, ...queued.properties, ...deadLetter },
  });
}

/** For people and for receivers in this process: JSON where it is JSON, else text. */
function readBody(message: Message): Json {
  const [first] = sections(message.body);
  const text = first ? first.toString('utf8') : JSON.stringify(message.body ?? null);
  try {
    return JSON.parse(text) as Json; // what JSON.parse makes is JSON
  } catch {
    return text;
  }
}

/** The data sections of a body; none if it is of another kind. */
function sections(body: unknown): readonly Buffer[] {
  if (typeof body !== 'object' || body === null || !('content' in body)) return [];
  const { content } = body;
  return (Array.isArray(content) ? content : [content]).filter((part) => Buffer.isBuffer(part));
}

const textOf = (id: string | number | Buffer): string => (Buffer.isBuffer(id) ? id.toString('hex') : String(id));
