import { capability } from '../host/capability';
import { get } from '../host/route';
import { sync } from '../sync/module';
import { liveHttp } from './live.http';
import { makeReadReadiness } from './readiness';
import { readyHttp } from './ready.http';

/** Whether the app is there and what it can reach. */
export const health = capability('health', {
  uses: { sync },
  wire: (_outside, _settings, { sync: { readBlocks } }, { busState, platform: settings }) => ({
    use: { readReadiness: makeReadReadiness({ busState, readBlocks, settings }) },
  }),
  routes: ({ readReadiness }) => [
    get('live', 'api/v1/health/live', liveHttp()),
    get('ready', 'api/v1/health/ready', readyHttp(readReadiness)),
  ],
});
