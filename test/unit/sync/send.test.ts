import { MINUTE, SECOND } from '../../../shared/kernel/clock';
import { mailKind } from '../../../shared/mail/kind';
import { vacated } from '../../../shared/sync/lane/gate';
import { SENT, WAITING, type Outcome } from '../../../shared/sync/item/outcome';
import type { Change } from '../../../shared/sync/item/plan';
import { allowance, landed, leaving, paced } from '../../../shared/sync/lane/rate';
import type { SettleContext } from '../../../shared/sync/settle/context';
import { settleLook, type Sight } from '../../../shared/sync/settle/look';
import { settleForsaken, settleOvertaken, settleUnread } from '../../../shared/sync/settle/unknown';
import { settleWrite } from '../../../shared/sync/settle/write';
import { DIGEST } from '../../support/builders/digest';
import { NOW } from '../../support/builders/instants';
import { aGate, aLane, ELM_LANE, OAK_LANE } from '../../support/builders/lane';
import { aDraft, aMailItem } from '../../support/builders/mail';

const kind = mailKind({ perMinute: 30, keepDays: 90 });
const FLOWN_AT = NOW - 10 * SECOND;
const context: SettleContext = { now: NOW, flownAt: FLOWN_AT, settleMs: 120_000, digest: DIGEST, random: 0, kind };
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
    expect(kind.plan(item, DIGEST)?.operation.verb).toBe(verb);
  });

  it('holds nothing of the content, for it goes into the audit record', () => {
    expect(JSON.stringify(kind.plan(aMailItem(), DIGEST))).not.toContain('ada@');
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

  it('that there is no such draft is looked into, also where an earlier one of unknown outcome may have taken it', () => {
    expect(settled({ kind: 'not-found' }, { sendUnknownAt: NOW - MINUTE })).toMatchObject({
      state: 'unknown',
      look: 'id',
      sendUnknownAt: NOW - MINUTE,
    });
    expect(settled({ kind: 'not-found' })).toMatchObject({ state: 'unknown', look: 'id' });
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
  const one = (sent: boolean): Sight => ({
    kind: 'one',
    observed: { externalId: 'message-1', value: sent ? SENT : WAITING, ...(sent && { sent }) },
  });

  it('finds that it left when it is no draft any more', () => {
    expect(settleLook(asked, one(true), context)).toMatchObject({ ready: true, confirmed: true, item: { applied: { sent: true } } });
  });

  it('searches by our mark when its id is not found, and finds the draft that still lies there, or the mail that was sent', () => {
    const { item, ready } = settleLook(asked, { kind: 'not-there' }, context);
    const after = { ...context, now: FLOWN_AT + 120 * SECOND };

    expect({ ready, look: item.look, sought: item.sought }).toEqual({ ready: false, look: 'all', sought: true });
    const draft = { externalId: 'message-1', value: WAITING };
    expect(settleLook(item, { kind: 'all', observed: [draft] }, after).item.applied?.sent).toBeUndefined();
    expect(settleLook(item, { kind: 'all', observed: [{ ...draft, value: SENT, sent: true }] }, after).item.applied?.sent).toBe(true);
  });

  it.each([
    [119, false],
    [120, true],
  ])('counts it as sent when neither its id nor our mark finds it %d s after it left: %p', (seconds, ready) => {
    const sought = { ...asked, look: 'all', sought: true } as const;
    const looked = settleLook(sought, { kind: 'all', observed: [] }, { ...context, now: FLOWN_AT + seconds * SECOND });

    expect(looked.ready).toBe(ready);
    expect(looked.item.applied).toMatchObject(ready ? { externalId: 'message-1', sent: true } : { externalId: 'message-1' });
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
    expect(
      settleOvertaken(drafted, 'id', { operation: { verb: 'send', externalId: 'message-1' }, flownAt: FLOWN_AT }, 120_000, NOW)
        .sendUnknownAt,
    ).toBe(FLOWN_AT);
    const asked = { ...drafted, sendUnknownAt: FLOWN_AT };
    expect(
      settleOvertaken(asked, 'id', { operation: { verb: 'delete', externalId: 'message-1' }, flownAt: NOW }, 120_000, NOW).sendUnknownAt,
    ).toBeUndefined();
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
