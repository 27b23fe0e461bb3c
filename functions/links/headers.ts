import { pageHeaders } from '../host/page-headers';
import { SCRIPT } from './script';
import { STYLE } from './style';

/** Of the page that GET answers; its script asks the API. */
export const PAGE_HEADERS = pageHeaders({ style: STYLE, script: SCRIPT, forms: true });
/** Of what is answered to a form: nothing runs in it. */
export const FORM_HEADERS = pageHeaders({ style: STYLE, forms: true });
