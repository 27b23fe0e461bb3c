import type { EpochMs } from '../../kernel/clock';
import type { Outcome } from '../item/outcome';
import type { Met } from '../lane/pace';
import { blockReason } from '../settle/write';
import type { Entry } from './entry';

/** An outcome with what it may block, and why: the sentence names the item that was refused. */
export function met({ loaded: { item }, kind }: Entry, outcome: Outcome, now: EpochMs): Met {
  const refused = outcome.kind === 'denied' || outcome.kind === 'target-missing';
  return { kind: kind.name, scope: kind.scope, outcome, ...(refused && { reason: blockReason(item, outcome.kind, { now, kind }) }) };
}

/** The rest of the round must not call Microsoft. */
export const asksToWait = ({ outcome, scope }: Met): boolean =>
  outcome.kind === 'app' || (outcome.kind === 'throttled' && scope.throttled === 'lane');
