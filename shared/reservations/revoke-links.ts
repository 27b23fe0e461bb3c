import type { Database } from '../kernel/database';
import type { Log } from '../kernel/log';
import { linkVersion, nextToDecideAlike, type Reservation } from './model';
import { reservationUnderEtag, type About, type Changed } from './stored-reservation';
import { presentItem } from './wish';

export type RevokeLinks = (request: About) => Promise<Changed>;

interface Deps {
  readonly database: Database;
  readonly log: Log;
}

/** Makes every link given out so far useless, whatever the status. Nobody is told; the next mail carries a link that opens. */
export const makeRevokeLinks =
  ({ database, log }: Deps): RevokeLinks =>
  ({ id, ifRevision, cause }) =>
    reservationUnderEtag<Changed>({ database, id, fresh: 'repeated', doubtful: ({ kind }) => kind !== 'done' }, ({ value: before }) => {
      if (ifRevision !== undefined && ifRevision !== before.revision)
        return { outcome: { kind: 'changed-meanwhile', reservation: before } };
      const next: Reservation = { ...before, manageVersion: linkVersion(before) + 1, ...nextToDecideAlike(before) };
      return {
        next,
        outcome: async () => {
          log.info('reservation.links-revoked', { reservationId: id, correlationId: cause.correlationId });
          return { kind: 'done', reservation: next, ...(await presentItem(database, next)) };
        },
      };
    });
