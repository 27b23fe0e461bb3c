import { gateView, laneView } from '../../functions/sync/lane-view';
import type { Reason } from '../../shared/sync/item/reasons';
import { MINUTE } from '../../shared/kernel/clock';
import { NOW } from '../support/builders/instants';
import { aGate, aLane } from '../support/builders/lane';

const block = (sentence: string) => {
  const reason: Reason = { code: 'credential-refused', sentence, who: 'directory-admin' };
  return { reason, since: NOW, probeAt: NOW + MINUTE };
};

describe('what a lane waits for', () => {
  it.each([
    ['Microsoft answered 401 InvalidAuthenticationToken', 'InvalidAuthenticationToken. It is probed'],
    ['Grant the permission.', 'permission. It is probed'],
    ['Who are you?', 'you? It is probed'],
  ])('is in sentences, however its reason ends: %s', (sentence, said) => {
    expect(laneView(aLane({ blocked: block(sentence) }), NOW).waitsFor).toContain(said);
    expect(gateView(aGate({ blocked: block(sentence) }), NOW).waitsFor).toContain(said);
  });
});
