import { HttpRequest, InvocationContext } from '@azure/functions';
import type { FunctionHandler, HttpHandler, HttpResponseInit } from '@azure/functions';
import { compose } from '../../../functions/compose';
import type { Configured } from '../../../functions/host/assemble';
import type { Outside } from '../../../functions/host/outside';
import { register, type FunctionsHost } from '../../../functions/host/register';
import { BusCore } from '../../../infra/local/bus/core';
import { busPort } from '../../../infra/local/bus/port';
import { DatabaseCore } from '../../../infra/local/database/core';
import { databasePort } from '../../../infra/local/database/port';
import { FaultScript, type Fault } from '../../../infra/local/kernel/faults';
import { promptTravel } from '../../../infra/local/kernel/travel';
import { TenantCore } from '../../../infra/local/tenant/core';
import { graphPort } from '../../../infra/local/tenant/port';
import type { StaffToken } from '../../../infra/local/tenant/staff-token';
import { accessTokens } from '../../../shared/adapters/entra/access-tokens';
import { hmacDigest } from '../../../shared/adapters/system/digest';
import { HOUR } from '../../../shared/kernel/clock';
import type { Database } from '../../../shared/kernel/database';
import { makeReservationId, toLedgerId, type SpaceId } from '../../../shared/kernel/ids';
import type { Settings } from '../../../shared/config/part';
import type { LogFields } from '../../../shared/kernel/log';
import { configured } from '../../support/configured';
import { StillClock } from '../../support/entra/clock';

const AUDIENCE = '6f1d8a52-0000-4000-8000-0000000000a1';
const PERSON = '6f1d8a52-0000-4000-8000-0000000000b2';
const APPLICATION = '6f1d8a52-0000-4000-8000-0000000000d4';
const APP = '6f1d8a52-0000-4000-8000-0000000000c3';
const AUTHORITY = 'https://login.microsoftonline.com';

/** Signs staff tokens for every test of a file: making a key takes a tenth of a second. */
const SIGNER = new TenantCore({ now: () => Date.parse('2026-03-02T08:00:00Z'), random: () => 0.5, faults: new FaultScript() });

export type Json = Record<string, unknown>;

export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly text: string;
}

interface Sending {
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, text and bytes as they are. */
  readonly body?: object | string | Uint8Array;
}

interface Registered {
  readonly name: string;
  readonly methods: readonly string[];
  readonly route: string;
  readonly handler: HttpHandler;
}

interface Options {
  readonly settings?: Settings;
  readonly platform?: Partial<Omit<Configured, 'settings'>>;
  readonly outside?: Partial<Outside>;
}

/** The registered functions over the cores, in one process and without sockets. */
export class Api {
  readonly database: Database;
  readonly clock = new StillClock();
  readonly faults = new FaultScript();
  readonly https: Registered[] = [];
  readonly queues: { readonly name: string; readonly queueName: string; readonly connection: string; readonly handler: FunctionHandler }[] =
    [];
  readonly timers: {
    readonly name: string;
    readonly schedule: string;
    readonly runOnStartup: boolean | undefined;
    readonly handler: FunctionHandler;
  }[] = [];
  /** Every line that was logged. */
  readonly lines: { readonly event: string; readonly fields: LogFields | undefined; readonly cause?: unknown }[] = [];
  readonly tenant: TenantCore;
  readonly bus: BusCore;
  readonly app: ReturnType<typeof compose>;
  /** Requests for the tenant's metadata or keys. */
  asked = 0;

  /** `settings` by environment name; `platform` and `outside` replace parts of what is there otherwise. */
  constructor({ settings = {}, platform = {}, outside = {} }: Options = {}) {
    const { clock, faults } = this;
    const parts = { now: () => clock.now(), random: () => 0.5, faults };
    this.tenant = new TenantCore(parts);
    this.database = databasePort(new DatabaseCore(parts, faults), promptTravel);
    this.bus = new BusCore(parts, faults);
    this.tenant.addUser({ address: 'oak@city.example', displayName: 'Oak', kind: 'room' });
    this.tenant.entra.apps.register({
      appId: APP,
      displayName: 'Instep',
      secret: 'secret',
      roles: ['Calendars.ReadWrite', 'Mail.ReadWrite', 'Mail.Send'],
    });
    const add = (event: string, fields?: LogFields, cause?: unknown): void => {
      this.lines.push({ event, fields, cause });
    };
    const { entra } = SIGNER;
    const digest = hmacDigest(Buffer.alloc(32, 1));
    this.app = compose(
      configured(
        {
          DEFAULT_TIME_ZONE: 'Europe/Vienna',
          ORGANISATION_NAME: 'City <of> Example',
          MAIL_SENDER: 'office@city.example',
          ...settings,
        },
        platform,
      ),
      {
        clock,
        database: this.database,
        bus: busPort(this.bus, promptTravel),
        graph: graphPort(this.tenant, promptTravel, { appId: APP, secret: () => 'secret' }),
        log: { info: add, warn: add, error: add },
        signing: () => Promise.resolve(digest),
        checkSignIn: accessTokens({
          tenantId: entra.tenantId,
          authorityHost: AUTHORITY,
          audiences: [AUDIENCE],
          clock,
          fetch: (url) => {
            this.asked += 1;
            const issuer = entra.issuer(2);
            const metadata = { issuer, jwks_uri: `${AUTHORITY}/${entra.tenantId}/discovery/v2.0/keys` };
            return Promise.resolve(Response.json(url.endsWith('/keys') ? entra.keys.jwks(issuer) : metadata));
          },
        }),
        ...outside,
      },
    );
    const host: FunctionsHost = {
      http: (name, { methods = [], route = name, handler }) => void this.https.push({ name, methods, route, handler }),
      serviceBusQueue: (name, { queueName, connection, handler }) => void this.queues.push({ name, queueName, connection, handler }),
      timer: (name, { schedule, runOnStartup, handler }) => void this.timers.push({ name, schedule, runOnStartup, handler }),
    };
    register(this.app, host);
  }

  /** An Authorization header of a person. */
  staff(roles: readonly string[], more: Partial<StaffToken> = {}): { authorization: string } {
    const now = this.clock.now();
    const token = SIGNER.staffToken({
      audience: AUDIENCE,
      oid: PERSON,
      name: 'Ada',
      roles,
      notBefore: now,
      expiresAt: now + HOUR,
      ...more,
    });
    return { authorization: `Bearer ${token}` };
  }

  /** An Authorization header of an application. */
  application(roles: readonly string[], more: Partial<StaffToken> = {}): { authorization: string } {
    return this.staff(roles, { appOnly: true, oid: APPLICATION, ...more });
  }

  /** Sends a request through the function that the host would choose. */
  async send(method: string, target: string, { headers = {}, body }: Sending = {}): Promise<Got> {
    const url = new URL(target, 'https://book.city.example');
    const inOrder = [...this.https].sort((one, other) => (one.name.toUpperCase() < other.name.toUpperCase() ? -1 : 1));
    const found = inOrder.flatMap((one) => {
      const params = one.methods.includes(method) ? matched(one.route, url.pathname) : undefined;
      return params ? [{ ...one, params }] : [];
    })[0];
    if (!found) throw new Error(`no function takes ${method} ${url.pathname}`);
    const bytes =
      body === undefined
        ? undefined
        : body instanceof Uint8Array
          ? body
          : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const request = new HttpRequest({
      method,
      url: url.href,
      params: found.params,
      // As the host does: one text for a name that is repeated.
      query: Object.fromEntries([...url.searchParams.keys()].map((name) => [name, url.searchParams.getAll(name).join(',')])),
      headers: { ...(bytes && { 'content-type': 'application/json', 'content-length': String(bytes.length) }), ...headers },
      ...(bytes && { body: { bytes } }),
    });
    return read(await found.handler(request, new InvocationContext({ functionName: found.name }))); // what our handlers give
  }

  /** What the link in a mail to this address does when it is opened. */
  async prove(email: string): Promise<void> {
    const reservation = makeReservationId(toLedgerId('oak' as SpaceId), 'a'.repeat(26)); // a text that is a space's id
    await this.app.use.links.links.opened({ purpose: 'mail', reservation, version: 1, expiresAt: 0 }, { contact: { email } });
  }

  /** A database fault that strikes every operation until it is removed. */
  fault(fault: Omit<Fault, 'id'>): void {
    this.faults.add({ id: 'fault', ...fault });
  }

  async putSpace(id: string, more: object = {}): Promise<Got> {
    const body = { ...anOpenSpace, name: id, exchangeResourceMailbox: `${id}@city.example`, ...more };
    const known = (await this.send('GET', `/api/v1/spaces/${id}`)).status === 200;
    return this.send('PUT', `/api/v1/spaces/${id}`, {
      headers: { ...this.staff(['Instep.Admin']), ...(known && { 'if-match': '*' }) },
      body,
    });
  }

  async submit(more: object = {}, key = 'a-key-of-16-chars'): Promise<Got> {
    return this.send('POST', '/api/v1/reservations', { headers: { 'idempotency-key': key }, body: aSubmission(more) });
  }
}

const anOpenSpace = {
  eventSubject: 'title',
  building: { name: 'Town Hall', abbreviation: 'TH' },
  reservationConfig: { approval: 'staff', maxDurationMinutes: 480, setupMinutes: 15, cleanupMinutes: 15, holdHours: 72 },
};

export const aSubmission = (more: object = {}) => ({
  spaceId: 'oak',
  startsAt: '2026-03-03T14:00:00Z',
  endsAt: '2026-03-03T15:00:00Z',
  title: 'Chess club',
  contact: { name: 'Ada', email: 'ada@example.org' },
  ...more,
});

/** An API that knows the Oak Room. */
export async function anApi(options: ConstructorParameters<typeof Api>[0] = {}): Promise<Api> {
  const api = new Api(options);
  await api.putSpace('oak');
  return api;
}

function matched(route: string, path: string): Record<string, string> | undefined {
  const pattern = route
    .replaceAll('.', '\\.')
    .replace(/\{\*(\w+)\}/, '(?<$1>.*)')
    .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  const found = new RegExp(`^/${pattern}$`).exec(path);
  return found
    ? Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]))
    : undefined;
}

function read({ status = 200, headers = {}, body }: HttpResponseInit): Got {
  const text = typeof body === 'string' ? body : '';
  const names = headers as Record<string, string>; // our handlers answer plain records
  return { status, headers: names, text, body: names['content-type']?.includes('json') ? (JSON.parse(text) as Json) : {} };
}
