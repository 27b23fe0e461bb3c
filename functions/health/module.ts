import { makeWatch } from '../../shared/health/attention';
import { makeReadStanding } from '../../shared/health/read-standing';
import { makeReadWork } from '../../shared/health/read-work';
import { capability } from '../host/capability';
import { makeReadReadiness } from './readiness';
import { readyHttp } from './ready.http';
import { healthRoutes } from './routes';
import { exceptStarting } from './starting';
import { makeWatchAll } from './watch';

/** Whether the app is there, whether its main job works, and what waits for a person. It stands before the loop, whose sweep lets it watch. */
export const health = capability('health', {
  needs: { containers: [{ name: 'lanes', why: 'which states that a person must end the log was told of' }] },
  wire: ({ database, clock, log, probes = {} }, _settings, _uses, { busState, platform: settings }) => {
    const readReadiness = makeReadReadiness({ clock, busState, readWork: makeReadWork({ database, clock }), probes, settings });
    const watch = makeWatchAll({
      readReadiness,
      readStanding: makeReadStanding({ database }),
      watch: exceptStarting(makeWatch({ database, clock, log })),
      clock,
      log,
    });
    return { use: { readReadiness, watch }, sweeps: [watch.all] };
  },
  routes: ({ readReadiness, watch }) => healthRoutes(readyHttp(readReadiness, watch.seen)),
});
