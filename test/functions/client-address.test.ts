import { clientAddress } from '../../functions/host/client-address';

describe('the address of a client', () => {
  it.each<[string, string | null, number, string]>([
    ['is what the nearest proxy appended, without its port', '203.0.113.7:50312', 1, '203.0.113.7'],
    ['is told without a port too', '203.0.113.7', 1, '203.0.113.7'],
    ['is not what the client sent before it', '10.0.0.1, 198.51.100.9,203.0.113.7:50312', 1, '203.0.113.7'],
    ['is what the second proxy from here saw, where two are trusted', '10.0.0.1, 198.51.100.9, 203.0.113.7:50312', 2, '198.51.100.9'],
    ['cannot be told where fewer proxies spoke than are trusted', '203.0.113.7:50312', 2, 'unknown'],
    ['cannot be told without the header', null, 1, 'unknown'],
    ['cannot be told from an empty entry', '203.0.113.7,', 1, 'unknown'],
    ['cannot be told from words', 'unknown', 1, 'unknown'],
    ['cannot be told from a number too large', '203.0.113.700', 1, 'unknown'],
    ['cannot be told from a broken bracket', '[2001:db8::1', 1, 'unknown'],
    ['cannot be told from IPv4 in brackets', '[203.0.113.7]:1', 1, 'unknown'],
    ['is the network of an IPv6 address', '[2001:db8:1:2:3:4:5:6]:50312', 1, '2001:db8:1:2::/64'],
    ['is the same network, however the address is written', '2001:0DB8:0001:2::9', 1, '2001:db8:1:2::/64'],
    ['is the network of an address with a gap in its first half', '[2001:db8::1:0:0:1]:1', 1, '2001:db8:0:0::/64'],
    ['is the network of an address that begins with a gap', '::1', 1, '0:0:0:0::/64'],
    ['is the network of an address that ends in a gap', '2001:db8::', 1, '2001:db8:0:0::/64'],
    ['is the network without the zone of an address', 'fe80::1%eth0', 1, 'fe80:0:0:0::/64'],
    ['is the IPv4 address in the clothes of IPv6', '[::ffff:203.0.113.7]:50312', 1, '203.0.113.7'],
    ['is the network where IPv4 stands at the end', '64:ff9b::203.0.113.7', 1, '64:ff9b:0:0::/64'],
  ])('%s', (_, header, hops, expected) => {
    expect(clientAddress(header, hops)).toBe(expected);
  });
});
