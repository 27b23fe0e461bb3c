/**
 * A session token names the last commit seen of each physical partition: `0:-1#17` is commit 17 of the only one. The middle part is the
 * version of the vector; more parts (`#region=lsn`) exist with several write regions, which this database does not have.
 */
export const sessionToken = (lsn: number): string => `0:-1#${lsn}`;

/** The commit that a token names; 0 without one, undefined when it is unreadable. */
export function sessionLsn(token: string | undefined): number | undefined {
  if (token === undefined || token === '') return 0;
  let lsn: number | undefined;
  for (const part of token.split(',')) {
    const match = /^\d+:-?\d+#(\d+)(?:#\d+=-?\d+)*$/.exec(part.trim());
    if (!match) return undefined;
    lsn = Math.max(lsn ?? 0, Number(match[1]));
  }
  return lsn;
}
