/** How far a mail is, in words. */
export const MAIL_STATE = { sent: 'Sent', draft: 'Draft', waiting: 'Waits' };
