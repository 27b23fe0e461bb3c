import type { IncomingMessage } from 'node:http';
import type { HttpData, TypedData } from './messages';

/** What the host makes of the outside before it hands it to the worker. Values that are absent are left out. */

/** `body` is undefined when the request named no length: the host drops it then, whatever was sent. */
export function requestData(
  incoming: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>,
  authority: string,
  params: Readonly<Record<string, string>>,
  body: Uint8Array | undefined,
): TypedData {
  const url = `http://${authority}${incoming.url ?? '/'}`;
  const headers = new Map<string, string[]>();
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    add(headers, (incoming.rawHeaders[at] ?? '').toLowerCase(), incoming.rawHeaders[at + 1] ?? '');
  }
  const query = new Map<string, string[]>();
  const names = new Map<string, string>();
  for (const [name, value] of new URL(url).searchParams) {
    const first = names.get(name.toLowerCase()) ?? name; // keys of a query are one whatever their case
    names.set(name.toLowerCase(), first);
    add(query, first, value);
  }
  const http: HttpData = {
    url,
    method: incoming.method ?? 'GET',
    nullableHeaders: joined(headers),
    nullableQuery: joined(query),
    nullableParams: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, { value }])),
    ...(body && body.length > 0 ? { body: { bytes: body } } : {}),
  };
  return { http };
}

function add(into: Map<string, string[]>, name: string, value: string): void {
  const list = into.get(name);
  if (list) list.push(value);
  else into.set(name, [value]);
}

function joined(values: ReadonlyMap<string, readonly string[]>): Record<string, { value: string }> {
  return Object.fromEntries([...values].map(([name, list]) => [name, { value: list.join(',') }]));
}

/** Text where the bytes are UTF-8, bytes otherwise. The library then parses text that looks like JSON. */
export function messageBody(bytes: Uint8Array): TypedData {
  try {
    return { string: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { bytes };
  }
}

/** The delivered message, in the terms of .NET's ServiceBusReceivedMessage. */
export interface DeliveredMessage {
  readonly messageId: string;
  /** From 1. */
  readonly deliveryCount: number;
  readonly sequenceNumber: number;
  readonly lockToken: string;
  readonly enqueuedTime: Date;
  readonly expiresAt: Date;
  readonly applicationProperties: Readonly<Record<string, unknown>>;
  readonly contentType?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly deadLetterSource?: string | undefined;
  readonly partitionKey?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly replyToSessionId?: string | undefined;
  readonly sessionId?: string | undefined;
  readonly subject?: string | undefined;
  readonly to?: string | undefined;
}

/** The binding data of the Service Bus trigger; its live objects (client, receiver, actions) are left out. */
export function messageMetadata(message: DeliveredMessage): Record<string, TypedData> {
  const values: Record<string, unknown> = {
    MessageId: message.messageId,
    DeliveryCount: message.deliveryCount,
    SequenceNumber: message.sequenceNumber,
    LockToken: message.lockToken,
    EnqueuedTimeUtc: message.enqueuedTime,
    EnqueuedTime: message.enqueuedTime,
    ExpiresAtUtc: message.expiresAt,
    ExpiresAt: message.expiresAt,
    ApplicationProperties: message.applicationProperties,
    UserProperties: message.applicationProperties,
    ContentType: message.contentType,
    CorrelationId: message.correlationId,
    DeadLetterSource: message.deadLetterSource,
    PartitionKey: message.partitionKey,
    ReplyTo: message.replyTo,
    ReplyToSessionId: message.replyToSessionId,
    SessionId: message.sessionId,
    Subject: message.subject,
    Label: message.subject,
    To: message.to,
  };
  const data: Record<string, TypedData> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue;
    data[name] = typeof value === 'string' ? { string: value } : { json: JSON.stringify(value) };
  }
  return data;
}

export interface ScheduleStatus {
  readonly last: Date;
  readonly lastUpdated: Date;
  readonly next: Date;
}

/** .NET's TimerInfo; the library lowers the first letters. */
export function timerData(status: ScheduleStatus | undefined, isPastDue: boolean): TypedData {
  const dates = status && { Last: stamp(status.last), LastUpdated: stamp(status.lastUpdated), Next: stamp(status.next) };
  return { json: JSON.stringify({ Schedule: { AdjustForDST: true }, ScheduleStatus: dates ?? null, IsPastDue: isPastDue }) };
}

function stamp(date: Date): string {
  return date.toISOString().replace('Z', '0000+00:00');
}
