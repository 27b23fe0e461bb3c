import type { EpochMs } from '../../kernel/clock';

/** Why something is not in step: the closed list of codes, each with a sentence and who must act. */
export type Reason = {
  readonly code: ReasonCode;
  readonly sentence: string;
  readonly who: 'nobody' | 'operator' | 'directory-admin' | 'staff';
  /** When the loop tries again by itself. */
  readonly nextTryAt?: EpochMs;
};

export type ReasonCode =
  | 'throttled'
  | 'unavailable'
  | 'outcome-unknown'
  | 'changed-meanwhile'
  | 'permission-missing'
  | 'mailbox-missing'
  | 'not-there-yet'
  | 'without-effect'
  | 'credential-refused'
  | 'refused-for-good'
  | 'clash'
  | 'paused'
  | 'paced'
  | 'send-unresolved'
  | 'sender-is-a-space';

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
  outcomeUnknown: (nextTryAt: EpochMs): Reason => ({
    code: 'outcome-unknown',
    sentence: 'A request left and no answer came back; the target is looked at before anything is written again.',
    who: 'nobody',
    nextTryAt,
  }),
  changedMeanwhile: (nextTryAt: EpochMs): Reason => ({
    code: 'changed-meanwhile',
    sentence: 'The entry changed in Microsoft at the same moment; it is read again and then written.',
    who: 'nobody',
    nextTryAt,
  }),
  permissionMissing: (permission: string, target: string, nextTryAt: EpochMs): Reason => ({
    code: 'permission-missing',
    sentence: `Microsoft refuses access to ${target}: grant the application permission ${permission} and consent to it, or widen the app's mailbox scope.`,
    who: 'directory-admin',
    nextTryAt,
  }),
  mailboxMissing: (target: string, nextTryAt: EpochMs, remedy = 'correct the address on the space'): Reason => ({
    code: 'mailbox-missing',
    sentence: `Microsoft knows no mailbox ${target}: create it, or ${remedy}.`,
    who: 'operator',
    nextTryAt,
  }),
  notThereYet: (target: string, nextTryAt: EpochMs): Reason => ({
    code: 'not-there-yet',
    sentence: `The room finder does not know ${target} yet: a new room shows up within a day. If it does not, see that the address is that of a room mailbox.`,
    who: 'nobody',
    nextTryAt,
  }),
  withoutEffect: (permission: string, target: string, nextTryAt: EpochMs): Reason => ({
    code: 'without-effect',
    sentence: `Microsoft took a change of ${target} and does not show it. It may show late; if it stays so, the app lacks a right: ${permission}.`,
    who: 'directory-admin',
    nextTryAt,
  }),
  credentialRefused: (why: string, nextTryAt: EpochMs): Reason => ({
    code: 'credential-refused',
    sentence: `The app cannot sign in to Microsoft: ${why}`,
    who: 'directory-admin',
    nextTryAt,
  }),
  refusedForGood: (code: string): Reason => ({
    code: 'refused-for-good',
    sentence: `Microsoft says that this request can never succeed (${code}); correct the entry and retry.`,
    who: 'operator',
  }),
  clash: (nextTryAt: EpochMs): Reason => ({
    code: 'clash',
    sentence: 'Somebody else has an entry in this room calendar at the same time; one of the two must move.',
    who: 'staff',
    nextTryAt,
  }),
  paced: (nextTryAt: EpochMs): Reason => ({
    code: 'paced',
    sentence: 'As many have left within the last minute as this mailbox may send; the next follow when it is over.',
    who: 'nobody',
    nextTryAt,
  }),
  sendUnresolved: (nextTryAt: EpochMs): Reason => ({
    code: 'send-unresolved',
    sentence:
      'It may have been sent, and its mailbox could not be read for ten minutes to tell: it is not sent again before that is known.',
    who: 'operator',
    nextTryAt,
  }),
  senderIsASpace: (address: string, space: string, nextTryAt: EpochMs): Reason => ({
    code: 'sender-is-a-space',
    sentence: `${address} is the mailbox of the space ${space}, which deletes the answers to mails: set MAIL_SENDER to a shared mailbox.`,
    who: 'operator',
    nextTryAt,
  }),
} as const;
