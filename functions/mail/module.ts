import { liquidTemplates } from '../../shared/adapters/liquid/fill-template';
import { defaulted, optional } from '../../shared/config/part';
import { mailAddress, wholeNumber } from '../../shared/config/rules';
import { ExternalFailure } from '../../shared/kernel/failure';
import { mailKind } from '../../shared/mail/kind';
import { makeListMailTemplates } from '../../shared/mail/list-templates';
import { makeMailsFor, type Asking } from '../../shared/mail/make-mails';
import type { FindReservation, MailsFor } from '../../shared/mail/ports';
import { makePreviewMail } from '../../shared/mail/preview-mail';
import { makeReadLastMail } from '../../shared/mail/read-last-mail';
import { makeSenderHindrance } from '../../shared/mail/sender';
import type { Reservation } from '../../shared/reservations/model';
import { capability } from '../host/capability';
import { get, type Route } from '../host/route';
import { installation } from '../installation/module';
import { limits } from '../limits/module';
import { links } from '../links/module';
import { spaces } from '../spaces/module';
import { listMailTemplatesHttp } from './list-mail-templates.http';
import { previewMailHttp } from './preview-mail.http';
import { MAIL_PERMISSIONS } from './permissions';

/** Templates are parsed once for all apps of the process. */
const fill = liquidTemplates();

/** What is told by mail, and how it leaves. */
export const mail = capability('mail', {
  uses: { installation, spaces, limits, links },
  settings: {
    shape: {
      MAIL_REPLY_TO: optional(mailAddress, 'Where answers to these mails go. Absent: to the sender.'),
      MAIL_APPROVER: optional(
        mailAddress,
        'Who is asked by mail to decide about a request, where its space names nobody (`approverEmail`): [mail.md](mail.md). Absent: nobody.',
      ),
      MAIL_PER_MINUTE: defaulted(
        wholeNumber(1, 30),
        '30',
        'How many mails may leave within a minute; Exchange Online takes 30 of one mailbox.',
      ),
      RETENTION_MAIL_DAYS: defaulted(
        wholeNumber(1, 3_650),
        '90',
        'How many days the record that a mail was sent is kept. Whom it went to and what it said is removed when it has left.',
      ),
    },
  },
  permissions: MAIL_PERMISSIONS,
  needs: {
    graph: [
      {
        permission: 'Mail.ReadWrite',
        why: 'mails to citizens, when `MAIL_SENDER` is set: their drafts',
        over: 'that one mailbox ([mail.md](mail.md))',
        without: 'mails wait, `blocked`',
      },
      { permission: 'Mail.Send', why: 'the same: their sending', over: 'that one mailbox', without: 'mails wait, `blocked`' },
    ],
    containers: [{ name: 'items', why: 'mails that wait, and that they were sent' }],
  },
  wire: ({ database, clock }, settings, { installation: { organisationName: organisation, mailSender: sender }, ...uses }) => {
    const { MAIL_REPLY_TO: replyTo, MAIL_APPROVER: approver, MAIL_PER_MINUTE: perMinute, RETENTION_MAIL_DAYS: keepDays } = settings;
    const { readSpace } = uses.spaces;
    const { isProven, countMail } = uses.limits;
    const hindrance = makeSenderHindrance({ database, readSpace });
    const manageUrl = orNull((reservation: Reservation) => uses.links.links.urlOf('mail', reservation));
    const decideUrl = orNull((reservation: Reservation) => uses.links.decideLinks.urlOf(reservation));
    // Staff who look at a preview have not read the contact's mail.
    const previewUrl = orNull((reservation: Reservation) => uses.links.links.urlOf('manage', reservation));
    return {
      use: {
        mailsFor: (consequences: Asking['consequences']): MailsFor =>
          makeMailsFor({
            database,
            fill,
            sender,
            organisation,
            manageUrl,
            countMail,
            isProven,
            asking: { approver, decideUrl, consequences },
          }),
        /** The route of the preview, for the module that knows the reservations. */
        previewRoute: (findReservation: FindReservation): Route => {
          const preview = makePreviewMail({ findReservation, readSpace, fill, organisation, manageUrl: previewUrl, isProven });
          return get('preview-mail', 'api/v1/mail/preview', previewMailHttp(preview));
        },
        listMailTemplates: makeListMailTemplates({ sender, hindrance, clock }),
        readLastMail: makeReadLastMail({ database, clock }),
      },
      kinds: [mailKind({ perMinute, replyTo, keepDays, hindrance })],
    };
  },
  routes: ({ listMailTemplates }) => [get('list-mail-templates', 'api/v1/mail/templates', listMailTemplatesHttp(listMailTemplates))],
});

/** What a part that cannot be reached at present would have given is left out. */
const orNull =
  <A, T>(ask: (about: A) => Promise<T>) =>
  async (about: A): Promise<T | null> => {
    try {
      return await ask(about);
    } catch (error) {
      if (error instanceof ExternalFailure) return null;
      throw error;
    }
  };
