import type { Operation } from '../host/operation';
import { get, type Route } from '../host/route';
import { liveHttp } from './live.http';

/** What tells whether the app is there; `ready` differs with its settings. */
export const healthRoutes = (ready: Operation): readonly Route[] => [
  get('live', 'api/v1/health/live', liveHttp()),
  get('ready', 'api/v1/health/ready', ready),
];
