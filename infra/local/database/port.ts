import { failureOf, isMissingDocument } from '../../../shared/adapters/cosmos/failures';
import { refusedBecause } from '../../../shared/adapters/cosmos/refused';
import { distinctText, scanText } from '../../../shared/adapters/cosmos/scan-text';
import { atLeastSince, readFailure } from '../../../shared/adapters/cosmos/present';
import { Sessions } from '../../../shared/adapters/cosmos/sessions';
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
} from '../../../shared/kernel/database';
import { ExternalFailure } from '../../../shared/kernel/failure';
import { freshen } from '../../../shared/kernel/freshen';
import type { JsonObject } from '../../../shared/kernel/json';
import type { Reply } from '../kernel/faults';
import type { Travel } from '../kernel/travel';
import type { Answer, BatchAnswer, BatchResult, Operation, PointAnswer } from './answers';
import type { DatabaseCore } from './core';
import { clone } from './sql/values';
import type { Version } from './version';

const DEADLINE_MS = 10_000;

/**
 * The Database port straight onto the core, without SDK or wire. A port is one client: it remembers what it has seen and reads its own
 * writes; what other ports wrote it may see late.
 */
export function databasePort(core: DatabaseCore, travel: Travel): Database {
  const sessions = new Sessions();

  async function ask<A extends Answer>(asked: 'read' | 'commit', where: string, container: Container, serve: () => Reply<A>): Promise<A> {
    const arrival = await travel.carry(serve, DEADLINE_MS);
    if (arrival.kind === 'unanswered') throw new ExternalFailure(where, { kind: asked === 'commit' ? 'unanswered' : 'unavailable' });
    sessions.remember(container, arrival.answer.session);
    return arrival.answer;
  }

  async function commit(container: Container, partition: string, writes: readonly Write[]): Promise<Committed | Refused> {
    const operations = writes.map(operation);
    const [only] = operations;
    const answer = await ask<BatchAnswer & PointAnswer>('commit', 'database.commit', container, () =>
      only && operations.length === 1
        ? core.write({ container, partition, operation: only })
        : core.batch({ container, partition, operations }),
    );
    const results = answer.results ?? [answer];
    return committed(answer, results) ?? refused(answer, results);
  }

  const since = (container: Container, token: string | undefined, partition = 'tick') => ({
    ...{ sessions, container, since: token },
    tick: () => freshen({ commit }, container, partition),
  });

  return {
    later: (...tokens) => sessions.later(...tokens),
    commit,

    read<T extends Document>(container: Container, partition: string, id: string, token?: string): Promise<Stored<T> | Missing> {
      return atLeastSince(since(container, token, partition), async (session) => {
        const answer = await ask<PointAnswer>('read', 'database.read', container, () =>
          core.read({ container, partition, id, ...(session !== undefined && { session }) }),
        );
        if (answer.version) return { found: true, storeTime: answer.at, ...stored<T>(answer.version) };
        if (isMissingDocument(answer)) return { found: false, storeTime: answer.at };
        throw readFailure('database.read', answer, failureOf(answer, 'read', answer.at));
      });
    },

    scan<T extends Document>(scan: Scan): Promise<Scanned<T>> {
      return atLeastSince(since(scan.container, scan.since, scan.partition), async (session) => {
        const answer = await ask('read', 'database.scan', scan.container, () =>
          core.query({
            container: scan.container,
            text: scanText(scan),
            parameters: scan.parameters,
            most: scan.limit,
            ...(scan.partition !== undefined && { partition: scan.partition }),
            ...(scan.continuation !== undefined && { continuation: scan.continuation }),
            ...(session !== undefined && { session }),
          }),
        );
        if (!answer.page) throw readFailure('database.scan', answer, failureOf(answer, 'read', answer.at));
        return {
          rows: answer.page.versions.map((version) => stored<T>(version)),
          ...(answer.continuation !== undefined && { continuation: answer.continuation }),
        };
      });
    },

    distinct({ container, most, parameters, ...asked }: Distinct): Promise<Values> {
      return atLeastSince(since(container, undefined), async (session) => {
        const answer = await ask('read', 'database.distinct', container, () =>
          core.query({ container, text: distinctText(asked), parameters, most, ...(session !== undefined && { session }) }),
        );
        if (!answer.page) throw readFailure('database.distinct', answer, failureOf(answer, 'read', answer.at));
        // The client of the wire loses null in such a query.
        return { values: answer.page.rows.filter((value) => value !== null), more: answer.continuation !== undefined };
      });
    },
  };
}

function stored<T extends Document>(version: Version): Pick<Stored<T>, 'value' | 'etag'> {
  // The caller names the type of what it wrote under that id, as with the real store.
  return { value: clone(version.value ?? {}) as JsonObject & T, etag: version.etag };
}

function operation(write: Write): Exclude<Operation, { kind: 'read' }> {
  switch (write.kind) {
    case 'create':
    case 'upsert':
      return { kind: write.kind, document: body(write.document) };
    case 'replace':
      return { kind: 'replace', id: write.document.id, document: body(write.document), ifMatch: write.ifMatch };
    case 'delete':
      return { kind: 'delete', id: write.id, ifMatch: write.ifMatch };
  }
}

/** Documents are JSON by the port's contract; the core copies. */
const body = (document: Document): JsonObject => document as Document & JsonObject;

function committed(answer: Answer, results: readonly BatchResult[]): Committed | undefined {
  if (!results.every(({ status }) => status >= 200 && status < 300)) return undefined;
  return { kind: 'committed', etags: results.map(({ version }) => version?.etag ?? ''), session: answer.session, storeTime: answer.at };
}

function refused(answer: Answer, results: readonly BatchResult[]): Refused {
  const at = results.findIndex(({ status }) => (status < 200 || status >= 300) && status !== 424);
  const culprit = results.length === 1 ? answer : { status: results[at]?.status ?? answer.status };
  const because = refusedBecause(culprit);
  if (because) return { kind: 'refused', at, because };
  throw new ExternalFailure('database.commit', failureOf({ ...answer, ...culprit }, 'commit', answer.at));
}
