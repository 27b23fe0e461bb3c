import type { ReservationId } from '../../shared/kernel/ids';
import type { LinkClaims } from '../../shared/links/model';
import type { ReservationLinks } from '../../shared/links/ports';
import type { Caller } from '../host/caller';

/** By which link somebody comes; `link` is absent for those who come without one. Undefined: it opens nothing here. */
export async function linkOf(
  caller: Caller,
  links: ReservationLinks,
  id: ReservationId,
): Promise<{ readonly link?: LinkClaims } | undefined> {
  if (caller.kind !== 'bearer' || caller.link !== 'manage') return {};
  const link = await links.open(caller.token, id);
  return link && { link };
}
