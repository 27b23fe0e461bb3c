import type { Json, JsonObject } from '../../../../../shared/kernel/json';
import { extendedPropertyId } from './odata';
import { notCovered, Refusal } from '../refusal';
import { checkZone } from './times';

/** Text of an item, as it was written. */
export interface ItemBody {
  readonly contentType: 'text' | 'html';
  readonly content: string;
}

export const unreadable = (message: string): Refusal => new Refusal(400, 'RequestBodyRead', message);

export const unknownMember = (member: string, type: string): Refusal =>
  unreadable(
    `The property '${member}' does not exist on type 'microsoft.graph.${type}'. Make sure to only use property names that are defined by the type.`,
  );

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The body of a write. Throws 400 when there is none, or when it is no object. */
export function objectBody(body: Json | undefined): JsonObject {
  if (!isObject(body))
    throw unreadable('Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.');
  return body;
}

export function text(name: string, value: Json): string {
  if (typeof value !== 'string') throw unreadable(`Cannot convert the value of '${name}' to Edm.String.`);
  return value;
}

export function flag(name: string, value: Json): boolean {
  if (typeof value !== 'boolean') throw unreadable(`Cannot convert the value of '${name}' to Edm.Boolean.`);
  return value;
}

export function list(name: string, value: Json): readonly Json[] {
  if (!Array.isArray(value)) throw unreadable(`The value of '${name}' is not an array.`);
  return value as readonly Json[]; // Array.isArray does not narrow a readonly array
}

export function oneOf(name: string, value: Json, values: readonly string[]): string {
  if (typeof value !== 'string' || !values.includes(value))
    throw unreadable(`Requested value ${JSON.stringify(value)} of '${name}' was not found.`);
  return value;
}

export function itemBody(value: Json): ItemBody {
  if (!isObject(value)) throw unreadable("The value of 'body' is not an itemBody.");
  for (const member of Object.keys(value)) if (member !== 'contentType' && member !== 'content') throw unknownMember(member, 'itemBody');
  const type = oneOf('body.contentType', text('body.contentType', value['contentType'] ?? 'text').toLowerCase(), ['text', 'html']);
  return { contentType: type === 'html' ? 'html' : 'text', content: text('body.content', value['content'] ?? '') };
}

/** Extended properties by the canonical form of their ids: the stored ones, with those that the body names. */
export function extendedProperties(entries: readonly Json[], stored: ReadonlyMap<string, string> | undefined): ReadonlyMap<string, string> {
  const kept = new Map(stored);
  for (const entry of entries) {
    if (!isObject(entry)) throw unreadable("The value of 'singleValueExtendedProperties' is not a list of objects.");
    for (const member of Object.keys(entry))
      if (member !== 'id' && member !== 'value') throw unknownMember(member, 'singleValueLegacyExtendedProperty');
    const id = extendedPropertyId(text('singleValueExtendedProperties.id', entry['id'] ?? null));
    if (!id.startsWith('String ')) throw notCovered(`extended properties of another type than String ('${id}')`);
    kept.set(id, text('singleValueExtendedProperties.value', entry['value'] ?? null));
  }
  return kept;
}

/** A wall time without offset, and its zone. */
export interface Wall {
  readonly dateTime: string;
  readonly timeZone: string;
}

/** Throws 400 for a shape that is not one, or a zone that Exchange does not know. */
export function dateTimeTimeZone(name: string, value: Json): Wall {
  if (!isObject(value)) throw unreadable(`The value of '${name}' is not a dateTimeTimeZone.`);
  for (const member of Object.keys(value))
    if (member !== 'dateTime' && member !== 'timeZone' && !member.startsWith('@odata')) throw unknownMember(member, 'dateTimeTimeZone');
  const zone = value['timeZone'];
  return { dateTime: text(`${name}.dateTime`, value['dateTime'] ?? null), timeZone: checkZone(text(`${name}.timeZone`, zone ?? null)) };
}
