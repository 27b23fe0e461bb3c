import { DAY, HOUR } from '../../../shared/kernel/clock';
import { HOUSE_RULES, type HouseRule } from '../../../shared/reservations/model';
import { judge, judgeNumber, type Wish } from '../../../shared/reservations/house-rules/judge';
import { aRequest, at, START, staff } from '../../support/builders/reservation-builder';
import { aSpace, aSpaceInput } from '../../support/builders/space-builder';
import { submitted, Town } from '../../support/town';

const open = [{ opens: '09:00', closes: '17:00' }];
const rules = {
  ...{ minDurationMinutes: 60, slotStepMinutes: 30, leadTimeMinutes: 24 * 60, horizonDays: 30 },
  openingHours: { monday: open, tuesday: open, wednesday: open, thursday: open, friday: open },
  blackouts: [{ startsAt: at(10, 9), endsAt: at(10, 17), reason: 'Painting' }],
};
const space = aSpace('oak', { rules, capacity: 10 });
const wish = (more: Partial<Wish> = {}): Wish => ({
  space,
  wanted: { start: at(5, 10), end: at(5, 11) },
  now: START,
  by: 'citizen',
  staffHorizonDays: 3_650,
  ...more,
});
const span = (start: number, length = HOUR) => ({ start, end: start + length });

/** A wish that breaks one rule, and the rule. */
const BREAKS: Readonly<Record<HouseRule, Partial<Wish>>> = {
  'opening-hours': { wanted: span(at(5, 18)) },
  blackout: { wanted: span(at(10, 10)) },
  'min-duration': { wanted: span(at(5, 10), HOUR / 2) },
  'slot-step': { wanted: span(at(5, 10, 10)) },
  'lead-time': { wanted: span(at(3, 7) + 2 * HOUR), now: at(3, 8) },
  horizon: { wanted: span(at(2, 10) + 42 * DAY) },
  capacity: { attendance: 11 },
};

describe('one set of rules', () => {
  it('lets a wish through that breaks none, whoever has it', () => {
    for (const by of ['citizen', 'staff'] as const) expect(judge(wish({ by }))).toBeUndefined();
  });

  it.each(['citizen', 'staff'] as const)('lets nobody book further ahead than staff may, whatever is confirmed (%s)', (by) => {
    const wide = aSpace('oak', { rules: { ...rules, horizonDays: 90_000 }, capacity: 10 });
    const far = wish({ by, space: wide, wanted: span(at(2, 10) + 3_654 * DAY), confirmed: HOUSE_RULES });

    expect(judge(far)).toMatchObject({ kind: 'rule-broken', rule: 'horizon', bound: 'at most 3650 days ahead, also for staff' });
    expect(judge({ ...far, staffHorizonDays: 3_700 })).toBeUndefined();
  });

  it.each(HOUSE_RULES)('refuses a citizen by the rule %s; staff break it when they confirm it, and no other', (rule) => {
    const broken = BREAKS[rule];

    expect(judge(wish(broken))).toMatchObject({ kind: 'rule-broken', rule });
    expect(judge(wish(broken))).not.toHaveProperty('toConfirm');
    expect(judge(wish({ ...broken, by: 'staff' }))).toMatchObject({ kind: 'rule-broken', rule, toConfirm: [{ rule }] });
    expect(judge(wish({ ...broken, by: 'staff', confirmed: [rule] }))).toBeUndefined();
    const others = HOUSE_RULES.filter((one) => one !== rule);
    expect(judge(wish({ ...broken, by: 'staff', confirmed: others }))).toMatchObject({ rule, toConfirm: [{ rule }] });
    // What a citizen says that they confirm is nothing.
    expect(judge(wish({ ...broken, confirmed: [rule] }))).toMatchObject({ rule });
  });

  it.each(HOUSE_RULES)('asks nobody to confirm the rule %s for a session of the house itself', (rule) => {
    expect(judge(wish({ ...BREAKS[rule], by: 'staff', purpose: 'programme-session' }))).toBeUndefined();
  });

  it('lets a session of the house itself have more people than the space holds, when only the number changes, too', () => {
    const crowd = { ...wish({ by: 'staff' }), attendance: 11 };

    expect(judgeNumber(crowd)).toMatchObject({ rule: 'capacity', toConfirm: [{ rule: 'capacity' }] });
    expect(judgeNumber({ ...crowd, purpose: 'programme-session' })).toBeUndefined();
  });

  it('names all that staff must confirm', () => {
    const many = wish({ wanted: span(at(7, 18, 10), HOUR / 2), by: 'staff', attendance: 11 });

    expect(judge(many)).toMatchObject({
      toConfirm: [{ rule: 'min-duration' }, { rule: 'slot-step' }, { rule: 'opening-hours' }, { rule: 'capacity' }],
    });
    expect(judge({ ...many, confirmed: ['min-duration', 'capacity'] })).toMatchObject({
      toConfirm: [{ rule: 'slot-step' }, { rule: 'opening-hours' }],
    });
  });

  it.each([{}, { purpose: 'programme-session' as const }])('lets nobody break what the space is (%j)', (session) => {
    const by = { by: 'staff', confirmed: HOUSE_RULES, ...session } as const;

    expect(judge(wish({ ...by, space: { ...space, state: 'closed' } }))).toMatchObject({ kind: 'space-closed' });
    expect(judge(wish({ ...by, wanted: span(START - HOUR) }))).toMatchObject({ kind: 'slot-in-the-past' });
    expect(judge(wish({ ...by, wanted: span(at(5, 10), 2 * DAY) }))).toMatchObject({ kind: 'too-long' });
    expect(judge(wish({ ...by, wanted: span(at(2, 10) + 3_654 * DAY) }))).toMatchObject({ rule: 'horizon' });
  });

  it('gives staff a space that is for staff only, for a day', () => {
    const attic = aSpace('attic', { reservationConfig: undefined });

    expect(judge(wish({ space: attic }))).toMatchObject({ kind: 'not-reservable' });
    expect(judge(wish({ space: attic, by: 'staff' }))).toBeUndefined();
  });
});

describe('staff at the desk', () => {
  it('enter by the rules that they change by', async () => {
    const town = await new Town().with(aSpaceInput('oak', { rules }), aSpaceInput('attic', { reservationConfig: undefined }));
    const app = town.process();
    const late = { startsAt: at(5, 18), endsAt: at(5, 19) };
    const enters = (confirm?: readonly HouseRule[], more = {}) =>
      app.submit({ ...aRequest({ ...late, ...(confirm && { confirm }), ...more }), cause: staff });
    const id = await submitted(app, { startsAt: at(5, 10) });

    expect(await enters()).toMatchObject({ kind: 'refused', refusal: { rule: 'opening-hours', toConfirm: [{ rule: 'opening-hours' }] } });
    expect(await app.change({ id, patch: late, by: 'staff', cause: staff })).toMatchObject({
      kind: 'slot-refused',
      refusal: { rule: 'opening-hours', toConfirm: [{ rule: 'opening-hours' }] },
    });
    expect((await enters(['opening-hours'])).kind).toBe('accepted');
    // Whatever is confirmed, nobody is there twice.
    const twice = await app.change({ id, patch: late, by: 'staff', confirmed: HOUSE_RULES, cause: staff });
    expect(twice).toMatchObject({ kind: 'slot-refused', refusal: { kind: 'slot-taken' } });
    expect(await enters(HOUSE_RULES)).toMatchObject({ kind: 'refused', refusal: { kind: 'slot-taken' } });
    expect(await enters(undefined, { space: 'attic' })).toMatchObject({
      kind: 'accepted',
      reservation: { status: 'pending', holdUntil: START + 72 * HOUR },
    });
    expect(town.wrongs()).toEqual([]);
  });

  it('confirm more people than the space holds, where only their number changes', async () => {
    const town = await new Town().with(aSpaceInput('oak', { capacity: 10 }));
    const app = town.process();
    const id = await submitted(app);
    const change = { id, patch: { attendance: 11 }, by: 'staff', cause: staff } as const;

    expect(await app.change(change)).toMatchObject({
      kind: 'slot-refused',
      refusal: { rule: 'capacity', toConfirm: [{ rule: 'capacity' }] },
    });
    expect(await app.change({ ...change, confirmed: ['capacity'] })).toMatchObject({ kind: 'done' });
  });
});
