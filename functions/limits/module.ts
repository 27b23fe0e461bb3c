import { defaulted } from '../../shared/config/part';
import { wholeNumber } from '../../shared/config/rules';
import { makeCountClient } from '../../shared/limits/count-client';
import { capability } from '../host/capability';
import { once } from '../host/once';
import { installation } from '../installation/module';
import { spaces } from '../spaces/module';
import { makeContactLimits } from './contact-limits';

/** Whoever books looks around first. Each look may ask Exchange, whose patience all share. */
const SEARCHES_PER_WRITE = 20;

/** How much one contact and one client address may ask for. */
export const limits = capability('limits', {
  uses: { installation, spaces },
  settings: {
    shape: {
      TRUSTED_PROXY_HOPS: defaulted(
        wholeNumber(0, 8),
        '1',
        'How many proxies before the app append to `X-Forwarded-For`. 1: the front end of Azure. One more for each of yours before it, such as Front Door, if nobody can get past it. 0: requests are not limited by client address, and the start warns.',
      ),
      CLIENT_WRITES_PER_HOUR: defaulted(
        wholeNumber(1, 1_000_000),
        '60',
        'How many submissions and changes one client address (IPv6: its /64) may send in an hour without a staff sign-in; it may look twenty times as often for what is free. A library shares one address.',
      ),
    },
    warnings: ({ TRUSTED_PROXY_HOPS: hops }) => (hops === 0 ? ['TRUSTED_PROXY_HOPS is 0: requests are not limited by client address'] : []),
  },
  needs: { containers: [{ name: 'keys', why: 'what contacts and client addresses have asked for, under digests of them' }] },
  wire: (outside, { TRUSTED_PROXY_HOPS, CLIENT_WRITES_PER_HOUR }, uses) => {
    const { database, clock, signing } = outside;
    const counter = once(async () => makeCountClient({ database, clock, most, digest: await signing() }));
    const most = mostOfClients(CLIENT_WRITES_PER_HOUR);
    const count = async (purpose: string, client: string) => {
      if (!isAmong(most, purpose)) throw new Error(`clients are not counted for ${purpose}`);
      return (await counter())(purpose, client);
    };
    const clients = { trustedProxyHops: TRUSTED_PROXY_HOPS, purposes: Object.keys(most), count };
    return {
      clients,
      use: {
        ...makeContactLimits({
          ...{ database, clock, signing, readSpace: uses.spaces.readSpace },
          mailsAreMade: uses.installation.mailSender !== undefined,
        }),
        clients,
      },
    };
  },
});

const isAmong = <T extends object>(table: T, name: string): name is keyof T & string => Object.hasOwn(table, name);

/** An hour. Links hold 256 bits of proof: the few wrong ones are mistakes, and more of them are noise. */
const mostOfClients = (writes: number) => ({ writes, searches: writes * SEARCHES_PER_WRITE, 'wrong-links': 20 });
