import { SCRIPT } from './script';
import { STYLE } from './style';
import { FACTS, WORDS, type Fact } from './words';

/** Text that was escaped, or markup of ours: a page is made of nothing else. */
type Html = string & { readonly markup: true };

const asHtml = (text: string): Html => text as Html; // made here, of parts that were escaped
const escaped = (text: string): Html => asHtml(text.replace(/[&<>"']/g, (sign) => `&#${String(sign.charCodeAt(0))};`));
const markup = (parts: TemplateStringsArray, ...values: readonly Html[]): Html =>
  asHtml(parts.map((part, at) => part + (values[at] ?? '')).join(''));
const joined = (parts: readonly Html[]): Html => asHtml(parts.join('\n'));
const NOTHING = asHtml('');

interface Frame {
  readonly organisationName: string;
  /** Of the window. */
  readonly title: string;
  readonly body: Html;
  readonly script?: Html;
}

/** Plain HTML: readable at 320 px and with a screen reader. */
const document = ({ organisationName, title, body, script = NOTHING }: Frame): string =>
  markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${escaped(title)}</title>
        <style>${asHtml(STYLE)}</style>
      </head>
      <body>
        <main>
          <p class="organisation">${escaped(organisationName)}</p>
          ${body}
        </main>
        ${script}
      </body>
    </html> `;

/** Where a link is pasted by whoever has no script. */
const PASTE = markup`<form method="post" action="/manage">
  <label for="link">Your link</label>
  <p id="hint">Copy the whole link from our mail, or from where you made the reservation, and paste it here.</p>
  <input id="link" name="link" type="text" required autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="hint" />
  <button type="submit">Show the reservation</button>
</form>`;

const factRow = (fact: Fact, text: Html, hidden = NOTHING): Html =>
  markup`<div${hidden}><dt>${escaped(FACTS[fact])}</dt><dd id="${escaped(fact)}">${text}</dd></div>`;

/** What GET answers, the same for everybody: it knows no link. */
export const emptyPage = (organisationName: string): string =>
  document({
    organisationName,
    title: WORDS.title,
    body: markup`<h1 id="title" tabindex="-1">${escaped(WORDS.title)}</h1>
      <noscript>
        <p>Scripts do not run in your browser, so this page cannot read your link by itself.</p>
        ${PASTE}
      </noscript>
      <p id="says" role="status"></p>
      <dl id="facts" hidden>${joined(Object.keys(FACTS).map((fact) => factRow(fact as Fact, NOTHING, asHtml(' hidden'))))}</dl>
      <p id="ask" hidden><button type="button" id="cancel" class="stop">${escaped(WORDS.cancel)}</button></p>
      <section id="confirm" hidden aria-labelledby="question">
        <p id="question" tabindex="-1">${escaped(WORDS.question)}</p>
        <button type="button" id="really" class="stop">${escaped(WORDS.really)}</button>
        <button type="button" id="keep">${escaped(WORDS.keep)}</button>
      </section>`,
    script: markup`<script>${asHtml(SCRIPT)}</script>`,
  });

/** What the button of a form asks for next. */
export type Step = 'show' | 'ask' | 'cancel';

interface Button {
  readonly step: Step;
  readonly words: string;
  readonly stop?: true;
}

/** One form with one button; the link travels in its body. */
const form = (link: string, { step, words, stop }: Button): Html =>
  markup`<form method="post" action="/manage">
    <input type="hidden" name="link" value="${escaped(link)}" />
    <input type="hidden" name="step" value="${escaped(step)}" />
    <button type="submit" ${asHtml(stop ? ' class="stop"' : '')}>${escaped(words)}</button>
  </form>`;

export interface SeenPage {
  readonly heading: string;
  /** What has just happened, or is asked. */
  readonly says?: string;
  readonly facts: Readonly<Partial<Record<Fact, string>>>;
  readonly link: string;
  readonly buttons: readonly Button[];
}

/** A reservation, for whoever posted its link. */
export function seenPage(organisationName: string, { heading, says, facts, link, buttons }: SeenPage): string {
  const rows = Object.keys(FACTS).flatMap((fact) => {
    const text = facts[fact as Fact];
    return text === undefined ? [] : [factRow(fact as Fact, escaped(text))];
  });
  return document({
    organisationName,
    title: says === undefined ? `${heading}: your reservation` : `${says} ${heading}`,
    body: markup`<h1 id="title">${escaped(heading)}</h1>
      ${says === undefined ? NOTHING : markup`<p id="says" role="status">${escaped(says)}</p>`}
      <dl id="facts">${joined(rows)}</dl>
      <div class="choices">${joined(buttons.map((button) => form(link, button)))}</div>`,
  });
}

/** Nothing to show; `retry`: what may be asked once more. */
export const refusalPage = (organisationName: string, says: string, retry?: { readonly link: string; readonly step: Step }): string =>
  document({
    organisationName,
    title: WORDS.title,
    body: markup`<h1 id="title">${escaped(WORDS.title)}</h1>
      <p id="says" role="status">${escaped(says)}</p>
      ${retry ? form(retry.link, { step: retry.step, words: 'Try again' }) : PASTE}`,
  });
