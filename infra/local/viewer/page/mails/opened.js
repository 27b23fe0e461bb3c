import { h } from '../kit/dom.js';
import { tag } from '../kit/words.js';
import { MAIL_STATE } from './states.js';

/** A mail may hold anything: it gets no script, no origin and nothing from elsewhere; its links open outside. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'";
const SANDBOX = 'allow-popups allow-popups-to-escape-sandbox';

export function openedMail(mail) {
  if (!mail || mail.gone) return [h('p', { class: 'empty', 'data-key': 'gone' }, 'That mail is not there any more.')];
  const { key, state, subject, sentence, headers, html, text, reservation } = mail;
  return [
    h(
      'article',
      { 'data-key': key, class: 'letter', 'aria-label': subject },
      h('h3', {}, state === 'sent' ? '' : [tag(state, MAIL_STATE[state]), ' '], subject),
      sentence ? h('p', { class: 'hint' }, sentence) : '',
      h(
        'dl',
        { class: 'facts headers' },
        headers.map(({ name, value }) => h('div', { 'data-key': name }, h('dt', {}, name), h('dd', {}, value))),
      ),
      html === undefined
        ? ''
        : h('iframe', { title: `The mail: ${subject}`, sandbox: SANDBOX, referrerpolicy: 'no-referrer', srcdoc: framed(html) }),
      h(
        'details',
        { open: html === undefined },
        h('summary', {}, 'Its text part'),
        h('pre', { tabindex: '0', 'aria-label': 'The text part of the mail' }, text),
      ),
      reservation
        ? h('div', { class: 'acts' }, h('button', { type: 'button', class: 'quiet', 'data-details': reservation }, 'Its reservation'))
        : '',
    ),
  ];
}

function framed(html) {
  const letter = new DOMParser().parseFromString(html, 'text/html');
  for (const script of letter.querySelectorAll('script, meta[http-equiv], base')) script.remove();
  const policy = letter.createElement('meta');
  policy.setAttribute('http-equiv', 'Content-Security-Policy');
  policy.setAttribute('content', POLICY);
  const base = letter.createElement('base');
  base.setAttribute('target', '_blank');
  letter.head.prepend(policy, base);
  return `<!doctype html>${letter.documentElement.outerHTML}`;
}
