import type { JsonObject } from '../../../../shared/kernel/json';
import { FaultScript } from '../../../../infra/local/kernel/faults';
import { TenantCore, type TenantParts } from '../../../../infra/local/tenant/core';
import { INSTEP_PROPERTY, type Principal, type TenantAnswer } from '../../../../infra/local/tenant/model';
import type { TenantOptions } from '../../../../infra/local/tenant/options';

export const APP = '11111111-2222-4333-8444-555555555555';
export const SECRET = 'the-secret-of-the-app';
export const OAK = 'oak@city.example';
export const OFFICE = 'office@city.example';
export const IMMUTABLE = { prefer: 'IdType="ImmutableId"' };
const ROLES = ['Calendars.ReadWrite', 'User.Read.All', 'Mail.ReadWrite', 'Mail.Send', 'Place.ReadWrite.All'];
const START = Date.parse('2026-03-02T08:00:00Z');

/** A tenant with a room, a shared mailbox, a person and an app that may do what the product needs, on a clock that the test moves. */
export function aTenant(options: Partial<TenantOptions> = {}, more: Partial<TenantParts> = {}) {
  let now = START;
  let seed = 7;
  const faults = new FaultScript();
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const core = new TenantCore({ now: () => now, random, faults, options, ...more });
  core.addUser({ address: OAK, displayName: 'Oak room', kind: 'room' });
  core.addUser({ address: OFFICE, displayName: 'City office', kind: 'shared' });
  core.addUser({ address: 'ann@city.example', displayName: 'Ann Archer', kind: 'user', profile: { department: 'Parks' } });
  core.addUser({ address: 'old@city.example', displayName: 'On premises', kind: 'user', hasMailbox: false });
  core.entra.apps.register({ appId: APP, displayName: 'Instep', secret: SECRET, roles: ROLES });
  const principal: Principal = {
    tenantId: core.entra.tenantId,
    appId: APP,
    roles: ROLES,
    idtyp: 'app',
    expiresAt: START + 100 * 24 * 3_600_000,
  };
  const reply = (method: string, path: string, body?: JsonObject, headers: Record<string, string> = {}, as: Principal = principal) =>
    core.graph({ method, path, headers: body ? { 'content-type': 'application/json', ...headers } : headers, ...(body && { body }) }, as);
  return {
    core,
    faults,
    principal,
    reply,
    wait: (ms: number) => {
      now += ms;
    },
    /** The answer, which must come. */
    send: (...request: Parameters<typeof reply>): TenantAnswer & { body: JsonObject } => {
      const came = reply(...request);
      if (came.kind === 'never') throw new Error('it was never answered');
      return { ...came.answer, body: (came.answer.body ?? {}) as JsonObject }; // every body of these tests is an object
    },
  };
}

export function anEvent(more: JsonObject = {}): JsonObject {
  return {
    subject: 'Choir',
    start: { dateTime: '2026-03-02T09:00:00', timeZone: 'UTC' },
    end: { dateTime: '2026-03-02T10:00:00', timeZone: 'UTC' },
    showAs: 'busy',
    isReminderOn: false,
    ...more,
  };
}

export function aMessage(more: JsonObject = {}): JsonObject {
  return {
    subject: 'Your reservation',
    body: { contentType: 'html', content: '<p>It is <b>approved</b>.</p>' },
    toRecipients: [{ emailAddress: { address: 'citizen@elsewhere.example' } }],
    ...more,
  };
}

export const marked = (reservationId: string): JsonObject => ({
  singleValueExtendedProperties: [{ id: INSTEP_PROPERTY, value: reservationId }],
});

export const code = (answer: { readonly body: JsonObject }): unknown => (answer.body['error'] as JsonObject | undefined)?.['code']; // Graph's error envelope
export const rows = (answer: { readonly body: JsonObject }): readonly JsonObject[] => answer.body['value'] as readonly JsonObject[]; // a list's rows
export const textOf = (answer: { readonly body: JsonObject }, name: string): string => answer.body[name] as string; // the caller knows the field
