import { capability } from '../host/capability';
import { installation } from '../installation/module';
import { decidePageHttp } from './decide-page.http';

/** The page behind the link in a mail to those who approve. */
export const decide = capability('decide', {
  uses: { installation },
  wire: (_outside, _settings, { installation: { organisationName } }) => ({ use: { organisationName } }),
  raw: ({ organisationName }) => [
    { name: 'decide-page', methods: ['GET', 'HEAD'], route: 'decide', page: true, handler: decidePageHttp(organisationName) },
  ],
});
