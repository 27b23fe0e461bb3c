import { toLaneId } from '../../kernel/ids';
import { KIND_UNKNOWN, reasons, UNREADABLE } from './reasons';
import { SYNC_STATES, type SyncItem } from './item';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string' && value !== '';
const number: Check = (value) => typeof value === 'number';
const flag: Check = (value) => value === true;
const oneOf =
  (...names: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && names.includes(value);
const members =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isRecord(value) && faultIn(value, checks) === undefined;
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An id of the store's documents, which a lane has. */
const LANE = /^[^/\\?#]{1,250}$/;
export const isLane: Check = (value) => typeof value === 'string' && LANE.test(value) && !value.endsWith(' ');

/** What the loop relies on; values of kinds are theirs to check. */
const ITEM: Readonly<Record<string, Check>> = {
  kind: text,
  key: text,
  target: text,
  within: maybe(text),
  lane: isLane,
  priority: number,
  state: oneOf(...SYNC_STATES),
  desired: (value) => isRecord(value) && number(value['revision']) && value['value'] !== undefined,
  applied: maybe(
    (value) => isRecord(value) && text(value['externalId']) && typeof value['fingerprint'] === 'string' && value['value'] !== undefined,
  ),
  appliedRevision: number,
  generation: number,
  attempts: number,
  refusals: maybe(number),
  due: maybe(number),
  look: maybe(oneOf('id', 'all')),
  sought: maybe(flag),
  alone: maybe(flag),
  sendUnknownAt: maybe(number),
  unknownSince: maybe(number),
  refusedSince: maybe(number),
  unheard: maybe(
    (value) => Array.isArray(value) && value.every(members({ transactionId: text, span: members({ start: number, end: number }) })),
  ),
  duplicatesAt: maybe(number),
  extras: maybe((value) => Array.isArray(value) && value.every(text)),
  verify: maybe(flag),
  unread: maybe(number),
  after: maybe(members({ id: text, revision: number })),
  lastSuccessAt: maybe(number),
  reason: maybe(members({ code: text, sentence: text, who: text })),
  cause: members({ actor: members({ kind: text }), action: text, correlationId: text }),
  changedAt: number,
};

function faultIn(value: Readonly<Record<string, unknown>>, checks: Readonly<Record<string, Check>>): string | undefined {
  return Object.entries(checks).find(([name, check]) => !check(value[name]))?.[0];
}

/** The member of a stored item that this version cannot work with; undefined: it is whole. */
export const faultOf = (stored: object): string | undefined => faultIn(stored as Readonly<Record<string, unknown>>, ITEM);

const UNKNOWN: Omit<SyncItem, 'id' | 'pk' | 'type' | 'state'> = {
  kind: '',
  key: '',
  target: '',
  lane: toLaneId(''),
  priority: 0,
  desired: { revision: 0, value: null },
  appliedRevision: 0,
  generation: 0,
  attempts: 0,
  cause: { actor: { kind: 'instep' }, action: 'unknown', correlationId: '' },
  changedAt: 0,
};

/** A stored item with a fault as everybody can read it: set aside, with the reason. For reading only: what is missing is made up. */
export function readable(stored: object, fault: string): SyncItem {
  const whole = Object.fromEntries(Object.entries(stored).filter(([name, value]) => ITEM[name]?.(value) ?? true));
  // `id`, `pk` and `type` are the store's own; the rest is whole or made up.
  const { due: _due, ...item } = { ...UNKNOWN, ...whole } as SyncItem;
  return item.reason?.code === KIND_UNKNOWN ? item : { ...item, state: 'parked', reason: reasons.unreadable(fault) };
}

export const isUnreadable = ({ reason }: Pick<SyncItem, 'reason'>): boolean => reason?.code === UNREADABLE;
