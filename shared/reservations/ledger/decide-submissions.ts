import type { Clock } from '../../kernel/clock';
import type { Database } from '../../kernel/database';
import { ExternalFailure } from '../../kernel/failure';
import { freshen } from '../../kernel/freshen';
import type { LedgerId, ReservationId } from '../../kernel/ids';
import { ledgerPartition } from '../../spaces/model';
import type { MailsFor } from '../../mail/ports';
import type { CommitWishes } from '../../sync/commit-wishes';
import type { AskExchange, ExchangeQuestion } from '../exchange/ask-exchange';
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

/** One whom the ledger would accept, and what Exchange must say first. */
interface Asking {
  readonly waiting: Waiting;
  readonly question: ExchangeQuestion;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  /** How far ahead anybody may book, staff included. */
  readonly staffHorizonDays: number;
  readonly subjectTemplate: string;
  readonly mailsFor: MailsFor;
  readonly commitWishes: CommitWishes;
  /** Absent: Exchange is never asked. */
  readonly askExchange: AskExchange | undefined;
}

export const makeDecideSubmissions = (deps: Deps): DecideSubmission => {
  const queues = new Map<LedgerId, Waiting[]>();

  const drain = async (ledger: LedgerId, queue: Waiting[]): Promise<void> => {
    while (queue.length > 0) {
      const group = nextGroup(queue);
      try {
        const asking = await decideGroup(deps, ledger, group);
        if (asking.length > 0) void ask(ledger, asking);
      } catch (error) {
        for (const waiting of group) waiting.fail(error);
      }
    }
    queues.delete(ledger);
  };

  /** They leave the line, are asked about in one go, and come back with their answers: nobody else waits for Exchange. */
  const ask = async (ledger: LedgerId, asking: readonly Asking[]): Promise<void> => {
    try {
      const answers = (await deps.askExchange?.(asking.map(({ question }) => question))) ?? [];
      const answered = asking.map(({ waiting }, at): Waiting => {
        const exchange = answers[at] ?? { kind: 'unavailable' };
        return { ...waiting, submission: { ...waiting.submission, exchange } };
      });
      enqueue(ledger, answered);
    } catch (error) {
      for (const { waiting } of asking) waiting.fail(error);
    }
  };

  const enqueue = (ledger: LedgerId, some: readonly Waiting[]): void => {
    const queue = queues.get(ledger);
    if (queue) {
      queue.push(...some);
      return;
    }
    const fresh = [...some];
    queues.set(ledger, fresh);
    void drain(ledger, fresh);
  };

  return (ledger, submission) =>
    new Promise((answer, fail) => {
      enqueue(ledger, [{ submission, answer, fail }]);
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

/**
 * Answers each of the group but those about whom Exchange is to be asked. Each round decides those that are still open, and an unknown commit
 * is met by the next one: not the loop of underEtag, which decides one change.
 */
async function decideGroup(
  { database, clock, staffHorizonDays, subjectTemplate, mailsFor, commitWishes, askExchange }: Deps,
  ledger: LedgerId,
  group: readonly Waiting[],
): Promise<readonly Asking[]> {
  const asking: Asking[] = [];
  let open = group;
  let unknownCommits = 0;
  for (let race = 0; race < MOST_RACES && open.length > 0; race += 1) {
    try {
      if (race > 0) await freshen(database, 'items', ledgerPartition(ledger));
      const round = {
        ledger,
        submissions: open.map(({ submission }) => submission),
        fresh: race > 0,
        asks: askExchange !== undefined,
        now: clock.now(),
        staffHorizonDays,
        subjectTemplate,
        mailsFor,
      };
      const verdicts = await decideRound({ database, commitWishes }, round);
      open = open.filter((waiting) => {
        const verdict = verdicts.get(waiting.submission.id);
        if (verdict?.kind === 'to-ask') asking.push({ waiting, question: verdict.question });
        else if (verdict) waiting.answer(verdict);
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
  return asking;
}
