import { isIPv4, isIPv6 } from 'node:net';

/** What stands for all whose address cannot be told: they share one bucket. */
const UNKNOWN_CLIENT = 'unknown';

/**
 * The address that the nearest trusted proxies saw, of `x-forwarded-for`: entry `hops` from the right. Each proxy appends who spoke to it; what
 * stands further left was sent by the client and may say anything. The front end of App Service and Functions appends `address:port`, IPv6 in brackets,
 * to what the client sent (headers as seen on Azure: github.com/bitwarden/server/issues/215, github.com/pbojinov/request-ip/issues/29,
 * github.com/sergiodxa/remix-utils/pull/496). IPv6 is cut to its /64, the least that a household is given (RFC 6177, section 2).
 */
export function clientAddress(forwardedFor: string | null, hops: number): string {
  const entry = forwardedFor?.split(',').at(-hops)?.trim() ?? '';
  const [, bracketed, , plain] = /^(?:\[([^\]]*)\](:\d{1,5})?|([^\[\]]*))$/.exec(entry) ?? [];
  if (bracketed !== undefined) return isIPv6(bracketed) ? network(bracketed) : UNKNOWN_CLIENT;
  if (plain === undefined) return UNKNOWN_CLIENT;
  if (isIPv6(plain)) return network(plain);
  const address = plain.replace(/:\d{1,5}$/, '');
  return isIPv4(address) ? address : UNKNOWN_CLIENT;
}

/** The first half of an IPv6 address; an IPv4 address in the clothes of IPv6 (RFC 4291, section 2.5.5.2) is itself. */
function network(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const mapped = /^(?:0*:)*:?ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address.toLowerCase())?.[1];
  if (mapped !== undefined) return mapped;
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [first, last] = [groups(head), groups(tail ?? '')];
  // An IPv4 address at the end takes the place of two groups.
  const length = first.length + last.length + (address.includes('.') ? 1 : 0);
  const all = [...first, ...Array<string>(tail === undefined ? 0 : 8 - length).fill('0'), ...last];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
