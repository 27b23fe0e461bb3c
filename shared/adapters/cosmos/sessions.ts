import type { Container, SessionToken } from '../../kernel/database';

/**
 * The furthest moment seen of each container, as session tokens. A token lists physical partitions, `0:-1#17,1:-1#4`: id, version of the
 * vector, commit. The client's own memory cannot be used beside a token given from outside: a token given with a request replaces it.
 */
export class Sessions {
  private readonly seen = new Map<Container, string>();

  remember(container: Container, token: SessionToken | undefined): void {
    if (token) this.seen.set(container, furthest(this.seen.get(container), token));
  }

  /** What a request must present to see everything that was seen, and `since`. */
  token(container: Container, since?: SessionToken): SessionToken | undefined {
    const seen = this.seen.get(container);
    return since ? furthest(seen, since) : seen;
  }
}

/** A token that names a moment no earlier than any of these. */
export function latest(...tokens: readonly (SessionToken | undefined)[]): SessionToken | undefined {
  return tokens.reduce((found, token) => (token ? furthest(found, token) : found), undefined);
}

/** For each physical partition the later of two tokens. */
function furthest(one: SessionToken | undefined, other: SessionToken): SessionToken {
  if (one === undefined || one === other) return other;
  const parts = new Map<string, string>();
  for (const part of [...one.split(','), ...other.split(',')]) {
    const colon = part.indexOf(':');
    const range = part.slice(0, colon);
    const token = part.slice(colon + 1);
    const known = parts.get(range);
    if (known === undefined || isLater(token, known)) parts.set(range, token);
  }
  return [...parts].map(([range, token]) => `${range}:${token}`).join(',');
}

function isLater(token: string, known: string): boolean {
  const [version = 0, lsn = 0] = token.split('#').map(Number);
  const [knownVersion = 0, knownLsn = 0] = known.split('#').map(Number);
  return version === knownVersion ? lsn > knownLsn : version > knownVersion;
}
