import { icalCalendar } from '../../shared/adapters/ical/ical-calendar';
import { publicDigest } from '../../shared/adapters/ical/public-digest';
import { makeReadSpaceFeed } from '../../shared/feeds/read-space-feed';
import { capability } from '../host/capability';
import { get } from '../host/route';
import { installation } from '../installation/module';
import { spaces } from '../spaces/module';
import { readSpaceFeedHttp } from './read-space-feed.http';

/** Calendars that anybody may subscribe to. */
export const feeds = capability('feeds', {
  uses: { installation, spaces },
  wire: ({ database, clock }, _settings, { installation: { appUrl }, spaces: { readSpace } }) => ({
    use: { readSpaceFeed: makeReadSpaceFeed({ database, readSpace, clock, digest: publicDigest, writeCalendar: icalCalendar, appUrl }) },
  }),
  routes: ({ readSpaceFeed }) => [
    // Its name sorts before `read-space`: the host asks functions in the order of their names, and `{id}` fits this path too.
    get('read-feed', 'api/v1/spaces/{id}.ics', readSpaceFeedHttp(readSpaceFeed)),
  ],
});
