import type { Clock, EpochMs } from '../kernel/clock';
import type { Database, Document } from '../kernel/database';

/** When the last sweep ended well, for whoever must see that sweeps go on: instances share nothing but the store. */
export interface SweepMark extends Document {
  readonly type: 'sweep';
  readonly at: EpochMs;
  /** The longest time between two sweeps of its schedule. */
  readonly everyMs: number;
}

const SWEEP = 'sweep';

/** Notes that a sweep ended well. Throws ExternalFailure. */
export const makeMarkSweep =
  ({ database, clock }: { readonly database: Database; readonly clock: Pick<Clock, 'now'> }, everyMs: number) =>
  async (): Promise<void> => {
    const document: SweepMark = { id: SWEEP, pk: SWEEP, type: 'sweep', at: clock.now(), everyMs };
    await database.commit('lanes', SWEEP, [{ kind: 'upsert', document }]);
  };

export async function readSweepMark(database: Database): Promise<SweepMark | undefined> {
  const read = await database.read<SweepMark>('lanes', SWEEP, SWEEP);
  return read.found ? read.value : undefined;
}
