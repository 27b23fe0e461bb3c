import type { EpochMs } from '../../kernel/clock';
import type { GraphAnswer } from '../../kernel/graph';
import { retryAfter } from '../../kernel/retry-after';
import { looksLikeCode } from '../../kernel/thrown';
import { isUnfinished } from '../../kernel/whole-lists';
import type { SyncItem } from '../item/item';
import { errorCode, type Observed, type Outcome } from '../item/outcome';
import type { Change } from '../item/plan';
import type { Answered, Kind, Look } from '../kind';
import type { Sight } from '../settle/look';

/** What an answer says that no kind reads in its own way; undefined: success. `whole`: the request was for the target itself. */
function meaning(answer: Answered, whole: boolean, now: EpochMs): Outcome | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const retryAt = retryAfter(answer.headers, now);
  switch (status) {
    case 404:
    case 410:
      return whole ? { kind: 'target-missing' } : { kind: 'not-found' };
    case 409:
    case 412:
      return { kind: 'changed-meanwhile' };
    case 401:
    case 403:
      return { kind: 'denied' };
    case 429:
      return { kind: 'throttled', ...(retryAt !== undefined && { retryAt }) };
    case 503:
    case 509:
      return { kind: 'unavailable', ...(retryAt !== undefined && { retryAt }) };
    default:
      // A 5xx may have acted (504 is documented so); a 408 likewise. Any other says that the request itself is wrong.
      return status >= 500 || status === 408 ? { kind: 'unknown' } : { kind: 'never', code: codeOf(answer) };
  }
}

/** Codes of a service that took nothing. */
const NOT_TAKEN = /^(?:serviceUnavailable|serviceNotAvailable|ErrorServerBusy)$/i;

/**
 * A 503 to a create is believed to have made nothing where it states a wait or has such a code. Exchange was seen to answer 503 with another code
 * to creates that it had stored.
 */
const mayHaveActed = ({ status, body }: Answered, { retryAt }: Extract<Outcome, { kind: 'unavailable' }>): boolean =>
  status === 503 && retryAt === undefined && !NOT_TAKEN.test(errorCode(body));

const codeOf = ({ status, body }: Answered): string => {
  const code = errorCode(body);
  return looksLikeCode(code) ? code : `status ${String(status)}`;
};

/** A kind's own verdict stands in a reason that others read: words that are no code may quote the wish. */
const inCodes = (said: Outcome, answer: Answered): Outcome =>
  said.kind === 'never' && !looksLikeCode(said.code) ? { ...said, code: codeOf(answer) } : said;

/** An answer that did not come, or did not leave. */
function silence(answer: Exclude<GraphAnswer, Answered>): Outcome {
  if (answer.kind === 'unanswered') return { kind: 'unknown' };
  const { failure } = answer;
  return failure.kind === 'malformed' ? { kind: 'never', code: failure.reason } : { kind: 'app', failure };
}

const isOutcome = (said: Outcome | readonly Observed[]): said is Outcome => !Array.isArray(said);

/** What an answer to a write means for its item. */
export function outcomeOf(kind: Kind, item: SyncItem, change: Change, answer: GraphAnswer, now: EpochMs): Outcome {
  if (answer.kind !== 'answered') return silence(answer);
  const { verb } = change.operation;
  const said = kind.read(answer, { kind: 'write', item, change });
  if (said && isOutcome(said)) return inCodes(said, answer);
  const refused = meaning(answer, verb === 'create', now);
  if (refused) return verb === 'create' && refused.kind === 'unavailable' && mayHaveActed(answer, refused) ? { kind: 'unknown' } : refused;
  const observed = said?.[0];
  if (verb === 'create' && !observed) return { kind: 'unknown' };
  return { kind: 'done', ...(observed && { observed }), ...(answer.requestId !== undefined && { requestId: answer.requestId }) };
}

/** What the answer to one request for several items means for each; `refused`: it was refused as a whole. */
export function outcomesOf(
  kind: Kind,
  items: readonly SyncItem[],
  verb: Change['operation']['verb'],
  answer: GraphAnswer,
  now: EpochMs,
): readonly Outcome[] {
  if (answer.kind !== 'answered') {
    const outcome = silence(answer);
    return items.map(() => (outcome.kind === 'never' ? { kind: 'alone' } : outcome));
  }
  const refused = meaning(answer, false, now);
  // A refusal for a cause of the lane says nothing of one item; any other may be the fault of one among them.
  if (refused) return items.map(() => (LANES_OWN.has(refused.kind) ? refused : { kind: 'alone' }));
  const said = kind.together?.read(answer, items, verb);
  return items.map((item): Outcome => {
    const own = said?.get(item.id);
    if (own === undefined) return { kind: 'unknown' };
    if (isOutcome(own))
      return own.kind === 'done' && answer.requestId !== undefined ? { ...own, requestId: answer.requestId } : inCodes(own, answer);
    return { kind: 'unknown' };
  });
}

const LANES_OWN = new Set<Outcome['kind']>(['throttled', 'unavailable', 'unknown', 'denied']);

/** What a look-up showed, or why it showed nothing. */
export type Seen = Sight | { readonly kind: 'unread'; readonly outcome: Outcome };

const unread = (outcome: Outcome): Seen => ({ kind: 'unread', outcome });

export function seenIn(kind: Kind, item: SyncItem, how: Look, answer: GraphAnswer, now: EpochMs): Seen {
  if (answer.kind !== 'answered') return unread(readable(silence(answer)));
  return sight(kind.read(answer, { kind: 'look', item, how }), how, answer, now);
}

/** A look for everything together with what was found by transaction id in the place where it can stand: a whole answer of each, or none. */
export function withUnmarked(kind: Kind, item: SyncItem, seen: Seen, answers: readonly (GraphAnswer | undefined)[], now: EpochMs): Seen {
  if (seen.kind !== 'all') return seen;
  const all = [...seen.observed];
  for (const answer of answers) {
    if (answer?.kind !== 'answered') return unread(answer ? readable(silence(answer)) : { kind: 'unknown' });
    const said = answer.status === 200 ? kind.unmarked?.read(answer.body, item) : kind.read(answer, { kind: 'look', item, how: 'all' });
    const part = sight(said, 'all', answer, now);
    if (part.kind !== 'all') return part;
    // The place answered the other list, so it is there, and this is no word about it.
    if (part.refused && !seen.refused) return unread({ kind: 'unavailable' });
    all.push(...part.observed.filter(({ externalId }) => !all.some((one) => one.externalId === externalId)));
  }
  return { ...seen, observed: all };
}

/** Of one request that looked for several items. */
export function seenTogether(kind: Kind, items: readonly SyncItem[], answer: GraphAnswer, now: EpochMs): readonly Seen[] {
  if (answer.kind !== 'answered') {
    const outcome = silence(answer);
    return items.map(() => unread(outcome.kind === 'never' ? { kind: 'alone' } : outcome));
  }
  if (answer.status !== 200) return items.map(() => sight(undefined, 'all', answer, now));
  const said = kind.together?.read(answer, items, 'look');
  return items.map((item) => sight(said?.get(item.id), 'all', answer, now));
}

function sight(said: Outcome | readonly Observed[] | undefined, how: Look, answer: Answered, now: EpochMs): Seen {
  if (answer.status === 200 && isUnfinished(answer.body)) return unread({ kind: 'unfinished' });
  if (said && isOutcome(said)) {
    if (said.kind !== 'not-found') return unread(readable(said));
    return how === 'id' ? { kind: 'not-there' } : { kind: 'all', observed: [], refused: true };
  }
  if (said) {
    const [observed] = said;
    if (how === 'all') return { kind: 'all', observed: said };
    return observed ? { kind: 'one', observed } : { kind: 'not-there' };
  }
  if (answer.status === 200) return unread({ kind: 'unknown' });
  const outcome = meaning(answer, how === 'all', now) ?? { kind: 'unavailable' };
  return outcome.kind === 'not-found' ? { kind: 'not-there' } : unread(readable(outcome));
}

/** A read that is refused as wrong is not the item's fault for good; it is tried again like any other. */
const readable = (outcome: Outcome): Outcome => (outcome.kind === 'never' || outcome.kind === 'done' ? { kind: 'unavailable' } : outcome);
