import type { HttpHandler } from '@azure/functions';
import { PAGE_HEADERS } from './headers';
import { emptyPage } from './page';

/** The page behind a `manageUrl`. The link stays in the fragment: this function never sees it, and looks at nothing else. */
export const managePageHttp = (organisationName: string): HttpHandler => {
  const body = emptyPage(organisationName);
  return () => ({ status: 200, headers: PAGE_HEADERS, body });
};
