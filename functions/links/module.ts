import { makeDecideLinks } from '../../shared/links/decide-links';
import { makeLinkKeys } from '../../shared/links/keys';
import { makeReservationLinks } from '../../shared/links/reservation-links';
import { capability } from '../host/capability';
import { installation } from '../installation/module';
import { limits } from '../limits/module';
import { LINK_SCHEMES } from './schemes';

/** The links that stand for a right: to manage a reservation, and to decide about one. */
export const links = capability('links', {
  uses: { installation, limits },
  linkSchemes: LINK_SCHEMES,
  wire: ({ clock, log, signing, previousSigning }, _settings, uses) => {
    const { appUrl } = uses.installation;
    const keys = makeLinkKeys({ signing, previousSigning, log });
    return {
      use: {
        links: makeReservationLinks({ keys, clock, log, appUrl, proveContact: uses.limits.prove }),
        decideLinks: makeDecideLinks({ keys, clock, appUrl }),
      },
    };
  },
});
