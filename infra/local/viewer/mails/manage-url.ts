import type { Viewed } from '../viewed';
import { foundMails, wishOf } from './mail-list';

/** The citizen's own link as the newest mail about the reservation carries it; null while none does: nobody else knows it. */
export function manageUrlIn(cloud: Viewed, reservation: string): string | null {
  for (const { reservation: about, mail, item } of foundMails(cloud)) {
    if (about !== reservation) continue;
    const html = mail?.body.content ?? (item && wishOf(item)?.html) ?? '';
    const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => unescaped(href));
    const own = links.find((href) => href.startsWith(`${cloud.urls.api}/manage`));
    if (own !== undefined) return own;
  }
  return null;
}

const unescaped = (text: string): string => text.replaceAll('&#34;', '"').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
