import type { GraphCall } from '../../model';
import { isObject } from './values';

/** The request without the extended properties of what it makes; undefined: it has none to lose. */
export function withoutMark(call: GraphCall): GraphCall | undefined {
  if (call.method !== 'POST' || !isObject(call.body) || !Array.isArray(call.body['singleValueExtendedProperties'])) return undefined;
  const { singleValueExtendedProperties: _lost, ...body } = call.body;
  return { ...call, body };
}
