import { pageHeaders } from '../host/page-headers';
import type { RawRoute } from '../host/route';
import { page } from './page';
import { SCRIPT } from './script';
import { STYLE } from './style';

const HEADERS = pageHeaders({ style: STYLE, script: SCRIPT });

/**
 * The page behind the links in a mail to those who approve. The token stays in the fragment, and only a press of its button decides: programs
 * that follow the links of mails get this page and nothing else.
 */
export const decidePageHttp = (organisationName: string): RawRoute['handler'] => {
  const body = page(organisationName);
  return () => ({ status: 200, headers: HEADERS, body });
};
