import { ANYBODY, type Actor } from '../../shared/kernel/actor';
import { problem, type Refusal } from './answer';
import { schemeIn, type LinkSchemes } from './link-scheme';
import { permitted, type Permission, type Permissions } from './permission';

type PersonActor = Extract<Actor, { kind: 'staff' }>;
export type ApplicationActor = Extract<Actor, { kind: 'application' }>;

/** Who calls. `permissions` holds those of the whole app that their roles give; there may be none. P: those that may be asked for. */
export type Caller<P extends string = string> =
  | { readonly kind: 'anonymous' }
  /** By a delegated token of the tenant. */
  | { readonly kind: 'person'; readonly actor: PersonActor; readonly permissions: ReadonlySet<P> }
  /** By its own token of the tenant (client credentials). */
  | { readonly kind: 'application'; readonly actor: ApplicationActor; readonly permissions: ReadonlySet<P> }
  /** Somebody with a link; the text is not checked yet. */
  | { readonly kind: 'bearer'; readonly link: string; readonly token: string; readonly actor: Actor };

/** What the adapter for access tokens promises: the value of an Authorization header, judged. */
export type CheckSignIn = (
  authorization: string | undefined,
) => Promise<SignedIn | { readonly kind: 'refused'; readonly reason: string } | { readonly kind: 'unavailable' }>;

type SignedIn = { readonly tenantId: string; readonly objectId: string; readonly roles: readonly string[] } & (
  { readonly kind: 'person' } | { readonly kind: 'application'; readonly appId: string }
);

/** Who may call: everybody, or who has the permission. */
export interface Access {
  readonly permission?: string;
  /** Permissions that show or allow more than the operation does without them. Persons who have one of them are not rate limited. */
  readonly more?: readonly string[];
  /** The bearer of this link may call too, without a permission. */
  readonly bearer?: string;
  /** A sign-in is not looked at, so that one sent unasked does no harm: some calendars offer what they have stored for the host (ICS-08). */
  readonly signInIgnored?: true;
}

/** Whoever looks after the app asks with whatever they have at hand, and where no token can be checked. */
export const whoever = { signInIgnored: true } as const satisfies Access;

interface Gatekeeper {
  readonly checkSignIn: CheckSignIn;
  readonly permissions: Permissions;
  readonly linkSchemes: LinkSchemes;
}

/** The caller, or the answer that turns them away. A sign-in that is offered and not valid is refused also where none is needed. */
export async function identify(
  authorization: string | undefined,
  access: Access,
  { checkSignIn, permissions, linkSchemes }: Gatekeeper,
): Promise<Caller | Refusal> {
  if (access.signInIgnored) return { kind: 'anonymous' };
  if (authorization === undefined)
    return access.permission === undefined ? { kind: 'anonymous' } : refuse('No Authorization header was sent.');
  const by = schemeIn(authorization, linkSchemes);
  if (by) {
    const { link, token, scheme } = by;
    if (access.bearer === link) return { kind: 'bearer', link, token, actor: scheme.actor };
    return refuse(`${scheme.elsewhere} ${taken(access, permissions, linkSchemes)}`);
  }
  const check = await checkSignIn(authorization);
  switch (check.kind) {
    case 'unavailable':
      return problem('temporarily-unavailable', {
        detail: 'Sign-ins cannot be checked at present.',
        headers: { 'retry-after': '5' },
      });
    case 'refused':
      return refuse(`The token was refused: ${check.reason}.`);
    case 'person':
    case 'application':
      return lackOf(check, access, permissions) ?? callerOf(check, permitted(permissions, check));
  }
}

/** Who may do it, in a sentence, for somebody who came with a link of another kind. */
function taken({ permission, bearer }: Access, permissions: Permissions, schemes: LinkSchemes): string {
  const roles = permission === undefined ? [] : (permissions[permission]?.roles ?? []);
  const ways = [
    ...(permission === undefined ? [] : [`a sign-in with the app role ${roles.join(' or ')}`]),
    ...(bearer === undefined ? [] : [schemes[bearer]?.called ?? bearer]),
  ];
  return ways.length === 0 ? 'It needs no Authorization header.' : `It takes ${ways.join(', or ')}.`;
}

/** Why somebody who is signed in may not call; undefined: they may. */
function lackOf({ kind, roles }: SignedIn, { permission }: Access, permissions: Permissions): Refusal | undefined {
  if (permission === undefined) return undefined;
  const needed = permissions[permission];
  if (!needed) throw new Error(`no module defines the permission ${permission}`);
  if (needed.for.includes(kind) && needed.roles.some((role) => roles.includes(role))) return undefined;
  if (needed.for.includes(kind)) return roleMissing(needed);
  return kind === 'application'
    ? peopleOnly()
    : problem('applications-only', { detail: 'It needs the token of an application; a person may not do this, whatever their roles.' });
}

const peopleOnly = () =>
  problem('people-only', { detail: 'It needs the token of a person; an application may not do this, whatever its roles.' });
const roleMissing = ({ roles }: Permission) => problem('role-missing', { detail: `It needs the app role ${roles.join(' or ')}.` });

function callerOf(signedIn: SignedIn, permissions: ReadonlySet<string>): Caller {
  const { tenantId, objectId } = signedIn;
  return signedIn.kind === 'person'
    ? { kind: 'person', actor: { kind: 'staff', tenantId, objectId }, permissions }
    : { kind: 'application', actor: { kind: 'application', tenantId, appId: signedIn.appId, objectId }, permissions };
}

const refuse = (detail: string): Refusal => problem('not-signed-in', { detail, headers: { 'www-authenticate': 'Bearer realm="Instep"' } });

/** Whether the caller has a permission that the operation names. */
export const may = <P extends string>(caller: Caller<P>, permission: NoInfer<P>): boolean =>
  (caller.kind === 'person' || caller.kind === 'application') && caller.permissions.has(permission);

/** For the audit record. */
export function actorOf(caller: Caller): Actor {
  switch (caller.kind) {
    case 'person':
    case 'application':
    case 'bearer':
      return caller.actor;
    case 'anonymous':
      return ANYBODY;
  }
}
