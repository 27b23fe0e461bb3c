import { makeCancelByLink, makeSeeByLink } from '../../shared/links/use-link';
import { capability } from '../host/capability';
import { installation } from '../installation/module';
import { limits } from '../limits/module';
import { mail } from '../mail/module';
import { reservations } from '../reservations/module';
import { spaces } from '../spaces/module';
import { manageFormHttp } from './manage-form.http';
import { managePageHttp } from './manage-page.http';
import { links } from './module';

/** The page behind the link of a reservation, with a script and without one. */
export const managePages = capability('manage-pages', {
  uses: { installation, spaces, limits, links, mail, reservations },
  wire: (_outside, _settings, uses) => {
    const { readReservation, cancelReservation } = uses.reservations;
    const { organisationName } = uses.installation;
    const seeByLink = makeSeeByLink({
      links: uses.links.links,
      readReservation,
      readSpace: uses.spaces.readSpace,
      readLastMail: uses.mail.readLastMail,
    });
    const cancelByLink = makeCancelByLink({ links: uses.links.links, seeByLink, cancel: cancelReservation });
    return { use: { seeByLink, cancelByLink, organisationName, clients: uses.limits.clients } };
  },
  raw: ({ clients, ...use }, { clock, log }) => [
    { name: 'manage-page', methods: ['GET', 'HEAD'], route: 'manage', page: true, handler: managePageHttp(use.organisationName) },
    {
      name: 'manage-form',
      methods: ['POST'],
      route: 'manage',
      page: true,
      handler: manageFormHttp({ ...use, edge: { clock, log, clients } }),
    },
  ],
});
