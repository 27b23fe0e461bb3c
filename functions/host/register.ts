import { app as azure } from '@azure/functions';
import type { Refusal } from './answer';
import { methodsOf, type Assembled } from './assemble';
import type { Module } from './capability';
import { within } from './invocation-log';
import { EVERY_METHOD, LAST, LAST_ROUTE, lastHttp } from './last-route';
import { onHttp, type Edge } from './on-http';
import { OPEN_API, openApi, openApiHttp } from './open-api';
import { rawHttp } from './raw-http';
import type { RawRoute } from './route';

/** What functions are made known to. */
export type FunctionsHost = Pick<typeof azure, 'http' | 'serviceBusQueue' | 'timer'>;

/** What is made known: what the modules bring, and what every HTTP function works with. */
export interface App extends Pick<Assembled<Module>, 'routes' | 'raw' | 'queues' | 'timers'> {
  readonly edge: Edge;
  /** Public base of the API; absent: the API is not described. */
  readonly appUrl?: string;
  /** What is said at any other address; absent: that there is nothing. */
  readonly elsewhere?: Refusal;
}

/** Makes every function known to the host; to be called while the app loads. */
export function register({ routes, raw, queues, timers, edge, appUrl, elsewhere }: App, host: FunctionsHost = azure): void {
  const description = (serverUrl: string): RawRoute => ({
    ...OPEN_API,
    handler: openApiHttp(() => openApi(routes, serverUrl, edge)),
  });
  const operations = routes.map(({ name, method, route, operation }): RawRoute => ({
    name,
    methods: methodsOf(method),
    route,
    handler: onHttp(name, operation, edge),
  }));
  const others = [...(appUrl === undefined ? [] : [description(appUrl)]), ...raw];
  const all = [...operations, ...others.map((one) => ({ ...one, handler: rawHttp(one, edge) }))];
  const last: RawRoute = { name: LAST, methods: EVERY_METHOD, route: LAST_ROUTE, handler: lastHttp(all, edge, elsewhere) };
  for (const { name, methods, route, handler } of [...all, last]) {
    host.http(name, {
      methods: [...methods],
      authLevel: 'anonymous',
      route,
      handler: (request, context) => within(context, () => handler(request, context)),
    });
  }
  for (const { name, queue, connection, handler } of queues) {
    host.serviceBusQueue(name, {
      queueName: queue,
      connection,
      handler: (message, context) => within(context, () => handler(message, context)),
    });
  }
  for (const { name, schedule, handler } of timers) {
    host.timer(name, { schedule, runOnStartup: false, handler: (timer, context) => within(context, () => handler(timer, context)) });
  }
}
