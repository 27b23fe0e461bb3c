import { ExternalFailure } from '../kernel/failure';
import type { Log } from '../kernel/log';
import type { Digest } from '../kernel/signing';
import { linkKey } from './model';
import type { LinkKeySource } from './ports';

interface Deps {
  readonly signing: () => Promise<Digest>;
  readonly previousSigning: (() => Promise<Digest>) | undefined;
  readonly log: Log;
}

export const makeLinkKeys = ({ signing, previousSigning, log }: Deps): LinkKeySource => ({
  current: async () => linkKey(await signing()),
  previous: async () => {
    if (!previousSigning) return undefined;
    try {
      return linkKey(await previousSigning());
    } catch (error) {
      // A key that the vault does not give signs for nothing: the links of the present one must go on.
      if (!(error instanceof ExternalFailure) || error.failure.kind !== 'denied') throw error;
      log.warn('links.previous-key-refused', { where: error.where });
      return undefined;
    }
  },
});
