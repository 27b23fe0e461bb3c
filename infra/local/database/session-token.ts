/**
 * A session token names the last commit seen of each physical partition: `0:-1#17` is commit 17 of the only one. The middle part is the
 * version of the vector; more parts (`#region=lsn`) exist with several write regions, which this database does not have.
 */
export const sessionToken = (lsn: number): string => `0:-1#${lsn}`;

const VERSION = -1;

/**
 * The commit of our only physical partition that a token names; 0 without one, undefined when it is unreadable. Parts of other physical partitions are
 * nobody's here. A version of the vector that this database never had lies beyond every commit.
 */
export function sessionLsn(token: string | undefined): number | undefined {
  if (token === undefined || token === '') return 0;
  let wanted = 0;
  for (const part of token.split(',')) {
    const match = /^(?<range>\d+):(?:(?<version>-?\d+)#)?(?<lsn>\d+)(?:#\d+=-?\d+)*$/.exec(part.trim());
    if (!match?.groups) return undefined;
    const { range, version, lsn } = match.groups;
    if (Number(range) !== 0) continue;
    wanted = Math.max(wanted, Number(version ?? VERSION) > VERSION ? Number.POSITIVE_INFINITY : Number(lsn));
  }
  return wanted;
}
