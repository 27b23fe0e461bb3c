import { DAY, SECOND, type EpochMs } from '../kernel/clock';
import { toReservationId, type ReservationId } from '../kernel/ids';
import type { Digest } from '../kernel/signing';

const PURPOSE = 'manage';
const VALID_AFTER_END_MS = 30 * DAY;
const FORM = /^v1\.([\w-]{1,128})\.(\d{1,12})\.([a-z2-7]{52})$/;

/**
 * The right to see and cancel one reservation, for whoever has the link: `v1.{id as base64url}.{end of validity in epoch seconds}.{digest}`.
 * The same reservation always gets the same token, so that a repeated submission is answered alike.
 */
export function manageToken(digest: Digest, { id, endsAt }: { readonly id: ReservationId; readonly endsAt: EpochMs }): string {
  const expiry = String(Math.ceil((endsAt + VALID_AFTER_END_MS) / SECOND));
  return `v1.${Buffer.from(id).toString('base64url')}.${expiry}.${digest(PURPOSE, `${id}\n${expiry}`)}`;
}

/** Whose link it is; undefined for one that is wrong, forged or no longer valid. */
export function readManageToken(digest: Digest, token: string, now: EpochMs): ReservationId | undefined {
  const [, encoded = '', expiry = '', proof = ''] = FORM.exec(token) ?? [];
  const id = toReservationId(Buffer.from(encoded, 'base64url').toString('utf8'));
  if (id === undefined) return undefined;
  const genuine = sameText(proof, digest(PURPOSE, `${id}\n${expiry}`));
  return genuine && now < Number(expiry) * SECOND ? id : undefined;
}

/** Takes the same time wherever the texts differ. */
function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let at = 0; at < a.length; at += 1) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}
