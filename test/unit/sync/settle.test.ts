import { MINUTE, SECOND } from '../../../shared/kernel/clock';
import { withNewDesired, type SyncItem } from '../../../shared/sync/item/item';
import type { Outcome } from '../../../shared/sync/item/outcome';
import type { Change } from '../../../shared/sync/item/plan';
import { reservationEventKind } from '../../../shared/reservations/kind';
import type { SettleContext } from '../../../shared/sync/settle/context';
import { settleReread } from '../../../shared/sync/settle/in-step';
import { settleForsaken, settleOvertaken } from '../../../shared/sync/settle/unknown';
import { settleNothing, settleWrite } from '../../../shared/sync/settle/write';
import { aCause } from '../../support/builders/cause';
import { DIGEST } from '../../support/builders/digest';
import { NOW } from '../../support/builders/instants';
import { anEvent, anItem, anItemInStep, appliedAs, OAK } from '../../support/builders/sync-item';

const FLOWN_AT = NOW - 10 * SECOND;
const SETTLE_MS = 120 * SECOND;
const context: SettleContext = {
  now: NOW,
  flownAt: FLOWN_AT,
  settleMs: SETTLE_MS,
  digest: DIGEST,
  random: 0,
  kind: reservationEventKind(),
};

const create: Change = { operation: { verb: 'create', transactionId: 'instep-1' }, before: null, after: anEvent() };
const update: Change = { operation: { verb: 'update', externalId: 'event-1' }, before: anEvent({ subject: 'old' }), after: anEvent() };
const remove: Change = { operation: { verb: 'delete', externalId: 'event-1' }, before: anEvent(), after: null };
const removeExtra: Change = { operation: { verb: 'delete-extra', externalId: 'event-2' }, before: anEvent(), after: null };

const settled = (change: Change, outcome: Outcome, item: Partial<SyncItem> = {}): SyncItem =>
  settleWrite(anItem(item), change, outcome, context);
const there = { applied: appliedAs('event-1', anEvent({ subject: 'old' })), appliedRevision: 1 };

describe('a write that was done', () => {
  it('puts a created item in step with what was made', () => {
    const item = settled(
      create,
      { kind: 'done', observed: { externalId: 'event-9', value: { subject: 'as Exchange shows it' } } },
      { attempts: 4 },
    );

    expect(item).toMatchObject({
      state: 'in-step',
      applied: appliedAs('event-9', anEvent()),
      appliedRevision: 1,
      attempts: 0,
      lastSuccessAt: NOW,
    });
    expect(item).not.toHaveProperty('due');
    expect(item).not.toHaveProperty('reason');
  });

  it('puts an updated item in step under the id it had', () => {
    expect(settled(update, { kind: 'done' }, there)).toMatchObject({ state: 'in-step', applied: appliedAs('event-1', anEvent()) });
  });

  it('leaves nothing there after a delete', () => {
    const item = settled(remove, { kind: 'done' }, { ...there, desired: { revision: 2, value: null } });

    expect(item).toMatchObject({ state: 'in-step', appliedRevision: 2 });
    expect(item).not.toHaveProperty('applied');
  });

  it.each([{ kind: 'done' }, { kind: 'not-found' }] as const)('goes on at once with what else is there twice ($kind)', (outcome) => {
    const one = settled(removeExtra, outcome, { ...there, extras: ['event-2', 'event-3'] });
    const last = settled(removeExtra, outcome, { ...there, extras: ['event-2'] });

    expect(one).toMatchObject({ state: 'pending', due: NOW, extras: ['event-3'], applied: there.applied });
    expect(last).toMatchObject({ state: 'pending', due: NOW });
    expect(last).not.toHaveProperty('extras');
  });

  it('still looks for duplicates at the time it was to', () => {
    const duplicatesAt = NOW + MINUTE;

    expect(settled(update, { kind: 'done' }, { ...there, duplicatesAt })).toMatchObject({
      state: 'in-step',
      due: duplicatesAt,
      duplicatesAt,
    });
  });

  it('is no longer unknown, blocked or to be re-read', () => {
    const item = settled(update, { kind: 'done' }, { ...there, unknownSince: 1, look: 'all', verify: true });

    for (const member of ['unknownSince', 'look', 'verify', 'reason']) expect(item).not.toHaveProperty(member);
  });
});

describe('a write to something that Microsoft does not find', () => {
  it.each([
    ['update', update],
    ['delete', remove],
  ])('is a hint for the %s: the thing is looked for at once, and what is known of it stays', (_verb, change) => {
    const item = settled(change, { kind: 'not-found' }, { ...there, generation: 2, lastSuccessAt: NOW - MINUTE });

    expect(item).toMatchObject({
      state: 'unknown',
      look: 'all',
      due: NOW,
      unknownSince: NOW - MINUTE,
      generation: 2,
      applied: there.applied,
      reason: { code: 'not-found', who: 'nobody' },
    });
  });

  it('is looked for more rarely when the same happens again', () => {
    expect(settled(update, { kind: 'not-found' }, { ...there, attempts: 3 }).due).toBe(NOW + 8 * SECOND);
  });

  it('leaves a later look for what was taken for a duplicate', () => {
    expect(settled(removeExtra, { kind: 'not-found' }, { ...there, extras: ['event-2'] }).duplicatesAt).toBe(NOW + SETTLE_MS);
  });
});

describe('a write of unknown outcome', () => {
  it('of a create searches by our mark, and later for duplicates; the transaction id stays', () => {
    expect(settled(create, { kind: 'unknown' }, { generation: 2 })).toMatchObject({
      state: 'unknown',
      look: 'all',
      unknownSince: FLOWN_AT,
      duplicatesAt: FLOWN_AT + SETTLE_MS,
      due: NOW + 5 * SECOND,
      generation: 2,
      reason: { code: 'outcome-unknown', who: 'nobody' },
    });
  });

  it.each([
    ['update', update],
    ['delete', remove],
    ['delete of an extra', removeExtra],
  ])('of an %s reads the thing by its id', (_verb, change) => {
    const item = settled(change, { kind: 'unknown' }, there);

    expect(item).toMatchObject({ state: 'unknown', look: 'id', unknownSince: FLOWN_AT });
    expect(item).not.toHaveProperty('duplicatesAt');
  });

  it('never forgets that all must be searched, nor shortens a wait', () => {
    const before = { ...there, look: 'all', unknownSince: NOW, duplicatesAt: NOW + 10 * MINUTE } as const;

    expect(settled(update, { kind: 'unknown' }, before)).toMatchObject({ look: 'all', unknownSince: NOW, duplicatesAt: NOW + 10 * MINUTE });
  });

  it('is looked at more rarely the longer it lasts, once a minute at least', () => {
    const waits = [0, 3, 50].map((attempts) => (settled(create, { kind: 'unknown' }, { attempts }).due ?? 0) - NOW);

    expect(waits).toEqual([5 * SECOND, 8 * SECOND, MINUTE]);
  });

  it('is searched when Microsoft has seen its transaction id before', () => {
    expect(settled(create, { kind: 'made-before' })).toMatchObject({ state: 'unknown', look: 'all', due: NOW + 5 * SECOND, attempts: 0 });
  });
});

describe('a write that had no effect', () => {
  it('waits as Microsoft said when it is throttled, and that costs no attempt', () => {
    expect(settled(update, { kind: 'throttled', retryAt: NOW + MINUTE }, { ...there, attempts: 1 })).toMatchObject({
      state: 'retrying',
      due: NOW + 61 * SECOND,
      attempts: 1,
      reason: { code: 'throttled', who: 'nobody', nextTryAt: NOW + 61 * SECOND },
    });
  });

  it('is tried again soon when Microsoft did not take it, never later than in a minute', () => {
    expect(settled(update, { kind: 'unavailable' }, there)).toMatchObject({ state: 'retrying', due: NOW + SECOND, attempts: 1 });
    expect(settled(update, { kind: 'unavailable' }, { ...there, attempts: 1000 })).toMatchObject({ state: 'retrying', due: NOW + MINUTE });
  });

  it('waits as Microsoft said when it is busy', () => {
    expect(settled(update, { kind: 'unavailable', retryAt: NOW + 5 * MINUTE }, there).due).toBe(NOW + 5 * MINUTE + SECOND);
  });

  it('of a create is looked for all the same: one look is cheaper than a second event', () => {
    expect(settled(create, { kind: 'unavailable' })).toMatchObject({ look: 'all', duplicatesAt: FLOWN_AT + SETTLE_MS });
    expect(settled(create, { kind: 'unavailable' })).not.toHaveProperty('unknownSince');
  });

  it('is read and planned anew when the thing changed at the same moment', () => {
    expect(settled(update, { kind: 'changed-meanwhile' }, there)).toMatchObject({
      state: 'retrying',
      look: 'id',
      due: NOW + SECOND,
      reason: { code: 'changed-meanwhile' },
    });
    expect(settled(create, { kind: 'changed-meanwhile' })).toMatchObject({ look: 'all' });
  });

  it.each([
    [{ kind: 'denied' }, 'permission-missing', 'directory-admin', 'Calendars.ReadWrite'],
    [{ kind: 'target-missing' }, 'mailbox-missing', 'operator', OAK],
    [{ kind: 'app', failure: { kind: 'denied', reason: 'AADSTS7000222' } }, 'credential-refused', 'directory-admin', 'AADSTS7000222'],
  ] as const)('is blocked by %j for %s, names what is missing, and costs no attempt', (outcome, code, who, named) => {
    const item = settled(create, outcome, { attempts: 2 });

    expect(item).toMatchObject({
      state: 'blocked',
      // The gate holds back what the app is refused.
      due: outcome.kind === 'app' ? NOW : NOW + 5 * MINUTE,
      attempts: 2,
      reason: { code, who, nextTryAt: NOW + 5 * MINUTE },
    });
    expect(item.reason?.sentence).toContain(named);
  });

  it.each([
    [{ kind: 'throttled', retryAt: NOW + MINUTE }, 'throttled', NOW + 61 * SECOND],
    [{ kind: 'unavailable' }, 'unavailable', NOW + 2 * SECOND],
  ] as const)('waits with the app for %j and costs no attempt', (failure, code, due) => {
    expect(settled(create, { kind: 'app', failure })).toMatchObject({
      state: 'retrying',
      due: NOW,
      attempts: 0,
      reason: { code, nextTryAt: due },
    });
  });
});

describe('a write that can never succeed', () => {
  const never: Outcome = { kind: 'never', code: 'ErrorInvalidRequest' };
  const again = (item: SyncItem, outcome: Outcome): SyncItem => settleWrite(item, update, outcome, context);

  it('is tried three times and then parked with the code and who must act', () => {
    const first = again(anItem(there), never);
    const second = again(first, never);
    const third = again(second, never);

    expect([first.state, second.state, third.state]).toEqual(['retrying', 'retrying', 'parked']);
    expect(third).not.toHaveProperty('due');
    expect(third.reason).toMatchObject({ code: 'refused-for-good', who: 'operator' });
    expect(third.reason?.sentence).toContain('ErrorInvalidRequest');
  });

  it('is not parked by failures that pass, however many came before it', () => {
    let item = anItem(there);
    for (let time = 0; time < 9; time += 1) item = again(item, { kind: time % 2 === 0 ? 'unavailable' : 'unknown' });

    expect(again(item, never).state).toBe('retrying');
  });

  it('starts anew with a new wish', () => {
    const tried = again(again(anItem(there), never), never);

    expect(again(withNewDesired(tried, anEvent(), aCause(), NOW), never).state).toBe('retrying');
  });
});

describe('a flight left behind', () => {
  it('of a create is searched for at once, counted from when it left', () => {
    const item = settleForsaken(
      anItem(),
      { at: FLOWN_AT, generation: 3, operation: { verb: 'create', transactionId: 'instep-1' } },
      SETTLE_MS,
      NOW,
    );

    expect(item).toMatchObject({
      state: 'unknown',
      look: 'all',
      due: NOW,
      unknownSince: FLOWN_AT,
      duplicatesAt: FLOWN_AT + SETTLE_MS,
      generation: 3,
      attempts: 0,
    });
  });

  it('of a change is read by its id', () => {
    const item = settleForsaken(
      anItem(there),
      { at: FLOWN_AT, generation: 0, operation: { verb: 'update', externalId: 'event-1' } },
      SETTLE_MS,
      NOW,
    );

    expect(item).toMatchObject({ state: 'unknown', look: 'id', due: NOW });
    expect(item).not.toHaveProperty('duplicatesAt');
  });

  it('never lowers the generation', () => {
    expect(
      settleForsaken(
        anItem({ generation: 5 }),
        { at: FLOWN_AT, generation: 3, operation: { verb: 'create', transactionId: 'instep-1' } },
        SETTLE_MS,
        NOW,
      ).generation,
    ).toBe(5);
  });
});

describe('a settlement that was overtaken', () => {
  it.each([
    ['all', FLOWN_AT + SETTLE_MS],
    ['id', undefined],
  ] as const)('is never in step and is looked at (%s) before the next plan', (look, duplicatesAt) => {
    const item = settleOvertaken(
      anItemInStep({ desired: { revision: 2, value: null } }),
      look,
      { operation: { verb: 'update', externalId: 'event-1' }, flownAt: FLOWN_AT },
      SETTLE_MS,
      NOW,
    );

    expect(item).toMatchObject({ state: 'unknown', look, due: NOW, unknownSince: FLOWN_AT, desired: { revision: 2 } });
    expect(item.duplicatesAt).toBe(duplicatesAt);
  });
});

describe('a plan with nothing to write', () => {
  it('is in step with the wish of that revision', () => {
    expect(settleNothing(anItem({ desired: { revision: 7, value: null }, state: 'retrying' }), context)).toMatchObject({
      state: 'in-step',
      appliedRevision: 7,
    });
  });
});

describe('the re-read around an item in step', () => {
  const clash = (nextTryAt: number) => ({ code: 'clash', sentence: 'somebody', who: 'staff', nextTryAt }) as const;

  it('changes nothing when nobody else is there', () => {
    const item = anItemInStep();

    expect(settleReread(item, 'clean', { now: NOW, clash })).toBe(item);
  });

  it('asks staff for help when somebody else is there, and looks again in a quarter of an hour', () => {
    expect(settleReread(anItemInStep(), 'strangers', { now: NOW, clash })).toMatchObject({
      state: 'needs-attention',
      reason: { code: 'clash', who: 'staff' },
      verify: true,
      due: NOW + 15 * MINUTE,
      applied: appliedAs('event-1'),
    });
  });

  it('is made up for soon when it could not be read', () => {
    expect(settleReread(anItemInStep(), 'not-read', { now: NOW, clash })).toMatchObject({
      state: 'in-step',
      verify: true,
      due: NOW + 5 * SECOND,
    });
  });

  it.each([
    [1, 10 * SECOND],
    [3, 40 * SECOND],
    [40, 5 * MINUTE],
  ])('is made up for ever later after %d fruitless reads, at most every five minutes', (unread, wait) => {
    expect(settleReread(anItemInStep(), 'not-read', { now: NOW, clash, unread })).toMatchObject({ unread: unread + 1, due: NOW + wait });
  });

  it('forgets fruitless reads once the item is settled again', () => {
    expect(settleNothing(anItemInStep({ unread: 3, verify: true }), context)).not.toHaveProperty('unread');
  });

  it('never puts off what is due earlier', () => {
    expect(settleReread(anItemInStep({ due: NOW + SECOND }), 'strangers', { now: NOW, clash }).due).toBe(NOW + SECOND);
  });
});

describe('a new wish', () => {
  it('is due at once for people, with attempts anew and the old reason gone', () => {
    const parked: SyncItem = {
      ...anItem({ state: 'parked', attempts: 3 }),
      reason: { code: 'refused-for-good', sentence: '', who: 'operator' },
    };

    const item = withNewDesired(parked, null, aCause({ action: 'reservation.cancel' }), NOW + MINUTE);

    expect(item).toMatchObject({
      state: 'pending',
      desired: { revision: 2, value: null },
      attempts: 0,
      due: NOW + MINUTE,
      priority: 0,
      cause: { action: 'reservation.cancel' },
    });
    expect(item).not.toHaveProperty('reason');
  });

  it('does not make known what is unknown', () => {
    const unknown = anItem({ state: 'unknown', look: 'all', unknownSince: FLOWN_AT, duplicatesAt: NOW + MINUTE, generation: 2 });

    expect(withNewDesired(unknown, null, aCause(), NOW)).toMatchObject({
      state: 'unknown',
      look: 'all',
      unknownSince: FLOWN_AT,
      duplicatesAt: NOW + MINUTE,
      generation: 2,
    });
  });

  it('keeps what is known to be there and how far it was in step', () => {
    expect(withNewDesired(anItemInStep(), null, aCause(), NOW)).toMatchObject({ applied: appliedAs('event-1'), appliedRevision: 1 });
  });
});
