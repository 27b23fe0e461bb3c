import { liquidTemplates } from '../../../shared/adapters/liquid/fill-template';
import type { Actor } from '../../../shared/kernel/actor';
import { MAIL_TEMPLATES, mailKey, reservationOfMail, senderLane, senderOf, type MailTemplate } from '../../../shared/mail/model';
import { templateFor } from '../../../shared/mail/rules';
import { TEMPLATES } from '../../../shared/mail/templates';
import { writeMail } from '../../../shared/mail/write-mail';
import type { Reservation } from '../../../shared/reservations/model';
import { toReservationId } from '../../../shared/kernel/ids';
import { mailboxLane } from '../../../shared/microsoft/model';
import { aReservation } from '../../support/builders/reservation-builder';
import { aSpace } from '../../support/builders/space-builder';

const fill = liquidTemplates();
const STAFF: Actor = { kind: 'staff', tenantId: 't', objectId: 'o' };
const URL = 'https://book.city.example/manage#v1.abc?a=1&b="2"';

interface Case {
  readonly reservation?: Partial<Reservation>;
  readonly zone?: string;
  readonly space?: string;
  readonly by?: Actor;
  readonly trusted?: boolean;
  readonly manageUrl?: string | null;
}

const written = (
  template: MailTemplate,
  { reservation = {}, zone = 'Europe/Vienna', space = 'Oak Room', by = STAFF, trusted = true, manageUrl = URL }: Case = {},
) =>
  writeMail(fill, {
    template,
    reservation: aReservation(reservation),
    space: aSpace('oak', { name: space, timeZone: zone, building: { name: 'Town Hall', abbreviation: 'TH' } }),
    by,
    trusted,
    organisation: 'City of Example',
    manageUrl,
  });

describe('every template', () => {
  it.each(MAIL_TEMPLATES)('%s says what, where and when, as text and as HTML', (template) => {
    const { subject, text, html, to } = written(template, {
      reservation: {
        startsAt: Date.parse('2026-03-03T09:00:00Z'),
        endsAt: Date.parse('2026-03-03T11:30:00Z'),
        contact: { name: 'Ada', email: 'ada@home.example' },
      },
    });

    expect(to).toBe('ada@home.example');
    expect(subject).toMatch(/: Oak Room, Tuesday, 3 March 2026$/);
    for (const body of [text, html]) {
      expect(body).toContain('Tuesday, 3 March 2026, 10:00 to 12:30 (Europe/Vienna)');
      expect(body).toContain('Town Hall');
      expect(body).toContain('City of Example');
      expect(body).not.toMatch(/\{[{%]|undefined|null/);
    }
  });

  it.each(MAIL_TEMPLATES)('%s escapes every value in its HTML and none in its text', (template) => {
    const evil = '<script>alert("1")</script>';
    const { text, html } = written(template, {
      space: evil,
      reservation: { contact: { name: `A ${evil}`, email: 'a@b.example' }, decision: { at: 0, by: STAFF, reason: `No ${evil}` } },
    });

    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;script&gt;');
    expect(text).toContain(evil);
  });

  it.each(MAIL_TEMPLATES)('%s is filled, not read, where a value looks like a template', (template) => {
    const { text } = written(template, { space: '{{ organisation }}{% include "x" %}' });

    expect(text).toContain('{{ organisation }}{% include "x" %}');
  });

  it('refuses a value that is not given', () => {
    expect(() => fill('{{ nobody }}', 'text', {})).toThrow(/undefined variable/);
    expect(() => fill('{{ name | nofilter }}', 'text', { name: 'a' })).toThrow(/undefined filter/);
    expect(() => fill('{% include "/etc/passwd" %}', 'text', {})).toThrow();
    expect(() => fill('{{ name.constructor }}', 'text', { name: 'a' })).toThrow();
  });
});

describe("a stranger's words", () => {
  const reservation = { title: 'Buy now', notes: 'cheap', contact: { name: 'www.spam.example', email: 'victim@home.example' } };

  it.each(MAIL_TEMPLATES)('stand in no %s that staff did not cause', (template) => {
    const mail = written(template, {
      reservation: { ...reservation, decision: { at: 0, by: { kind: 'citizen' }, reason: 'click here' } },
      by: { kind: 'citizen' },
    });

    expect(JSON.stringify({ ...mail, to: '' })).not.toMatch(/Buy now|cheap|spam|click here/);
    expect(mail.text).toMatch(/^Hello,/);
  });

  it('greet by name once staff have decided, with their reason', () => {
    const mail = written('denied', {
      reservation: { contact: { name: 'Ada', email: 'a@b.example' }, decision: { at: 0, by: STAFF, reason: 'The roof leaks.' } },
    });

    expect(mail.text).toMatch(/^Dear Ada,/);
    expect(mail.text).toContain('The office writes:\nThe roof leaks.');
  });

  it('do not bring the reason of an earlier decision into a later change', () => {
    expect(written('changed', { reservation: { decision: { at: 0, by: STAFF, reason: 'Fine.' } } }).text).not.toContain('Fine.');
  });
});

describe('the link', () => {
  it.each(['received', 'approved', 'changed'] as const)('stands in %s, escaped in HTML', (template) => {
    const { text, html } = written(template);

    expect(text).toContain(`: ${URL}`);
    expect(html).toContain('href="https://book.city.example/manage#v1.abc?a=1&amp;b=&#34;2&#34;"');
  });

  it.each(['denied', 'cancelled', 'expired'] as const)('does not stand in %s: nothing is left to do', (template) => {
    expect(written(template).text).not.toContain('https:');
  });
});

describe('when it is', () => {
  const when = (startsAt: string, endsAt: string, zone: string): string =>
    written('approved', { reservation: { startsAt: Date.parse(startsAt), endsAt: Date.parse(endsAt) }, zone }).text.split('\n')[5] ?? '';

  it.each([
    ['2026-03-03T09:00:00Z', '2026-03-03T10:00:00Z', 'Etc/UTC', 'Tuesday, 3 March 2026, 09:00 to 10:00 (Etc/UTC)'],
    ['2026-03-03T22:00:00Z', '2026-03-03T23:00:00Z', 'Europe/Vienna', 'Tuesday, 3 March 2026, 23:00 to 24:00 (Europe/Vienna)'],
    [
      '2026-03-03T22:00:00Z',
      '2026-03-04T01:00:00Z',
      'Europe/Vienna',
      'Tuesday, 3 March 2026, 23:00 to Wednesday, 4 March 2026, 02:00 (Europe/Vienna)',
    ],
    ['2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z', 'Europe/Vienna', 'Sunday, 29 March 2026, 01:30 to 03:30 (Europe/Vienna)'],
    ['2026-12-31T12:00:00Z', '2026-12-31T13:00:00Z', 'Pacific/Kiritimati', 'Friday, 1 January 2027, 02:00 to 03:00 (Pacific/Kiritimati)'],
  ])('%s to %s in %s', (startsAt, endsAt, zone, text) => {
    expect(when(startsAt, endsAt, zone)).toBe(text);
  });

  it('says how long a request is kept', () => {
    const text = written('received', { reservation: { status: 'pending', holdUntil: Date.parse('2026-03-05T08:00:00Z') } }).text;

    expect(text).toContain('keep the time for you until Thursday, 5 March 2026, 09:00');
  });
});

describe('what a change is told as', () => {
  it.each([
    [undefined, 'pending', 'received'],
    [undefined, 'approved', 'approved'],
    ['pending', 'approved', 'approved'],
    ['pending', 'denied', 'denied'],
    ['pending', 'cancelled', 'cancelled'],
    ['approved', 'cancelled', 'cancelled'],
    ['pending', 'expired', 'expired'],
    ['pending', 'pending', 'changed'],
    ['approved', 'approved', 'changed'],
    ['approved', 'pending', 'changed'],
  ] as const)('from %s to %s: %s', (before, after, template) => {
    expect(templateFor(before && aReservation({ status: before }), aReservation({ status: after }))).toBe(template);
  });

  it('is known for every template', () => {
    expect(Object.keys(TEMPLATES)).toEqual([...MAIL_TEMPLATES]);
  });
});

describe('the id of a mail', () => {
  const id = toReservationId(`oak.${'a'.repeat(26)}`);
  if (!id) throw new Error('not an id');

  it('names its reservation', () => {
    expect(reservationOfMail(mailKey(id, 3, 'denied'))).toBe(id);
  });

  it.each(['', id, `${id}~3-spam`, `${id}~x-denied`, `nobody~1-denied`, `${id}~1-denied~2-denied`])('%j names none', (text) => {
    expect(reservationOfMail(text)).toBeUndefined();
  });

  it('goes with a lane that names the sender', () => {
    expect(senderOf(senderLane('Office@City.example'))).toBe('office@city.example');
    expect(senderOf(mailboxLane('oak@city.example'))).toBeUndefined();
  });
});
