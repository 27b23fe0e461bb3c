import { capability } from '../host/capability';
import { sync } from '../sync/module';
import { makeReadReadiness } from './readiness';
import { readyHttp } from './ready.http';
import { healthRoutes } from './routes';

/** Whether the app is there and what it can reach. */
export const health = capability('health', {
  uses: { sync },
  wire: (_outside, _settings, { sync: { readBlocks } }, { busState, platform: settings }) => ({
    use: { readReadiness: makeReadReadiness({ busState, readBlocks, settings }) },
  }),
  routes: ({ readReadiness }) => healthRoutes(readyHttp(readReadiness)),
});
