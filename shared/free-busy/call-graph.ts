import type { Clock, EpochMs } from '../kernel/clock';
import type { Graph, GraphAnswer, GraphRequest } from '../kernel/graph';
import type { Interval } from '../kernel/intervals';
import type { Log, LogFields } from '../kernel/log';
import { retryAfter } from '../kernel/retry-after';
import { scheduleCalls, schedulesIn } from './get-schedule';
import type { ScheduleAnswer } from './ports';

export interface GraphParts {
  readonly graph: Graph;
  readonly clock: Clock;
  /** Where it is noted that Exchange could not be asked. */
  readonly log?: Pick<Log, 'warn'>;
  /** The mailbox through which all others are asked about. */
  readonly reader: string;
}

/** One question to Graph, whoever else asks. Every address has its answer. */
export type CallGraph = (addresses: readonly string[], span: Interval, budgetMs: number) => Promise<ReadonlyMap<string, ScheduleAnswer>>;

/** getSchedule through the reader's mailbox. Asked to wait, this process asks nothing more until then. */
export const makeCallGraph = ({ graph, clock, log, reader }: GraphParts): CallGraph => {
  let silentUntil: EpochMs = 0;

  return async (addresses, span, budgetMs) => {
    if (clock.now() < silentUntil || budgetMs <= 0) return new Map(addresses.map((address) => [address, { kind: 'unavailable' }]));
    const calls = scheduleCalls(reader, addresses, span);
    const came = await sendAll(
      graph,
      calls.map(({ request }) => request),
      budgetMs,
    );
    silentUntil = Math.max(silentUntil, ...came.map((answer) => asksToWaitUntil(answer, clock.now())));
    for (const answer of came) if (answer.kind !== 'answered' || answer.status !== 200) log?.warn('free-busy.not-read', whyNot(answer));
    const seen = calls.map((call, at) => schedulesIn(call, came[at]));
    return new Map(addresses.map((address) => [address, together(seen.flatMap((one) => one.get(address) ?? []))]));
  };
};

const MOST_IN_BATCH = 20;

async function sendAll(graph: Graph, requests: readonly GraphRequest[], deadlineMs: number): Promise<readonly GraphAnswer[]> {
  const batches = Array.from({ length: Math.ceil(requests.length / MOST_IN_BATCH) }, (_, at) =>
    graph.send(requests.slice(at * MOST_IN_BATCH, (at + 1) * MOST_IN_BATCH), { deadlineMs }),
  );
  return (await Promise.all(batches)).flat();
}

/** Of several stretches of a span: all or nothing. */
function together(parts: readonly ScheduleAnswer[]): ScheduleAnswer {
  const busy = parts.flatMap((part) => (part.kind === 'read' ? [part.busy] : []));
  return busy.length === parts.length && parts.length > 0 ? { kind: 'read', busy: busy.flat() } : { kind: 'unavailable' };
}

function whyNot(answer: GraphAnswer): LogFields {
  switch (answer.kind) {
    case 'answered':
      return { status: answer.status, requestId: answer.requestId ?? '' };
    case 'unanswered':
      return { failure: 'unanswered' };
    case 'not-sent':
      return { failure: answer.failure.kind };
  }
}

function asksToWaitUntil(answer: GraphAnswer, now: EpochMs): EpochMs {
  if (answer.kind === 'answered' && (answer.status === 429 || answer.status === 503)) return retryAfter(answer.headers, now) ?? 0;
  if (answer.kind === 'not-sent' && 'retryAt' in answer.failure) return answer.failure.retryAt ?? 0;
  return 0;
}
