import { MINUTE } from '../../../shared/kernel/clock';
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
