/**
 * Who caused a change. Never a name or an address: directory and object id for staff, also the client id for an application, the bearer of the
 * reservation's link for citizens, and for those who approve by the link in their mail that it was this link.
 */
export type Actor =
  | { readonly kind: 'staff'; readonly tenantId: string; readonly objectId: string }
  | { readonly kind: 'application'; readonly tenantId: string; readonly appId: string; readonly objectId: string }
  | { readonly kind: 'approver-link' }
  | { readonly kind: 'citizen' }
  | { readonly kind: 'instep' };

/** Whoever calls without a sign-in. */
export const ANYBODY: Actor = { kind: 'citizen' };

const FOR_THE_HOUSE = {
  staff: true,
  application: true,
  'approver-link': true,
  citizen: false,
  instep: false,
} as const satisfies Record<Actor['kind'], boolean>;

/** Whether somebody acts for the house, by an account or by a link that was sent to them: what they decide is our word, with its reason. */
export const actsForHouse = ({ kind }: Pick<Actor, 'kind'>): boolean => FOR_THE_HOUSE[kind];

/** What led to a change, carried from the request to the audit record. */
export interface Cause {
  readonly actor: Actor;
  /** `reservation.approve`, a constant. */
  readonly action: string;
  readonly correlationId: string;
}
