import { byId, h } from './dom.js';

/** Posts JSON to the viewer; the answer's status and body, or a problem of the same form when nothing answers. */
export async function post(path, body) {
  try {
    const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    return { ok: response.ok, status: response.status, body: await response.json() };
  } catch {
    return { ok: false, status: 0, body: { detail: 'The local cloud does not answer. Is it still running?' } };
  }
}

export const problemWords = ({ body }) => [body.title, body.detail].filter(Boolean).join(': ') || 'That did not work.';

export function say(words, kind = 'fine') {
  const toast = h('p', { class: `toast ${kind}` }, words);
  byId('toasts').append(toast);
  setTimeout(() => toast.remove(), kind === 'bad' ? 9_000 : 4_000);
}

/** Buttons say what they do in `data-post`, `data-body` (one body or several, in turn) and `data-done` (what to say then). */
export function takeOrders(afterwards) {
  document.addEventListener('click', async (event) => {
    const button = event.target.closest('button[data-post]');
    if (!button || button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    const bodies = [JSON.parse(button.dataset.body)].flat();
    for (const body of bodies) {
      const answer = await post(button.dataset.post, body);
      if (answer.ok) continue;
      say(problemWords(answer), 'bad');
      break;
    }
    button.removeAttribute('aria-disabled');
    if (button.dataset.done) say(button.dataset.done);
    afterwards();
  });
}

export const order = (words, path, body, { done, label, kind = 'quiet', pressed } = {}) =>
  h(
    'button',
    { type: 'button', class: kind, 'data-post': path, 'data-body': body, 'data-done': done, 'aria-label': label, 'aria-pressed': pressed },
    words,
  );

export const fault = (words, body, more) => order(words, '/_instep/faults', body, more);
