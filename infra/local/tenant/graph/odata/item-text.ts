import type { JsonObject } from '../../../../../shared/kernel/json';
import type { Preferences } from './preferences';
import type { ItemBody } from './values';

/** The body as an answer shows it: HTML unless text is preferred, whatever it was written as. */
export function shownBody(body: ItemBody, prefer: Preferences): JsonObject {
  return prefer.textBody ? { contentType: 'text', content: plainText(body) } : { contentType: 'html', content: html(body) };
}

export const bodyPreview = (body: ItemBody): string => plainText(body).slice(0, 255);

function html(body: ItemBody): string {
  if (body.contentType === 'html' && /<html/i.test(body.content)) return body.content;
  const inner = body.contentType === 'html' ? body.content : escape(body.content).replaceAll('\n', '<br>\n');
  return `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>\n${inner}\n</body></html>\n`;
}

/** What Exchange makes of it for those who read no HTML. */
export function plainText(body: ItemBody): string {
  if (body.contentType === 'text') return body.content;
  return body.content
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
