import type { Committed, Database, Refused, Write } from '../kernel/database';
import type { Wished } from './desire';
import type { SendNudge } from './lane/nudge';

/**
 * Commits a thing and what is wished of it in one batch, and nudges each lane of those wishes once. A refusal names the write by its place:
 * those of the thing come first, then those of the wishes that have one. Throws ExternalFailure of the database.
 */
export type CommitWishes = (partition: string, writes: readonly Write[], wishes: readonly Wished[]) => Promise<Committed | Refused>;

export const makeCommitWishes =
  ({ database, sendNudge }: { readonly database: Database; readonly sendNudge: SendNudge }): CommitWishes =>
  async (partition, writes, wishes) => {
    const wished = wishes.flatMap(({ write, lane }) => (write ? [{ write, lane }] : []));
    const answer = await database.commit('items', partition, [...writes, ...wished.map(({ write }) => write)]);
    if (answer.kind === 'committed') {
      const lanes = new Set(wished.map(({ lane }) => lane));
      await Promise.all([...lanes].map((lane) => sendNudge({ lane, cause: 'commit', since: answer.session })));
    }
    return answer;
  };
