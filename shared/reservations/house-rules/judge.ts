import type { EpochMs } from '../../kernel/clock';
import type { Interval } from '../../kernel/intervals';
import type { Space } from '../../spaces/model';
import type { HouseRule, Purpose, SlotRefusal } from '../model';
import { ruledOut, ruledOutForStaff, tooFarAhead } from '../rules';
import { brokenRule, brokenRules, crowded, withNearest } from './house-rules';
import { nearestAllowed } from './offer-rules';

/** What somebody wants of a space, whatever else is booked. */
export interface Wish {
  readonly space: Space;
  readonly wanted: Interval;
  readonly now: EpochMs;
  readonly attendance?: number | undefined;
  readonly by: 'staff' | 'citizen';
  readonly purpose?: Purpose | undefined;
  /** Rules that staff know it breaks. */
  readonly confirmed?: readonly HouseRule[] | undefined;
  /** Has begun already, and goes on. */
  readonly goesOn?: boolean;
  /** How far ahead anybody may book. */
  readonly staffHorizonDays: number;
}

/**
 * The one set of rules for what is asked for and what is changed. Everybody is held to what the space is: closed, over, longer than its days
 * can hold. Citizens are held to its rules. Staff may break each that they confirm by name, but for a horizon of their own; the house's own session is held to none.
 */
export function judge(wish: Wish): SlotRefusal | undefined {
  const { space, wanted, now, attendance, by, staffHorizonDays } = wish;
  const far = tooFarAhead(wanted, now, staffHorizonDays);
  if (by === 'citizen') return refusedBy(space, wanted, now, attendance) ?? far;
  const out = ruledOutForStaff(space, wanted, wish.goesOn ? wanted.start : now);
  if (out) return out.kind === 'too-long' || out.kind === 'slot-in-the-past' ? withNearest(out, space, wanted, now) : out;
  // Nobody can confirm it.
  if (far) return far;
  // The house blocks its own time by design: nothing to confirm (docs/staff.md).
  if (wish.purpose !== undefined) return undefined;
  const broken = brokenRules(space, wanted, now, attendance).filter(({ rule }) => !(wish.goesOn && rule === 'lead-time'));
  return toConfirm(wish, broken);
}

/** Where time and space stay, only a new number of people is held against the rules. */
export function judgeNumber(wish: Wish & { readonly attendance: number }): SlotRefusal | undefined {
  const crowd = crowded(wish.space, wish.attendance);
  if (!crowd || wish.purpose !== undefined) return undefined;
  return wish.by === 'citizen' ? { kind: 'rule-broken', ...crowd } : toConfirm(wish, [crowd]);
}

function toConfirm({ space, wanted, now, confirmed = [] }: Wish, broken: ReturnType<typeof brokenRules>): SlotRefusal | undefined {
  const open = broken.filter(({ rule }) => !confirmed.includes(rule));
  const [first] = open;
  if (!first) return undefined;
  const nearest = first.rule === 'capacity' ? undefined : nearestAllowed(space, wanted, now);
  return { kind: 'rule-broken', ...first, ...(nearest && { nearest }), toConfirm: open };
}

/** What the space itself says to citizens: first what it is, then its rules. */
export function refusedBy(space: Space, wanted: Interval, now: EpochMs, attendance?: number): SlotRefusal | undefined {
  const refusal = ruledOut(space, wanted, now);
  if (refusal?.kind === 'too-long' || refusal?.kind === 'slot-in-the-past') return withNearest(refusal, space, wanted, now);
  return refusal ?? brokenRule(space, wanted, now, attendance);
}
