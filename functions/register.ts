import { app as azure } from '@azure/functions';
import { readAvailabilityHttp } from './availability/read-availability.http';
import { searchAvailabilityHttp } from './availability/search-availability.http';
import type { App } from './compose';
import { decidePageHttp } from './decide/decide-page.http';
import { readSpaceFeedHttp } from './feeds/read-space-feed.http';
import { liveHttp } from './health/live.http';
import { readyHttp } from './health/ready.http';
import { within } from './host/invocation-log';
import { EVERY_METHOD, LAST, LAST_ROUTE, lastHttp } from './host/last-route';
import { unknownNames } from './host/names';
import { onHttp } from './host/on-http';
import { openApi, openApiHttp } from './host/open-api';
import type { Operation } from './host/operation';
import { manageFormHttp } from './links/manage-form.http';
import { managePageHttp } from './links/manage-page.http';
import { listMailTemplatesHttp } from './mail/list-mail-templates.http';
import { previewMailHttp } from './mail/preview-mail.http';
import { changeReservationHttp } from './reservations/change-reservation.http';
import { approveReservationHttp, cancelReservationHttp, denyReservationHttp } from './reservations/decide-reservation.http';
import { listReservationsHttp } from './reservations/list-reservations.http';
import { readConsequencesHttp } from './reservations/read-consequences.http';
import { readReservationHttp } from './reservations/read-reservation.http';
import { revokeLinksHttp } from './reservations/revoke-links.http';
import { submitReservationHttp } from './reservations/submit-reservation.http';
import { listSpacesHttp } from './spaces/list-spaces.http';
import { putSpaceHttp } from './spaces/put-space.http';
import { readSpaceHttp } from './spaces/read-space.http';
import { listLanesHttp } from './sync/list-lanes.http';
import { listSyncItemsHttp } from './sync/list-sync-items.http';
import { readSyncItemHttp } from './sync/read-sync-item.http';
import { retryItemHttp } from './sync/retry-item.http';
import { sweepTimer } from './sync/sweep.timer';
import { workLaneQueue } from './sync/work-lane.queue';

interface Row {
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly route: string;
  readonly operation: Operation;
}

const row = (name: string, method: Row['method'], route: string, operation: Operation): Row => ({ name, method, route, operation });

/** The HTTP API: table of contents. */
const operations = (app: App): readonly Row[] => [
  row('list-spaces', 'GET', 'api/v1/spaces', listSpacesHttp(app.listSpaces, app.viewSpace)),
  // Its name sorts before `read-space`: the host asks functions in the order of their names, and `{id}` fits this path too.
  row('read-feed', 'GET', 'api/v1/spaces/{id}.ics', readSpaceFeedHttp(app.readSpaceFeed)),
  row('read-space', 'GET', 'api/v1/spaces/{id}', readSpaceHttp(app.readSpace, app.viewSpace)),
  row('put-space', 'PUT', 'api/v1/spaces/{id}', putSpaceHttp(app.putSpace, app.defaultTimeZone, app.viewSpace)),
  row('search-availability', 'GET', 'api/v1/availability', searchAvailabilityHttp(app.searchAvailability)),
  row('read-availability', 'GET', 'api/v1/spaces/{id}/availability', readAvailabilityHttp(app.readAvailability)),

  row('submit-reservation', 'POST', 'api/v1/reservations', submitReservationHttp(app.submitReservation, app.links)),
  row('list-reservations', 'GET', 'api/v1/reservations', listReservationsHttp(app.listReservations)),
  row('read-reservation', 'GET', 'api/v1/reservations/{id}', readReservationHttp(app.readReservation, app.readLastMail, app.links)),
  row('read-consequences', 'GET', 'api/v1/reservations/{id}/consequences', readConsequencesHttp(app.readConsequences, app.decideLinks)),
  row('change-reservation', 'PATCH', 'api/v1/reservations/{id}', changeReservationHttp(app.changeReservation, app.setLegalHold, app.links)),
  row('approve-reservation', 'POST', 'api/v1/reservations/{id}/approve', approveReservationHttp(app.approveReservation, app.decideLinks)),
  row('deny-reservation', 'POST', 'api/v1/reservations/{id}/deny', denyReservationHttp(app.denyReservation, app.decideLinks)),
  row('cancel-reservation', 'POST', 'api/v1/reservations/{id}/cancel', cancelReservationHttp(app.cancelReservation, app.links)),
  row('revoke-reservation-links', 'POST', 'api/v1/reservations/{id}/revoke-links', revokeLinksHttp(app.revokeLinks)),

  row('list-mail-templates', 'GET', 'api/v1/mail/templates', listMailTemplatesHttp(app.listMailTemplates)),
  row('preview-mail', 'GET', 'api/v1/mail/preview', previewMailHttp(app.previewMail)),

  row('list-sync-items', 'GET', 'api/v1/sync/items', listSyncItemsHttp(app.listSyncItems)),
  row('read-sync-item', 'GET', 'api/v1/sync/items/{kind}/{id}', readSyncItemHttp(app.readSyncItem)),
  row('retry-sync-item', 'POST', 'api/v1/sync/items/{kind}/{id}/retry', retryItemHttp(app.retryItem)),
  row('list-lanes', 'GET', 'api/v1/lanes', listLanesHttp(app.listLanes, app.edge.clock)),

  row('live', 'GET', 'api/v1/health/live', liveHttp()),
  row('ready', 'GET', 'api/v1/health/ready', readyHttp(app.readReadiness)),
];

const describeApi = (rows: readonly Row[], { appUrl, edge }: App): object =>
  openApi(
    rows.map(({ operation, ...rest }) => ({ ...rest, contract: operation.contract })),
    appUrl,
    edge,
  );

/** What functions are made known to. */
export type FunctionsHost = Pick<typeof azure, 'http' | 'serviceBusQueue' | 'timer'>;

/** Makes every function known to the host; to be called while the app loads. */
export function register(app: App, { sweepSchedule }: { readonly sweepSchedule: string }, host: FunctionsHost = azure): void {
  const registered: { readonly methods: readonly string[]; readonly route: string }[] = [];
  const http: FunctionsHost['http'] = (name, options) => {
    registered.push({ methods: options.methods ?? [], route: options.route ?? name });
    host.http(name, options);
  };
  const rows = operations(app);
  const unknown = rows.flatMap(({ name, operation }) => unknownNames(operation.contract, app.edge).map((what) => `${name}: ${what}`));
  if (unknown.length > 0) throw new Error(unknown.join('\n'));
  for (const { name, method, route, operation } of rows) {
    const handler = onHttp(name, operation, app.edge);
    http(name, {
      methods: method === 'GET' ? ['GET', 'HEAD'] : [method],
      authLevel: 'anonymous',
      route,
      handler: (request, context) => within(context, () => handler(request, context)),
    });
  }
  http('open-api', {
    methods: ['GET', 'HEAD'],
    authLevel: 'anonymous',
    route: 'api/openapi.json',
    handler: openApiHttp(() => describeApi(rows, app)),
  });
  http('manage-page', {
    methods: ['GET', 'HEAD'],
    authLevel: 'anonymous',
    route: 'manage',
    handler: managePageHttp(app.organisationName),
  });
  const manageForm = manageFormHttp(app);
  http('manage-form', {
    methods: ['POST'],
    authLevel: 'anonymous',
    route: 'manage',
    handler: (request, context) => within(context, () => manageForm(request, context)),
  });
  http('decide-page', {
    methods: ['GET', 'HEAD'],
    authLevel: 'anonymous',
    route: 'decide',
    handler: decidePageHttp(app.organisationName),
  });

  http(LAST, {
    methods: [...EVERY_METHOD],
    authLevel: 'anonymous',
    route: LAST_ROUTE,
    handler: lastHttp([...registered], app.edge),
  });

  const workLane = workLaneQueue(app.workLane);
  host.serviceBusQueue('work-lane', {
    queueName: 'nudges',
    connection: 'SERVICE_BUS_CONNECTION',
    handler: (message, context) => within(context, () => workLane(message, context)),
  });
  const sweep = sweepTimer([app.sweep, app.finishMoves, app.expireHolds, app.confirmAwaiting, app.forgetContacts], app.edge.log);
  host.timer('sweep', {
    // The value, not `%SWEEP_SCHEDULE%`: the host knows no defaults and refuses a timer whose setting is absent.
    schedule: sweepSchedule,
    runOnStartup: false,
    handler: (timer, context) => within(context, () => sweep(timer, context)),
  });
}
