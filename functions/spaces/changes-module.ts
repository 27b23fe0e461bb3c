import { defaulted } from '../../shared/config/part';
import { timeZone } from '../../shared/config/rules';
import { makePutSpace } from '../../shared/spaces/put-space';
import { makeCommitWishes } from '../../shared/sync/commit-wishes';
import { makeSendNudge } from '../../shared/sync/lane/nudge';
import { capability } from '../host/capability';
import { put } from '../host/route';
import { installation } from '../installation/module';
import { places } from '../places/module';
import { reservations } from '../reservations/module';
import { spaces } from './module';
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
    const { findLedger, readSpace, viewSpace } = uses.spaces;
    return {
      use: {
        putSpace: makePutSpace({
          ...{ database, clock, log, findLedger, readSpace },
          countStanding: uses.reservations.countStanding,
          commitWishes: makeCommitWishes({ database, sendNudge: makeSendNudge(outside) }),
          mailSender: uses.installation.mailSender,
          wishPlace: uses.places.wishPlace,
        }),
        defaultTimeZone: DEFAULT_TIME_ZONE,
        viewSpace,
      },
    };
  },
  routes: ({ putSpace, defaultTimeZone, viewSpace }) => [
    put('put-space', 'api/v1/spaces/{id}', putSpaceHttp(putSpace, defaultTimeZone, viewSpace)),
  ],
});
