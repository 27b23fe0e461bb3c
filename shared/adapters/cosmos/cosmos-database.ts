import type { Container as CosmosContainer, FeedOptions, RequestOptions } from './sdk';
import type { Clock } from '../../kernel/clock';
import type {
  Distinct,
  Committed,
  Container,
  Database,
  Document,
  Missing,
  Refused,
  Scan,
  Scanned,
  Stored,
  Values,
  Write,
} from '../../kernel/database';
import { startDeadline } from '../../kernel/deadline';
import { ExternalFailure } from '../../kernel/failure';
import type { Failure } from '../../kernel/failure';
import { freshen } from '../../kernel/freshen';
import type { CosmosAddress, OpenClient } from './client';
import { openClient } from './client';
import { refusedStatus, sessionOf } from './attempts';
import { batchOutcome, operationOf, refusedPoint } from './commits';
import { errorFailure } from './error-failure';
import { failureOf } from './failures';
import { atLeastSince, readFailure } from './present';
import { runDistinct, runScan } from './scans';
import { Sessions } from './sessions';
import { storeTime, userValue } from './values';

const DEADLINE_MS = 10_000;

/**
 * The Database port on Azure Cosmos DB. The SDK is loaded by the first operation. One write is a point operation, several are a
 * transactional batch. Session tokens are kept here and given with every request, so that `since` adds to what this port has seen.
 */
export function cosmosDatabase(
  address: CosmosAddress,
  clock: Pick<Clock, 'now'>,
  deadlineMs = DEADLINE_MS,
): Database & { close(): Promise<void> } {
  const sessions = new Sessions();
  let opening: Promise<OpenClient> | undefined;

  /** Runs one operation within the deadline; whatever it throws becomes an ExternalFailure. */
  async function call<A>(
    where: string,
    container: Container,
    sessionToken: string | undefined,
    work: (target: CosmosContainer, options: RequestOptions & { abortSignal: AbortSignal }) => Promise<A>,
  ): Promise<A> {
    const asked = where === 'database.commit' ? 'commit' : 'read';
    opening ??= openClient(address, deadlineMs);
    const { client, attempts } = await opening;
    const deadline = startDeadline(deadlineMs);
    const options = { abortSignal: deadline.signal, ...(sessionToken !== undefined && { sessionToken }) };
    try {
      return await deadline.before(work(client.database(address.database).container(container), options));
    } catch (error) {
      if (error instanceof ExternalFailure) throw error;
      const last = attempts.of(options) ?? error;
      sessions.remember(container, sessionOf(last));
      const refused = deadline.signal.aborted ? undefined : refusedStatus(last);
      const failure = failureOfCall(error, last);
      if (asked === 'read' && refused) throw readFailure(where, refused, failure, { cause: error });
      throw new ExternalFailure(where, failure, { cause: error });
    } finally {
      deadline.end();
    }

    function failureOfCall(error: unknown, last: unknown): Failure {
      if (deadline.signal.aborted) return { kind: asked === 'commit' ? 'unanswered' : 'unavailable' };
      return errorFailure(last, asked, clock.now(), attempts.of(options) !== undefined);
    }
  }

  /** Runs a read or a scan, which sees at least what was seen, and `since`. */
  const reading = <A>(
    where: string,
    { container, since, partition = 'tick' }: Pick<Scan, 'container' | 'since' | 'partition'>,
    work: Parameters<typeof call<A>>[3],
  ): Promise<A> =>
    atLeastSince({ sessions, container, since, tick: () => freshen({ commit }, container, partition) }, (token) =>
      call(where, container, token, work),
    );

  async function read<T extends Document>(
    container: Container,
    partition: string,
    id: string,
    since?: string,
  ): Promise<Stored<T> | Missing> {
    return reading('database.read', { container, partition, ...(since !== undefined && { since }) }, async (target, options) => {
      const response = await target.item(id, partition).read<T>(options);
      const { resource, etag, statusCode, substatus, headers } = response;
      sessions.remember(container, sessionOf({ headers }));
      if (resource) return { found: true, value: userValue(resource) as T, etag, storeTime: storeTime(headers, resource, clock) };
      const refused = { status: statusCode, substatus };
      if (statusCode === 404 && (substatus ?? 0) === 0) return { found: false, storeTime: storeTime(headers, undefined, clock) };
      throw readFailure('database.read', refused, failureOf(refused, 'read', clock.now()));
    });
  }

  async function commit(container: Container, partition: string, writes: readonly Write[]): Promise<Committed | Refused> {
    const [only] = writes;
    return call('database.commit', container, sessions.token(container), async (target, options) => {
      if (only && writes.length === 1) return commitOne(container, target, partition, only, options);
      const response = await target.items.batch(writes.map(operationOf), partition, options);
      const { headers } = response;
      sessions.remember(container, sessionOf({ headers }));
      return batchOutcome(response.result ?? [], headers, clock);
    });
  }

  async function commitOne(
    container: Container,
    target: CosmosContainer,
    partition: string,
    write: Write,
    options: RequestOptions,
  ): Promise<Committed | Refused> {
    try {
      const response = await send(target, partition, write, options);
      const { headers } = response;
      sessions.remember(container, sessionOf({ headers }));
      return {
        kind: 'committed',
        etags: [write.kind === 'delete' ? '' : response.etag],
        session: sessionOf({ headers }) ?? '',
        storeTime: storeTime(headers, response.resource, clock),
      };
    } catch (error) {
      const refused = refusedPoint(error);
      if (!refused) throw error;
      sessions.remember(container, sessionOf(error));
      return refused;
    }
  }

  async function scan<T extends Document>(asked: Scan): Promise<Scanned<T>> {
    return reading('database.scan', asked, async (target, options: FeedOptions) => {
      const { page, session } = await runScan(target, asked, options);
      sessions.remember(asked.container, session);
      return {
        rows: page.rows.map((row) => ({ value: userValue(row) as T, etag: row._etag })),
        ...(page.continuation !== undefined && { continuation: page.continuation }),
      };
    });
  }

  const distinct = (asked: Distinct): Promise<Values> =>
    reading('database.distinct', asked, (target, options: FeedOptions) => runDistinct(target, asked, options));

  return {
    read,
    commit,
    scan,
    distinct,
    later: (...tokens) => sessions.later(...tokens),
    close: async () => {
      if (opening) (await opening).client.dispose();
    },
  };
}

function send(target: CosmosContainer, partition: string, write: Write, options: RequestOptions) {
  switch (write.kind) {
    case 'create':
      return target.items.create(write.document, options);
    case 'upsert':
      return target.items.upsert(write.document, options);
    case 'replace':
      return target
        .item(write.document.id, partition)
        .replace(write.document, Object.assign(options, { accessCondition: { type: 'IfMatch', condition: write.ifMatch } }));
    case 'delete':
      return target
        .item(write.id, partition)
        .delete(Object.assign(options, { accessCondition: { type: 'IfMatch', condition: write.ifMatch } }));
  }
}
