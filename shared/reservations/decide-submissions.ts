import type { Clock } from '../kernel/clock';
import type { Database } from '../kernel/database';
import { ExternalFailure } from '../kernel/failure';
import { freshen } from '../kernel/freshen';
import type { LedgerId, ReservationId } from '../kernel/ids';
import { ledgerPartition } from '../spaces/model';
import type { MailsFor } from '../mail/ports';
import { decideRound, type Submission, type Verdict } from './ledger';

/** Has the ledger decide one submission, together with those that arrive meanwhile. */
export type DecideSubmission = (ledger: LedgerId, submission: Submission) => Promise<Verdict | { readonly kind: 'busy' }>;

const MOST_TOGETHER = 16;
const MOST_RACES = 24;
const MOST_UNKNOWN_COMMITS = 3;

interface Waiting {
  readonly submission: Submission;
  readonly answer: (verdict: Verdict | { readonly kind: 'busy' }) => void;
  readonly fail: (error: unknown) => void;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly subjectTemplate: string;
  readonly mailsFor: MailsFor;
}

export const makeDecideSubmissions = (deps: Deps): DecideSubmission => {
  const queues = new Map<LedgerId, Waiting[]>();

  const drain = async (ledger: LedgerId, queue: Waiting[]): Promise<void> => {
    while (queue.length > 0) {
      const group = nextGroup(queue);
      try {
        await decideGroup(deps, ledger, group);
      } catch (error) {
        for (const waiting of group) waiting.fail(error);
      }
    }
    queues.delete(ledger);
  };

  return (ledger, submission) =>
    new Promise((answer, fail) => {
      const waiting: Waiting = { submission, answer, fail };
      const queue = queues.get(ledger);
      if (queue) {
        queue.push(waiting);
        return;
      }
      const fresh = [waiting];
      queues.set(ledger, fresh);
      void drain(ledger, fresh);
    });
};

/** The first in line and those that fit, each reservation id once: a repetition waits for the answer of the first. */
function nextGroup(queue: Waiting[]): Waiting[] {
  const group: Waiting[] = [];
  const ids = new Set<ReservationId>();
  const left: Waiting[] = [];
  for (const waiting of queue.splice(0)) {
    if (group.length < MOST_TOGETHER && !ids.has(waiting.submission.id)) {
      ids.add(waiting.submission.id);
      group.push(waiting);
    } else left.push(waiting);
  }
  queue.push(...left);
  return group;
}

async function decideGroup(
  { database, clock, subjectTemplate, mailsFor }: Deps,
  ledger: LedgerId,
  group: readonly Waiting[],
): Promise<void> {
  let open = group;
  let unknownCommits = 0;
  for (let race = 0; race < MOST_RACES && open.length > 0; race += 1) {
    try {
      if (race > 0) await freshen(database, 'items', ledgerPartition(ledger));
      const round = {
        ledger,
        submissions: open.map(({ submission }) => submission),
        fresh: race > 0,
        now: clock.now(),
        subjectTemplate,
        mailsFor,
      };
      const verdicts = await decideRound(database, round);
      open = open.filter(({ submission, answer }) => {
        const verdict = verdicts.get(submission.id);
        if (verdict) answer(verdict);
        return verdict === undefined;
      });
    } catch (error) {
      // The commit may have been done: the next round meets its documents and gives their answer.
      unknownCommits += 1;
      const unknown = error instanceof ExternalFailure && error.failure.kind === 'unanswered';
      if (!unknown || unknownCommits >= MOST_UNKNOWN_COMMITS) throw error;
    }
  }
  for (const { answer } of open) answer({ kind: 'busy' });
}
