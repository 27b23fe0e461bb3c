import type { Container, Database, Document, SessionToken } from './database';

/**
 * Brings this process's session up to the present. A session sees its own writes and may lag behind those of other processes; a write
 * names the present moment of its container, and every read after it sees at least that. For the rare cases where "not found" or a
 * lost race may only mean "not seen yet". Returns a token that names that moment.
 */
export async function freshen(
  database: Pick<Database, 'commit'>,
  container: Container,
  partition: string,
): Promise<SessionToken | undefined> {
  const tick: Document = { id: 'tick', pk: partition, type: 'tick', ttl: 60 };
  const answer = await database.commit(container, partition, [{ kind: 'upsert', document: tick }]);
  return answer.kind === 'committed' ? answer.session : undefined;
}
