import type { Actor } from '../../shared/kernel/actor';
import { problem, type Answer } from './answer';

export type StaffActor = Extract<Actor, { kind: 'staff' }>;
export const ROLES = ['Reservations.Approve', 'Instep.Admin'] as const;
/** App roles of the API's registration in Entra. */
export type Role = (typeof ROLES)[number];

export type Caller =
  | { readonly kind: 'anonymous' }
  /** `roles` holds ours only; it may be empty. */
  | { readonly kind: 'staff'; readonly actor: StaffActor; readonly roles: readonly Role[] }
  /** Somebody with the link of one reservation; the text is not checked yet. */
  | { readonly kind: 'bearer'; readonly token: string }
  /** Somebody with the link by which one request is decided once; not checked yet either. */
  | { readonly kind: 'decider'; readonly token: string };

/** What the adapter for access tokens promises: the value of an Authorization header, judged. */
export type CheckSignIn = (authorization: string | undefined) => Promise<
  | { readonly kind: 'person'; readonly tenantId: string; readonly objectId: string; readonly roles: readonly string[] }
  | {
      readonly kind: 'application';
      readonly tenantId: string;
      readonly appId: string;
      readonly objectId: string;
      readonly roles: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unavailable' }
>;

/** Who may call: everybody, or staff with one of the roles; `bearer`, `decider`: also with a link. */
export interface Access {
  readonly roles?: readonly Role[];
  readonly bearer?: true;
  readonly decider?: true;
  /** A sign-in is not looked at, so that one sent unasked does no harm: some calendars offer what they have stored for the host (ICS-08). */
  readonly signInIgnored?: true;
}

export const anyone: Access = {};
export const staff: Access = { roles: ROLES };
export const admins: Access = { roles: ['Instep.Admin'] };

const manage = /^Manage +(\S{1,400}) *$/i;
const decide = /^Decide +(\S{1,400}) *$/i;

/** The caller, or the answer that turns them away. A sign-in that is offered and not valid is refused also where none is needed. */
export async function identify(authorization: string | undefined, access: Access, checkSignIn: CheckSignIn): Promise<Caller | Answer> {
  if (access.signInIgnored) return { kind: 'anonymous' };
  if (authorization === undefined) return access.roles ? refuse('No Authorization header was sent.') : { kind: 'anonymous' };
  const token = manage.exec(authorization)?.[1];
  if (token !== undefined)
    return access.bearer ? { kind: 'bearer', token } : refuse('The link of a reservation opens that reservation only.');
  const ask = decide.exec(authorization)?.[1];
  if (ask !== undefined)
    return access.decider ? { kind: 'decider', token: ask } : refuse('The link of an approver decides about its request only.');
  const check = await checkSignIn(authorization);
  switch (check.kind) {
    case 'unavailable':
      return problem('temporarily-unavailable', {
        detail: 'Sign-ins cannot be checked at present.',
        headers: { 'retry-after': '5' },
      });
    case 'refused':
      return refuse(`The token was refused: ${check.reason}.`);
    case 'application':
      return refuse('It is the token of an application; this API takes those of people.');
    case 'person': {
      const roles = ROLES.filter((role) => check.roles.includes(role));
      const { roles: needed } = access;
      if (needed && !needed.some((role) => roles.includes(role)))
        return problem('role-missing', { detail: `It needs the app role ${needed.join(' or ')}.` });
      return { kind: 'staff', actor: { kind: 'staff', tenantId: check.tenantId, objectId: check.objectId }, roles };
    }
  }
}

const refuse = (detail: string): Answer => problem('not-signed-in', { detail, headers: { 'www-authenticate': 'Bearer realm="Instep"' } });

/** For the audit record. */
export function actorOf(caller: Caller): Actor {
  if (caller.kind === 'staff') return caller.actor;
  return { kind: caller.kind === 'decider' ? 'approver-link' : 'citizen' };
}

export const isStaff = (caller: Caller): boolean => caller.kind === 'staff' && caller.roles.length > 0;

export const isCaller = (known: Caller | Answer): known is Caller =>
  known.kind === 'anonymous' || known.kind === 'staff' || known.kind === 'bearer' || known.kind === 'decider';
