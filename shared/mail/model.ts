import { toLaneId, toReservationId, type LaneId, type ReservationId } from '../kernel/ids';

/** The kind of sync item that is one mail. */
export const MAIL = 'mail';

export const MAIL_TEMPLATES = ['received', 'approved', 'denied', 'cancelled', 'changed', 'expired'] as const;
/** What a mail tells whoever made the reservation. */
export type MailTemplate = (typeof MAIL_TEMPLATES)[number];

/** Asks those who approve; what it carries is for staff. */
export const TO_DECIDE = 'to-decide';

/** A mail as it leaves. */
export type Mail = {
  readonly template: MailTemplate | typeof TO_DECIDE;
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
};

/** A change of a reservation causes one mail of each template at most: its id says which. */
export const mailKey = (id: ReservationId, revision: number, template: Mail['template']): string => `${id}~${String(revision)}-${template}`;

const KEY = new RegExp(`^([^~]+)~\\d{1,9}-(?:${[...MAIL_TEMPLATES, TO_DECIDE].join('|')})$`);

/** Whose mail it is; undefined: no mail can have this key. */
export const reservationOfMail = (key: string): ReservationId | undefined => toReservationId(KEY.exec(key)?.[1] ?? '');

const SENDER = 'sender:';
export const senderLane = (address: string): LaneId => toLaneId(`${SENDER}${address.toLowerCase()}`);
/** The address whose mails a lane sends; undefined for other lanes. */
export const senderOf = (lane: LaneId): string | undefined => (lane.startsWith(SENDER) ? lane.slice(SENDER.length) : undefined);
