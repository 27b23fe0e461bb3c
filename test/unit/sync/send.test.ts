import { MINUTE, SECOND } from '../../../shared/kernel/clock';
import { mailKind } from '../../../shared/mail/kind';
import { vacated } from '../../../shared/sync/lane/gate';
import { SENT, WAITING } from '../../../shared/sync/item/kind';
import { settleLook, type Seen } from '../../../shared/sync/round/look';
import type { Outcome } from '../../../shared/sync/item/outcome';
import type { Change } from '../../../shared/sync/item/plan';
import { allowance, landed, leaving, paced } from '../../../shared/sync/lane/rate';
import { settleForsaken, settleOvertaken, settleUnread, settleWrite, type SettleContext } from '../../../shared/sync/round/settle';
import { DIGEST } from '../../support/builders/digest';
import { NOW } from '../../support/builders/instants';
import { aGate, aLane, ELM_LANE, OAK_LANE } from '../../support/builders/lane';
import { aDraft, aMailItem } from '../../support/builders/mail';

const kind = mailKind({ perMinute: 30, keepDays: 90 });
const FLOWN_AT = NOW - 10 * SECOND;
const context: SettleContext = { now: NOW, flownAt: FLOWN_AT, settleMs: 120_000, digest: DIGEST, random: 0, permission: kind.permission };
const SEND: Change = { operation: { verb: 'send', externalId: 'message-1' }, before: WAITING, after: SENT };
const drafted = aMailItem({ applied: aDraft() });
const left = { ...aDraft(), sent: true as const, value: SENT };

describe('the plan of a mail', () => {
  it.each([
    ['nothing known', aMailItem(), 'create'],
    ['a draft', drafted, 'send'],
    ['a draft twice', aMailItem({ applied: aDraft(), extras: ['message-2'] }), 'delete-extra'],
    ['sent', aMailItem({ applied: left }), undefined],
    ['unwanted, nothing known', aMailItem({ desired: { revision: 2, value: null } }), undefined],
    ['unwanted, a draft', aMailItem({ applied: aDraft(), desired: { revision: 2, value: null } }), 'delete'],
    ['unwanted, sent', aMailItem({ applied: left, desired: { revision: 2, value: null } }), undefined],
  ] as const)('for %s', (_, item, verb) => {
    expect(kind.plan?.(item, DIGEST)?.operation.verb).toBe(verb);
  });

  it('holds nothing of the content, for it goes into the audit record', () => {
    expect(JSON.stringify(kind.plan?.(aMailItem(), DIGEST))).not.toContain('ada@');
  });
});

describe('the answer to a sending', () => {
  const settled = (outcome: Outcome, over = {}) => settleWrite({ ...drafted, ...over }, SEND, outcome, context);

  it('of success is the end of it', () => {
    expect(settled({ kind: 'done' })).toMatchObject({
      state: 'in-step',
      appliedRevision: 1,
      applied: { externalId: 'message-1', sent: true },
    });
  });

  it.each([{ kind: 'unknown' }, { kind: 'unavailable' }] as const)(
    '%j is looked into by the id of the draft before anything else',
    (outcome) => {
      expect(settled(outcome)).toMatchObject({ state: 'unknown', look: 'id', sendUnknownAt: FLOWN_AT, unknownSince: FLOWN_AT });
    },
  );

  it('that there is no such draft means that an earlier one of unknown outcome took it', () => {
    expect(settled({ kind: 'gone' }, { sendUnknownAt: NOW - MINUTE })).toMatchObject({ state: 'in-step', applied: { sent: true } });
    expect(settled({ kind: 'gone' })).toMatchObject({ state: 'unknown', look: 'id' });
  });

  it('that refuses it for good is not believed before the draft was looked at', () => {
    expect(settled({ kind: 'never', code: 'ErrorInvalidRequest' })).toMatchObject({ state: 'retrying', look: 'id', refusals: 1 });
  });

  it('that asks to wait costs nothing', () => {
    const item = settled({ kind: 'throttled', retryAt: NOW + 30_000 });

    expect(item).toMatchObject({ state: 'retrying', attempts: 0 });
    expect(item.look).toBeUndefined();
    expect(item.sendUnknownAt).toBeUndefined();
  });

  it('to a draft that was made is followed by the sending at once', () => {
    const create: Change = { operation: { verb: 'create', transactionId: 'x' }, before: null, after: WAITING, goesOn: true };
    const item = settleWrite(aMailItem(), create, { kind: 'done', observed: { externalId: 'message-1', value: WAITING } }, context);

    expect(item).toMatchObject({ state: 'pending', due: NOW, appliedRevision: 0, applied: { externalId: 'message-1' } });
  });
});

describe('a look after a sending of unknown outcome', () => {
  const asked = aMailItem({ applied: aDraft(), state: 'unknown', look: 'id', unknownSince: FLOWN_AT, sendUnknownAt: FLOWN_AT });
  const one = (sent: boolean): Exclude<Seen, { kind: 'unread' }> => ({
    kind: 'one',
    observed: { externalId: 'message-1', value: sent ? SENT : WAITING, ...(sent && { sent }) },
  });

  it.each([
    ['is not there', { kind: 'not-there' }],
    ['is no draft any more', one(true)],
  ] as const)('finds that it left when it %s', (_, seen) => {
    expect(settleLook(asked, seen, context)).toMatchObject({ ready: true, confirmed: true, item: { applied: { sent: true } } });
  });

  it.each([
    [119, false],
    [120, true],
  ])('lets it be sent again %d s after it left: %p', (seconds, ready) => {
    expect(settleLook(asked, one(false), { ...context, now: FLOWN_AT + seconds * SECOND }).ready).toBe(ready);
  });

  it('waits two minutes also where less is set for events', () => {
    expect(settleLook(asked, one(false), { ...context, settleMs: 1 }).ready).toBe(false);
  });

  it.each([
    [9, 'unknown'],
    [10, 'needs-attention'],
  ])('that could not be made for %d minutes makes it %s', (minutes, state) => {
    expect(settleUnread(asked, FLOWN_AT + minutes * MINUTE).state).toBe(state);
  });

  it('never takes back that it left, whatever a list that lags still shows', () => {
    const seen = { kind: 'all', observed: [{ externalId: 'message-1', value: WAITING }] } as const;

    expect(settleLook(aMailItem({ applied: left, duplicatesAt: NOW }), seen, context).item.applied).toMatchObject({ sent: true });
  });

  it('takes nothing that left for a duplicate', () => {
    const observed = [
      { externalId: 'message-2', value: WAITING },
      { externalId: 'message-1', value: SENT, sent: true },
    ];

    expect(settleLook(aMailItem({ look: 'all' }), { kind: 'all', observed }, context).item).toMatchObject({
      applied: { externalId: 'message-1', sent: true },
      extras: ['message-2'],
    });
  });
});

describe('a sending that was cut short', () => {
  it('is looked for under the id that its flight names, though the item had not learnt it yet', () => {
    const flight = { at: FLOWN_AT, generation: 0, operation: SEND.operation };

    expect(settleForsaken(aMailItem(), flight, 120_000, NOW)).toMatchObject({
      state: 'unknown',
      look: 'id',
      sendUnknownAt: FLOWN_AT,
      applied: { externalId: 'message-1' },
    });
  });

  it('is remembered by a wish that overtook it; a removal makes an end of the question', () => {
    expect(settleOvertaken(drafted, 'id', { verb: 'send', flownAt: FLOWN_AT }, 120_000, NOW).sendUnknownAt).toBe(FLOWN_AT);
    const asked = { ...drafted, sendUnknownAt: FLOWN_AT };
    expect(settleOvertaken(asked, 'id', { verb: 'delete', flownAt: NOW }, 120_000, NOW).sendUnknownAt).toBeUndefined();
  });
});

describe('the pace of a lane', () => {
  const LATER = NOW + 62 * SECOND;

  it('counts what leaves before it does, and as late as it can have left', () => {
    const gone = leaving(aLane(), 2, NOW);

    expect(gone.sends).toEqual([NOW, NOW]);
    expect(landed(gone, NOW, NOW + 5 * SECOND).sends).toEqual([NOW + 5 * SECOND, NOW + 5 * SECOND]);
    expect(landed(gone, NOW + 1, NOW + 5 * SECOND).sends).toEqual([NOW, NOW]);
  });

  it('lets as many leave as the last minute has room for', () => {
    const lane = leaving(aLane(), 3, NOW);

    expect(allowance(lane, 5, NOW + MINUTE)).toBe(2);
    expect(allowance(lane, 2, NOW + MINUTE)).toBe(0);
    expect(allowance(lane, 5, LATER)).toBe(5);
  });

  it('holds the lane while its minute is full, and says that it is our own pace', () => {
    const full = leaving(aLane(), 3, NOW);

    expect(paced(full, 3, NOW + SECOND)).toMatchObject({ notBefore: LATER, pacedUntil: LATER });
    expect(paced(full, 4, NOW + SECOND)).toBe(full);
    expect(paced({ ...full, notBefore: LATER + MINUTE }, 3, NOW)).toMatchObject({ notBefore: LATER + MINUTE, pacedUntil: LATER });
  });
});

describe('a turn that called nobody', () => {
  it('gives its place at the gate back', () => {
    const gate = aGate({ limit: 1, atWork: [{ lane: OAK_LANE, until: NOW + MINUTE }] });

    expect(vacated(gate, OAK_LANE).atWork).toEqual([]);
    expect(vacated(gate, ELM_LANE)).toBe(gate);
  });
});
