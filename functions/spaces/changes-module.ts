import { defaulted } from '../../shared/config/part';
import { timeZone } from '../../shared/config/rules';
import { makeDeleteSpace } from '../../shared/spaces/delete-space';
import { makePutSpace } from '../../shared/spaces/put-space';
import { makeCommitWishes } from '../../shared/sync/commit-wishes';
import { makeSendNudge } from '../../shared/sync/lane/nudge';
import { capability } from '../host/capability';
import { del, put } from '../host/route';
import { installation } from '../installation/module';
import { places } from '../places/module';
import { reservations } from '../reservations/module';
import { spaces } from './module';
import { deleteSpaceHttp } from './delete-space.http';
import { putSpaceHttp } from './put-space.http';

/** Changes of spaces: what is reserved may stand in their way, and the room finder is told of them. */
export const spaceChanges = capability('space-changes', {
  uses: { installation, spaces, reservations, places },
  settings: {
    shape: { DEFAULT_TIME_ZONE: defaulted(timeZone, 'Etc/UTC', 'The zone of spaces that name none.') },
  },
  needs: { containers: [{ name: 'keys', why: 'the ids and mailboxes that spaces have taken' }] },
  wire: (outside, { DEFAULT_TIME_ZONE }, uses) => {
    const { database, clock, log } = outside;
    const { findLedger, readSpace, viewSpace, tagOf } = uses.spaces;
    const commitWishes = makeCommitWishes({ database, sendNudge: makeSendNudge(outside) });
    const { wishPlace } = uses.places;
    return {
      use: {
        putSpace: makePutSpace({
          ...{ database, clock, log, findLedger, readSpace },
          countStanding: uses.reservations.countStanding,
          mailSender: uses.installation.mailSender,
          ...{ commitWishes, wishPlace },
        }),
        deleteSpace: makeDeleteSpace({ database, log, findLedger, countEver: uses.reservations.countEver, commitWishes, wishPlace }),
        defaultTimeZone: DEFAULT_TIME_ZONE,
        viewSpace,
        tagOf,
      },
    };
  },
  routes: ({ putSpace, deleteSpace, defaultTimeZone, viewSpace, tagOf }) => [
    put('put-space', 'api/v1/spaces/{id}', putSpaceHttp(putSpace, defaultTimeZone, viewSpace, tagOf)),
    del('delete-space', 'api/v1/spaces/{id}', deleteSpaceHttp(deleteSpace, viewSpace, tagOf)),
  ],
});
