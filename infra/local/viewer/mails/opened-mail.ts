import { plainText } from '../../tenant/graph/odata/item-text';
import type { ItemBody } from '../../tenant/graph/odata/values';
import type { Viewed } from '../viewed';
import { foundMails, wishOf, type FoundMail } from './mail-list';

/** One mail as whoever gets it reads it: `GET /_instep/mail?key=…`. A draft that was removed while somebody reads it is no mistake of theirs. */
export function openedMail(cloud: Viewed, key: string) {
  const found = foundMails(cloud).find((one) => one.key === key);
  if (!found) return { gone: true } as const;
  const { box, mail, item, ...listed } = found;
  const body: ItemBody = mail?.body ?? { contentType: 'html', content: (item && wishOf(item)?.html) ?? '' };
  return {
    ...listed,
    headers: headersOf(found),
    ...(body.contentType === 'html' && { html: body.content }),
    /** Exchange makes it from the HTML. */
    text: plainText(body),
  };
}

function headersOf({ box, mail, to, subject, at }: FoundMail) {
  const all: readonly (readonly [string, string | undefined])[] = [
    ['From', mail?.from ?? box],
    ['To', to.join(', ')],
    ['Reply-To', mail && mail.replyTo.length > 0 ? mail.replyTo.join(', ') : undefined],
    ['Subject', subject],
    ['Date', mail?.sentAt === undefined ? undefined : new Date(at).toUTCString()],
    ['Message-ID', mail?.sentAt === undefined ? undefined : mail.internetMessageId],
    ...(mail?.headers ?? []).map(({ name, value }) => [name, value] as const),
  ];
  return all.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
