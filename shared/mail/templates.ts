import type { MailTemplate } from './model';

/** Liquid; the values are those of MailFacts. */
export interface TemplateSource {
  /** When it is sent, for people. */
  readonly occasion: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Words {
  readonly occasion: string;
  readonly subject: string;
  readonly says: string;
  /** What the link is for; absent: nothing is left to do. */
  readonly link?: string;
}

const WORDS = {
  received: {
    occasion: 'A request was received; staff decide about it.',
    subject: 'Request received: {{ space }}, {{ date }}',
    says: 'We have received your request{% if holdUntil %} and keep the time for you until {{ holdUntil }}{% endif %}. You will hear from us when it is decided.',
    link: 'See or withdraw it',
  },
  approved: {
    occasion: 'A reservation is confirmed: by staff, or at once where the space confirms by itself.',
    subject: 'Reservation confirmed: {{ space }}, {{ date }}',
    says: 'Your reservation is confirmed.',
    link: 'See or cancel it',
  },
  denied: {
    occasion: 'Staff denied a request.',
    subject: 'Request not granted: {{ space }}, {{ date }}',
    says: 'We cannot grant your request. The time is no longer kept for you.',
  },
  cancelled: {
    occasion: 'A reservation or request was cancelled.',
    subject: 'Reservation cancelled: {{ space }}, {{ date }}',
    says: 'Your reservation is cancelled. The time is no longer kept for you.',
  },
  changed: {
    occasion: 'Time, space or details of a reservation were changed.',
    subject: 'Reservation changed: {{ space }}, {{ date }}',
    says: 'Your reservation was changed.{% if status == "pending" %} It has to be confirmed once more; you will hear from us.{% endif %} These are its details now.',
    link: 'See or cancel it',
  },
  expired: {
    occasion: 'Nobody decided about a request while its time was kept.',
    subject: 'Request expired: {{ space }}, {{ date }}',
    says: 'Your request was not decided in time, and the time is no longer kept for you. You are welcome to ask again.',
  },
} as const satisfies Record<MailTemplate, Words>;

const text = ({ says, link }: Words): string =>
  [
    '{% if name %}Dear {{ name }},{% else %}Hello,{% endif %}',
    says,
    '{{ space }}, {{ building }}\n{{ when }}\nReference: {{ reference }}{% if reason %}\n\nThe office writes:\n{{ reason }}{% endif %}' +
      (link === undefined ? '' : `{% if manageUrl %}\n\n${link}: {{ manageUrl }}{% endif %}`),
    '{{ organisation }}\n',
  ].join('\n\n');

const html = ({ subject, says, link }: Words): string =>
  [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${subject}</title></head>`,
    '<body style="font-family: sans-serif; line-height: 1.5; color: #222">',
    '<p>{% if name %}Dear {{ name }},{% else %}Hello,{% endif %}</p>',
    `<p>${says}</p>`,
    '<p><strong>{{ space }}</strong>, {{ building }}<br>{{ when }}<br>Reference: {{ reference }}</p>',
    '{% if reason %}<p>The office writes:</p><blockquote style="white-space: pre-line">{{ reason }}</blockquote>{% endif %}',
    ...(link === undefined ? [] : [`{% if manageUrl %}<p><a href="{{ manageUrl }}">${link}</a></p>{% endif %}`]),
    '<p>{{ organisation }}</p>',
    '</body></html>',
  ].join('\n');

const source = (words: Words): TemplateSource => ({
  occasion: words.occasion,
  subject: words.subject,
  text: text(words),
  html: html(words),
});

export const TEMPLATES: Readonly<Record<MailTemplate, TemplateSource>> = {
  received: source(WORDS.received),
  approved: source(WORDS.approved),
  denied: source(WORDS.denied),
  cancelled: source(WORDS.cancelled),
  changed: source(WORDS.changed),
  expired: source(WORDS.expired),
};
