import type { RawRoute } from '../host/route';
import { PAGE_HEADERS } from './headers';
import { emptyPage } from './page';

/** The page behind a `manageUrl`. The link stays in the fragment: this function never sees it, and looks at nothing else. */
export const managePageHttp = (organisationName: string): RawRoute['handler'] => {
  const body = emptyPage(organisationName);
  return () => ({ status: 200, headers: PAGE_HEADERS, body });
};
