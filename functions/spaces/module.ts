import { publicDigest } from '../../shared/adapters/ical/public-digest';
import { makeFindLedger, makeReadSpace } from '../../shared/spaces/find-ledger';
import { makeListSpaces } from '../../shared/spaces/list-spaces';
import { capability } from '../host/capability';
import { get } from '../host/route';
import { installation } from '../installation/module';
import { makeTagOf } from './entity-tag';
import { listSpacesHttp } from './list-spaces.http';
import { readSpaceHttp } from './read-space.http';
import { makeViewSpace } from './view';
import { SPACE_PERMISSIONS } from './permissions';
import { SPACE_PROBLEMS } from './problems';

/** The spaces that there are. They are changed by `space-changes`, which knows what stands in them. */
export const spaces = capability('spaces', {
  uses: { installation },
  problems: SPACE_PROBLEMS,
  permissions: SPACE_PERMISSIONS,
  needs: { containers: [{ name: 'items', why: 'spaces, in the ledger of their whole' }] },
  wire: ({ database }, _settings, { installation: { appUrl } }) => {
    const findLedger = makeFindLedger({ database });
    return {
      use: {
        findLedger,
        readSpace: makeReadSpace({ database, findLedger }),
        listSpaces: makeListSpaces({ database }),
        viewSpace: makeViewSpace(appUrl),
        tagOf: makeTagOf(publicDigest),
      },
    };
  },
  routes: ({ listSpaces, readSpace, viewSpace, tagOf }) => [
    get('list-spaces', 'api/v1/spaces', listSpacesHttp(listSpaces, viewSpace)),
    get('read-space', 'api/v1/spaces/{id}', readSpaceHttp(readSpace, viewSpace, tagOf)),
  ],
});
