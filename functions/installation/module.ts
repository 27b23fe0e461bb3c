import { defaulted, optional } from '../../shared/config/part';
import { mailAddress, shownText } from '../../shared/config/rules';
import { capability } from '../host/capability';

/** How the organisation is called, where the app answers, and from which mailbox it writes. */
export const installation = capability('installation', {
  settings: {
    shape: {
      ORGANISATION_NAME: defaulted(shownText, 'Instep', 'Shown to citizens.'),
      MAIL_SENDER: optional(
        mailAddress,
        'The mailbox that mails to citizens are sent from: a shared mailbox, never that of a room ([mail.md](mail.md)). Absent: no mails are made, and the start warns.',
      ),
    },
    warnings: ({ MAIL_SENDER: sender }) =>
      sender === undefined ? ['MAIL_SENDER is missing: nobody who makes a reservation is told by mail'] : [],
  },
  wire: (_outside, { ORGANISATION_NAME, MAIL_SENDER }, _uses, { platform }) => ({
    use: { organisationName: ORGANISATION_NAME, mailSender: MAIL_SENDER, appUrl: platform.appUrl },
  }),
});
