import type { Container, SessionToken } from '../../kernel/database';

/** Of one physical partition: `0:-1#17`, also with the commits of regions (`#1=4`), or `0:17` as early clients wrote it. */
const PART = /^(\d+):(?:(-?\d+)#)?(\d+)(?:#\d+=-?\d+)*$/;

/**
 * The furthest moment seen of each container, as session tokens. A token lists physical partitions, `0:-1#17,1:-1#4`: id, version of the
 * vector, commit. The client's own memory cannot be used beside a token given from outside: a token given with a request replaces it.
 *
 * A token is a hint: parts that cannot be read are left out, and so are parts that name a moment which the store never had, once that is known. A
 * restored, copied or failed-over database counts its commits anew.
 */
export class Sessions {
  private readonly seen = new Map<Container, string>();
  /** Parts that proved unreachable, until the store gets so far. */
  private readonly lost = new Map<Container, Set<string>>();

  remember(container: Container, token: SessionToken | undefined): void {
    if (!token) return;
    const known = furthest(this.seen.get(container), token);
    if (known !== undefined) this.seen.set(container, known);
    const lost = this.lost.get(container);
    for (const part of lost ?? []) if (!isBeyond(part, token)) lost?.delete(part);
  }

  /** What a request must present to see everything that was seen, and `since`. */
  token(container: Container, since?: SessionToken): SessionToken | undefined {
    const seen = this.seen.get(container);
    return since ? furthest(seen, this.reachable(container, since)) : seen;
  }

  /**
   * A read failed by its token. `present` is the token of a write since then, so names the present of one physical partition: parts that lie beyond it
   * do not exist here, and those that it says nothing of are not known to exist.
   */
  lose(container: Container, token: SessionToken, present: SessionToken): void {
    const beyond = partsOf(token).filter((part) => isBeyond(part, present));
    const lost = this.lost.get(container) ?? new Set();
    for (const part of beyond) lost.add(part);
    while (lost.size > MOST_LOST) lost.delete(first(lost));
    this.lost.set(container, lost);
    const kept = partsOf(this.seen.get(container) ?? '').filter((part) => !beyond.includes(part));
    this.seen.delete(container);
    this.remember(container, [...kept, present].join(','));
  }

  /** A token that names a moment no earlier than any of these, as far as the store has it; undefined: there is none. */
  later(...tokens: readonly (SessionToken | undefined)[]): SessionToken | undefined {
    const lost = new Set([...this.lost.values()].flatMap((parts) => [...parts]));
    return tokens.reduce((found, token) => (token ? furthest(found, without(token, lost)) : found), undefined);
  }

  private reachable(container: Container, token: SessionToken): SessionToken {
    return without(token, this.lost.get(container) ?? NONE);
  }
}

/** Lanes of a restored database bring one each; a forgotten one is found again by the next read. */
const MOST_LOST = 1_000;
const NONE: ReadonlySet<string> = new Set();
const first = (parts: ReadonlySet<string>): string => parts.values().next().value ?? '';

const partsOf = (token: SessionToken): readonly string[] =>
  token
    .split(',')
    .map((part) => part.trim())
    .filter((part) => PART.test(part));

const without = (token: SessionToken, lost: ReadonlySet<string>): SessionToken =>
  partsOf(token)
    .filter((part) => !lost.has(part))
    .join(',');

/** For each physical partition the later of two tokens; undefined where neither names one. */
function furthest(one: SessionToken | undefined, other: SessionToken): SessionToken | undefined {
  const parts = new Map<string, string>();
  for (const part of [...partsOf(one ?? ''), ...partsOf(other)]) {
    const known = parts.get(rangeOf(part));
    if (known === undefined || isLater(part, known)) parts.set(rangeOf(part), part);
  }
  return parts.size === 0 ? undefined : [...parts.values()].join(',');
}

const rangeOf = (part: string): string => part.slice(0, part.indexOf(':'));

function isLater(part: string, known: string): boolean {
  const [, , version = '-1', lsn = '0'] = PART.exec(part) ?? [];
  const [, , knownVersion = '-1', knownLsn = '0'] = PART.exec(known) ?? [];
  return version === knownVersion ? Number(lsn) > Number(knownLsn) : Number(version) > Number(knownVersion);
}

/** Whether the token does not show that the store has got as far as this part. */
function isBeyond(part: string, token: SessionToken): boolean {
  const known = partsOf(token).find((other) => rangeOf(other) === rangeOf(part));
  return known === undefined || isLater(part, known);
}
