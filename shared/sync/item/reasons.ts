import type { EpochMs } from '../../kernel/clock';
import type { Failure } from '../../kernel/failure';
import { instantText } from '../../kernel/instants';
import { MOST_PAGES } from '../../kernel/whole-lists';

/** Why something is not in step: a code of a closed list (the loop's own here, a capability's beside its kind), a sentence, and who must act. */
export type Reason = {
  readonly code: string;
  readonly sentence: string;
  readonly who: 'nobody' | 'operator' | 'azure-admin' | 'directory-admin' | 'staff';
  /** When the loop tries again by itself. */
  readonly nextTryAt?: EpochMs;
};

/** Since when something outside does not answer, and what it is where that is known. */
export interface Unreachable {
  readonly since: EpochMs;
  readonly what?: string;
}

/** The code of an item whose kind the running version does not know. */
export const KIND_UNKNOWN = 'kind-unknown';

/** What a kind needs in Microsoft. */
interface Needed {
  readonly permissions: readonly string[];
  readonly words: { readonly alsoNeeded?: string };
}

const permissionsIn = ({ permissions }: Needed): string =>
  `the application permission${permissions.length > 1 ? 's' : ''} ${permissions.join(' and ')}`;
const besides = ({ words: { alsoNeeded } }: Needed): string => (alsoNeeded === undefined ? '' : `, with ${alsoNeeded}`);

/** The code of an item that is not whole. */
export const UNREADABLE = 'unreadable';

/** So many turns in a row are no passing trouble of the store: they take about two minutes. */
export const FAILS_FOR_LONG = 6;

export const reasons = {
  throttled: (nextTryAt: EpochMs): Reason => ({
    code: 'throttled',
    sentence: 'Microsoft asked to wait; the write goes out when the wait is over.',
    who: 'nobody',
    nextTryAt,
  }),
  unavailable: (nextTryAt: EpochMs): Reason => ({
    code: 'unavailable',
    sentence: 'Microsoft did not take the request; it is tried again.',
    who: 'nobody',
    nextTryAt,
  }),
  listUnfinished: (nextTryAt: EpochMs): Reason => ({
    code: 'list-unfinished',
    sentence: `Microsoft gave a list in more pages than one look may follow (${String(MOST_PAGES)}, or a minute); it is read again.`,
    who: 'operator',
    nextTryAt,
  }),
  unreachable: ({ since, what = 'Microsoft' }: Unreachable, nextTryAt?: EpochMs): Reason => ({
    code: 'unreachable',
    sentence:
      `${what} has not answered since ${instantText(since)}; it is tried again. See the service health of Microsoft 365 and Azure; ` +
      'if that is well, correct the address in the settings or the network rules of the app.',
    who: 'operator',
    ...(nextTryAt !== undefined && { nextTryAt }),
  }),
  outcomeUnknown: (nextTryAt: EpochMs): Reason => ({
    code: 'outcome-unknown',
    sentence: 'A request left and no answer says what it did; the target is looked at before anything is written again.',
    who: 'nobody',
    nextTryAt,
  }),
  notFound: (nextTryAt: EpochMs): Reason => ({
    code: 'not-found',
    sentence: 'Microsoft says that the entry is not there; it is looked for before that is believed.',
    who: 'nobody',
    nextTryAt,
  }),
  changedMeanwhile: (nextTryAt: EpochMs): Reason => ({
    code: 'changed-meanwhile',
    sentence: 'The entry changed in Microsoft at the same moment; it is read again and then written.',
    who: 'nobody',
    nextTryAt,
  }),
  permissionMissing: (
    { target, alsoDenied, ...needed }: Needed & { readonly target: string; readonly alsoDenied?: string | undefined },
    nextTryAt: EpochMs,
  ): Reason => ({
    code: 'permission-missing',
    sentence:
      `Microsoft refuses access to ${target}: grant ${permissionsIn(needed)} and consent to ${needed.permissions.length > 1 ? 'them' : 'it'}` +
      besides(needed) +
      (alsoDenied === undefined ? '.' : `, or ${alsoDenied}.`),
    who: 'directory-admin',
    nextTryAt,
  }),
  targetMissing: (
    {
      code,
      target,
      words,
    }: { readonly code: string; readonly target: string; readonly words: { readonly target: string; readonly remedy: string } },
    nextTryAt: EpochMs,
  ): Reason => ({
    code,
    sentence: `Microsoft knows no ${words.target} ${target}: ${words.remedy}.`,
    who: 'operator',
    nextTryAt,
  }),
  notThereYet: (target: string, nextTryAt: EpochMs, words?: (target: string) => string): Reason => ({
    code: 'not-there-yet',
    sentence: words?.(target) ?? `Microsoft does not know ${target} yet; it is asked for again.`,
    who: 'nobody',
    nextTryAt,
  }),
  withoutEffect: ({ target, ...needed }: Needed & { readonly target: string }, nextTryAt: EpochMs): Reason => ({
    code: 'without-effect',
    sentence: `Microsoft took a change of ${target} and does not show it. It may show late; if it stays so, the app lacks a right: ${permissionsIn(needed)}${besides(needed)}.`,
    who: 'directory-admin',
    nextTryAt,
  }),
  credentialRefused: ({ reason, who }: Extract<Failure, { kind: 'denied' }>, nextTryAt: EpochMs): Reason => ({
    code: 'credential-refused',
    sentence: `The app cannot sign in to Microsoft: ${reason}`,
    who: who ?? 'directory-admin',
    nextTryAt,
  }),
  refusedForGood: (code: string): Reason => ({
    code: 'refused-for-good',
    sentence: `Microsoft says that this request can never succeed (${code}); correct the entry and retry.`,
    who: 'operator',
  }),
  kindUnknown: (kind: string, nextTryAt: EpochMs): Reason => ({
    code: KIND_UNKNOWN,
    sentence: `This version of Instep does not know the kind ${kind}; a version that knows it takes the entry up.`,
    who: 'operator',
    nextTryAt,
  }),
  unreadable: (member: string): Reason => ({
    code: UNREADABLE,
    sentence: `Instep cannot read the ${member} of this entry, so it was damaged or written by another version; it is set aside and the others go on.`,
    who: 'operator',
  }),
  defect: (): Reason => ({
    code: 'defect',
    sentence:
      'Instep met a defect of its own with this entry and set it aside; the log has it as sync.item.defect. Retry after it is mended.',
    who: 'operator',
  }),
  kindDefect: (kind: string, nextTryAt: EpochMs): Reason => ({
    code: 'kind-defect',
    sentence: `Instep met a defect of its own with all entries of the kind ${kind}; the log has it as sync.kind.defect. It is tried again by itself.`,
    who: 'operator',
    nextTryAt,
  }),
  storeFailed: (
    { where, failure, times }: { readonly where: string; readonly failure: string; readonly times: number },
    nextTryAt: EpochMs,
  ): Reason => ({
    code: 'store-failed',
    sentence: `The database ended the last ${times === 1 ? 'turn' : `${String(times)} turns`} of its lane (${where}: ${failure}); it is tried again.`,
    who: times >= FAILS_FOR_LONG ? 'operator' : 'nobody',
    nextTryAt,
  }),
  paced: (nextTryAt: EpochMs): Reason => ({
    code: 'paced',
    sentence: 'As many have left within the last minute as may leave; the next follow when it is over.',
    who: 'nobody',
    nextTryAt,
  }),
  sendUnresolved: (nextTryAt: EpochMs): Reason => ({
    code: 'send-unresolved',
    sentence: 'It may have been sent, and its target could not be read for ten minutes to tell: it is not sent again before that is known.',
    who: 'operator',
    nextTryAt,
  }),
} as const;
