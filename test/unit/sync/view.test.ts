import { MINUTE } from '../../../shared/kernel/clock';
import { reasons } from '../../../shared/sync/item/reasons';
import { viewOf } from '../../../shared/sync/read/view';
import { NOW } from '../../support/builders/instants';
import { aGate, aLane } from '../../support/builders/lane';
import { anItem, anItemInStep } from '../../support/builders/sync-item';

const mailboxMissing = { code: 'mailbox-missing', sentence: 'no such mailbox', who: 'operator' } as const;
const credentialRefused = { code: 'credential-refused', sentence: 'no sign-in', who: 'directory-admin' } as const;
const throttled = { code: 'throttled', sentence: 'wait', who: 'nobody' } as const;
const blocked = (reason: typeof mailboxMissing | typeof credentialRefused) => ({ blocked: { reason, since: NOW, probeAt: NOW + MINUTE } });
const paused = { paused: { reason: 'moving house', since: NOW } };

describe('why an item is not in step', () => {
  it('is its own state and reason where nothing holds its lane back', () => {
    expect(viewOf(anItem({ state: 'retrying', reason: throttled }), aLane(), aGate(), NOW)).toMatchObject({
      state: 'retrying',
      reason: throttled,
    });
    expect(viewOf(anItem(), undefined, undefined, NOW)).toMatchObject({ state: 'pending' });
  });

  it('is the app, before the lane', () => {
    expect(viewOf(anItem(), aLane(blocked(mailboxMissing)), aGate(blocked(credentialRefused)), NOW)).toMatchObject({
      state: 'blocked',
      reason: credentialRefused,
    });
  });

  it('is the lane, blocked or paused', () => {
    expect(viewOf(anItem(), aLane(blocked(mailboxMissing)), aGate(), NOW)).toMatchObject({ state: 'blocked', reason: mailboxMissing });
    const { state, reason } = viewOf(anItem({ state: 'retrying' }), aLane(paused), aGate(), NOW);

    expect([state, reason?.code, reason?.who]).toEqual(['blocked', 'paused', 'operator']);
    expect(reason?.sentence).toContain('moving house');
  });

  it.each([
    ['a lane that Microsoft asked to wait', aLane({ notBefore: NOW + MINUTE }), aGate(), 'throttled'],
    ['a lane that fails', aLane({ notBefore: NOW + MINUTE, failing: { since: NOW, attempts: 1 } }), aGate(), 'unavailable'],
    ['an app that Microsoft asked to wait', aLane(), aGate({ notBefore: NOW + MINUTE }), 'throttled'],
  ])('is the wait of %s', (_what, lane, gate, code) => {
    expect(viewOf(anItem(), lane, gate, NOW)).toMatchObject({ state: 'pending', reason: { code, nextTryAt: NOW + MINUTE } });
    expect(viewOf(anItem(), lane, gate, NOW + MINUTE)).not.toHaveProperty('reason');
  });

  it.each(['unknown', 'parked', 'needs-attention', 'blocked'] as const)('stays its own when it is %s', (state) => {
    expect(viewOf(anItem({ state }), aLane(paused), aGate(blocked(credentialRefused)), NOW).state).toBe(state);
  });

  it('does not touch what is in step', () => {
    expect(viewOf(anItemInStep(), aLane(paused), aGate(blocked(credentialRefused)), NOW)).not.toHaveProperty('reason');
  });
});

describe('what has not answered for five minutes', () => {
  const since = NOW - 5 * MINUTE;
  const silent = aGate({ throttles: 9, notBefore: NOW + 30_000, unreachable: { since, what: 'Key Vault (KEY_VAULT_URL)' } });
  const retrying = anItem({ state: 'retrying', due: NOW + 30_000, reason: reasons.unavailable(NOW + 30_000) });

  it('is named, with who must act, in place of a reason that asks nobody to act', () => {
    expect(viewOf(retrying, undefined, silent, NOW).reason).toMatchObject({
      code: 'unreachable',
      who: 'operator',
      sentence: expect.stringContaining('Key Vault (KEY_VAULT_URL) has not answered since'),
    });
    expect(viewOf(anItem({ state: 'pending' }), undefined, silent, NOW).reason).toMatchObject({ code: 'unreachable' });
    expect(viewOf(retrying, undefined, silent, NOW - 1).reason).toMatchObject({ code: 'unavailable', who: 'nobody' });
  });

  it('is named where a lane alone meets no answer, too', () => {
    const lane = aLane({ failing: { since, attempts: 12 }, notBefore: NOW + 60_000 });
    const unknown = anItem({ state: 'unknown', due: NOW + 1, reason: reasons.outcomeUnknown(NOW + 1) });

    expect(viewOf(unknown, lane, undefined, NOW).reason).toMatchObject({ code: 'unreachable', who: 'operator' });
  });

  it('takes nothing from a reason that somebody must end, nor from what is in step', () => {
    const parked = anItem({ state: 'parked', reason: reasons.refusedForGood('ErrorInvalid') });

    expect(viewOf(parked, undefined, silent, NOW).reason).toMatchObject({ code: 'refused-for-good' });
    expect(viewOf(anItem({ state: 'in-step' }), undefined, silent, NOW).reason).toBeUndefined();
  });
});
