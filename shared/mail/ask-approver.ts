import { referenceOf } from '../kernel/ids';
import { atText, dateText, whenText } from '../kernel/when';
import type { Reservation } from '../reservations/model';
import type { Space } from '../spaces/model';
import { TO_DECIDE, type Mail } from './model';
import type { FillTemplate } from './ports';
import type { TemplateSource } from './templates';

/** Who is asked to decide about a request for this space, if anybody. */
export const approverOf = ({ reservationConfig }: Space, otherwise: string | undefined): string | undefined =>
  reservationConfig?.approverEmail ?? otherwise;

interface Ask {
  readonly to: string;
  readonly reservation: Reservation;
  readonly space: Space;
  readonly organisation: string;
  readonly decideUrl: string | null;
  /** One sentence each. */
  readonly consequences: readonly string[];
}

/** A mail to staff: other than those to citizens it names who asks and what for, for that is what is decided about. */
export function writeAsk(fill: FillTemplate, { to, reservation, space, organisation, decideUrl, consequences }: Ask): Mail {
  const { startsAt, endsAt, title, attendance, contact, holdUntil, id } = reservation;
  const zone = space.timeZone;
  const facts = {
    organisation,
    space: space.name,
    building: space.building.name,
    date: dateText(startsAt, zone),
    when: whenText(startsAt, endsAt, zone),
    reference: referenceOf(id),
    title,
    attendance: attendance === undefined ? null : String(attendance),
    name: contact?.name ?? null,
    holdUntil: holdUntil === undefined ? null : `${atText(holdUntil, zone)} (${zone})`,
    consequences: consequences.length === 0 ? null : consequences.map((sentence) => `- ${sentence}`).join('\n'),
    approveUrl: decideUrl && `${decideUrl}&approve`,
    denyUrl: decideUrl && `${decideUrl}&deny`,
  };
  return {
    template: TO_DECIDE,
    to,
    subject: fill(ASK.subject, 'text', facts),
    html: fill(ASK.html, 'html', facts),
    text: fill(ASK.text, 'text', facts),
  };
}

const LINKS =
  'Both links open a page that shows the request and asks once more: nothing is decided by opening it. They work once, for whoever has this mail: do not pass it on.';

/** Without the words of whoever asks in its subject, which shows on locked screens. */
export const ASK: TemplateSource = {
  occasion: 'A request waits for a decision: to those who approve, where the space or the setting MAIL_APPROVER names them.',
  subject: 'To decide: {{ space }}, {{ date }}',
  text: [
    'A request waits for your decision{% if holdUntil %}, until {{ holdUntil }}{% endif %}.',
    '{{ space }}, {{ building }}\n{{ when }}\nTitle: {{ title }}{% if attendance %}\nPeople: {{ attendance }}{% endif %}{% if name %}\nAsked for by: {{ name }}{% endif %}\nReference: {{ reference }}' +
      '{% if consequences %}\n\nWhat your decision would mean:\n{{ consequences }}{% endif %}' +
      `{% if approveUrl %}\n\nApprove: {{ approveUrl }}\nDeny: {{ denyUrl }}\n\n${LINKS}{% endif %}`,
    '{{ organisation }}\n',
  ].join('\n\n'),
  html: [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><title>To decide: {{ space }}, {{ date }}</title></head>',
    '<body style="font-family: sans-serif; line-height: 1.5; color: #222">',
    '<p>A request waits for your decision{% if holdUntil %}, until {{ holdUntil }}{% endif %}.</p>',
    '<p><strong>{{ space }}</strong>, {{ building }}<br>{{ when }}<br>Title: {{ title }}{% if attendance %}<br>People: {{ attendance }}{% endif %}{% if name %}<br>Asked for by: {{ name }}{% endif %}<br>Reference: {{ reference }}</p>',
    '{% if consequences %}<p>What your decision would mean:</p><p style="white-space: pre-line">{{ consequences }}</p>{% endif %}',
    `{% if approveUrl %}<p><a href="{{ approveUrl }}">Approve</a> &nbsp; <a href="{{ denyUrl }}">Deny</a></p><p>${LINKS}</p>{% endif %}`,
    '<p>{{ organisation }}</p>',
    '</body></html>',
  ].join('\n'),
};
