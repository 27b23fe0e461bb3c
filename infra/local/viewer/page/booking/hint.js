import { byId } from '../kit/dom.js';

const KEY = 'instep: hint read';

/** What to try first, until it was read. */
export function readyHint() {
  byId('hint').hidden = localStorage.getItem(KEY) !== null;
  byId('hint-read').addEventListener('click', () => {
    localStorage.setItem(KEY, 'yes');
    byId('hint').hidden = true;
    byId('plan-heading').focus();
  });
}
