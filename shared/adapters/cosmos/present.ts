import type { Container, SessionToken } from '../../kernel/database';
import { ExternalFailure, type Failure } from '../../kernel/failure';
import { READ_SESSION_NOT_AVAILABLE, type RefusedStatus } from './failures';
import type { Sessions } from './sessions';

/** The store refused a read for its session token alone. */
class SessionNotReached extends ExternalFailure {}

/** A moment that the store has not reached (404/1002), or a token that it cannot read. */
const isSessionRefusal = ({ status, substatus, message = '' }: RefusedStatus): boolean =>
  (status === 404 && substatus === READ_SESSION_NOT_AVAILABLE) || (status === 400 && /session token/i.test(message));

/** The failure of a read, told apart where its token is the cause. */
export const readFailure = (where: string, refused: RefusedStatus, failure: Failure, options?: { cause?: unknown }): ExternalFailure =>
  isSessionRefusal(refused) ? new SessionNotReached(where, failure, options) : new ExternalFailure(where, failure, options);

interface Asked {
  readonly sessions: Sessions;
  readonly container: Container;
  readonly since: SessionToken | undefined;
  /** Writes something and gives the token of that write: it names the present. */
  readonly tick: () => Promise<SessionToken | undefined>;
}

/**
 * Reads what is at least as new as was seen and as `since`. A token that the store does not reach is held against the present: where it lies beyond,
 * this store never had that moment (a restore, a copy, a fail-over that lost commits) and the read is made without it; else a replica is behind, and
 * the failure stands unless it has caught up.
 */
export async function atLeastSince<A>(
  { sessions, container, since, tick }: Asked,
  read: (token: SessionToken | undefined) => Promise<A>,
): Promise<A> {
  const token = sessions.token(container, since);
  try {
    return await read(token);
  } catch (error) {
    const present = error instanceof SessionNotReached && token !== undefined ? await tick() : undefined;
    if (token === undefined || present === undefined) throw error;
    sessions.lose(container, token, present);
  }
  return read(sessions.token(container, since));
}
