import { SECOND, type EpochMs } from '../kernel/clock';
import { toReservationId } from '../kernel/ids';
import { LINK_PURPOSES, type LinkClaims, type LinkKey, type LinkKeys } from './model';

const FORM = /^(v2\.([a-z]{1,16})\.([\w-]{1,128})\.(\d{1,9})\.(\d{1,12})\.([a-z2-7]{8}))\.([a-z2-7]{52})$/;
const WITHIN = new RegExp(FORM.source.slice(1, -1));

/**
 * `v2.{purpose}.{reservation as base64url}.{version}.{end of validity in epoch seconds}.{name of the key}.{digest of all before it}`. The
 * same claims always give the same text, so that a repeated submission is answered alike.
 */
export function writeLink({ current }: Pick<LinkKeys, 'current'>, { purpose, reservation, version, expiresAt }: LinkClaims): string {
  const expiry = Math.ceil(expiresAt / SECOND);
  const said = `v2.${purpose}.${Buffer.from(reservation).toString('base64url')}.${String(version)}.${String(expiry)}.${current.id}`;
  return `${said}.${proofOf(current, said)}`;
}

/** What the link says; undefined for one that is wrong, forged, signed with a key that is gone, or expired. Whether its version is the present one is for the caller to see. */
export function readLink(keys: LinkKeys, token: string, now: EpochMs): LinkClaims | undefined {
  const [, said = '', purposeText, encoded = '', version, expiry, keyId, proof = ''] = FORM.exec(token) ?? [];
  const key = [keys.current, keys.previous].find((one) => one?.id === keyId);
  if (!key || !sameText(proof, proofOf(key, said))) return undefined;
  const purpose = LINK_PURPOSES.find((one) => one === purposeText);
  const reservation = toReservationId(Buffer.from(encoded, 'base64url').toString('utf8'));
  const expiresAt = Number(expiry) * SECOND;
  return purpose && reservation && now < expiresAt ? { purpose, reservation, version: Number(version), expiresAt } : undefined;
}

/** The link in what somebody pasted: alone, in its address, or broken by a mail program. Empty: there is none. */
export const linkWithin = (text: string): string => WITHIN.exec(text.replace(/\s+/g, ''))?.[0] ?? '';

/** Which key a link says that it was signed with; undefined: it has not the form of a link. */
export const keyNamedIn = (token: string): string | undefined => FORM.exec(token)?.[6];

/** The prefix keeps what is signed here apart from everything else that the key signs. */
const proofOf = ({ digest }: LinkKey, said: string): string => digest('link', said);

/** Takes the same time wherever the texts differ. */
function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let at = 0; at < a.length; at += 1) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}
