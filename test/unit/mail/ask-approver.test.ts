import { liquidTemplates } from '../../../shared/adapters/liquid/fill-template';
import { MINUTE } from '../../../shared/kernel/clock';
import { approverOf, writeAsk } from '../../../shared/mail/ask-approver';
import { makeMailsFor } from '../../../shared/mail/make-mails';
import { MAIL } from '../../../shared/mail/model';
import type { ReservationChange } from '../../../shared/mail/ports';
import type { SyncItem } from '../../../shared/sync/item/item';
import { OFFICE } from '../../support/builders/mail';
import { aReservation, citizen, START, staff } from '../../support/builders/reservation-builder';
import { aSpace } from '../../support/builders/space-builder';
import { Town } from '../../support/town';

const fill = liquidTemplates();
const BOSS = 'boss@city.example';
const URL = 'https://book.city.example/decide#v2.decide.abc';

const ask = (more: Partial<Parameters<typeof writeAsk>[1]> = {}) =>
  writeAsk(fill, {
    to: BOSS,
    reservation: aReservation({ attendance: 8, holdUntil: Date.parse('2026-03-05T08:00:00Z') }),
    space: aSpace('oak', { name: 'Oak Room', timeZone: 'Europe/Vienna' }),
    organisation: 'City of Example',
    decideUrl: URL,
    consequences: ['It keeps every rule.', 'Nobody was turned away.'],
    ...more,
  });

describe('the mail to those who approve', () => {
  it('says who asks for what, when, what deciding would mean and until when, and has both links', () => {
    const { to, subject, text, html } = ask();

    expect([to, subject]).toEqual([BOSS, 'To decide: Oak Room, Tuesday, 3 March 2026']);
    expect(text).toBe(
      `A request waits for your decision, until Thursday, 5 March 2026, 09:00 (Europe/Vienna).

Oak Room, Town Hall
Tuesday, 3 March 2026, 11:00 to 12:00 (Europe/Vienna)
Title: Choir practice
People: 8
Asked for by: Ada Alder
Reference: AAAAAA

What your decision would mean:
- It keeps every rule.
- Nobody was turned away.

Approve: ${URL}&approve
Deny: ${URL}&deny

Both links open a page that shows the request and asks once more: nothing is decided by opening it. They work once, for whoever has this mail: do not pass it on.

City of Example
`,
    );
    expect(html).toContain(`href="${URL}&amp;approve"`);
    expect(html).toContain(`href="${URL}&amp;deny"`);
  });

  it('escapes what whoever asks wrote, and keeps it out of the subject', () => {
    const evil = '<a href="https://evil.example">click</a>{{ organisation }}';
    const { subject, html } = ask({ reservation: aReservation({ title: evil, contact: { name: evil, email: 'a@b.example' } }) });

    expect(subject).not.toContain('evil');
    expect(html).not.toContain('<a href="https://evil');
    expect(html).toContain('{{ organisation }}');
  });

  it('tells no address, phone number or notes, and does without what is not there', () => {
    const { text, html } = ask({ reservation: aReservation({ notes: 'hush' }), decideUrl: null, consequences: [] });

    for (const body of [text, html]) expect(body).not.toMatch(/hush|ada@|\+43|People|decide#|until|would mean|null|undefined/);
  });

  it('goes to whom the space names, else to whom the organisation names, else to nobody', () => {
    const named = aSpace('oak', { rules: { approverEmail: 'keeper@city.example' } });

    expect([approverOf(named, BOSS), approverOf(aSpace(), BOSS), approverOf(aSpace(), undefined)]).toEqual([
      'keeper@city.example',
      BOSS,
      undefined,
    ]);
  });
});

describe('beside the mail to whoever asked', () => {
  /** Commits what a change makes, and gives what stands then. */
  async function told(changes: readonly Pick<ReservationChange, 'after' | 'quiet'>[], decideUrl: string | null = URL) {
    const town = new Town();
    const { database } = town.process();
    const mailsFor = makeMailsFor({
      database,
      fill,
      sender: OFFICE,
      organisation: 'City',
      manageUrl: () => Promise.resolve(null),
      isProven: () => Promise.resolve(true),
      countMail: () => Promise.resolve({ mayGo: true, proven: true }),
      asking: { approver: BOSS, decideUrl: () => Promise.resolve(decideUrl), consequences: () => Promise.resolve([]) },
    });
    let before: ReservationChange['before'];
    let most = 0;
    for (const { after, quiet = false } of changes) {
      town.now += MINUTE;
      const next = { ...before, ...after };
      const mailed = await mailsFor({
        ...(before && { before }),
        after: next,
        space: aSpace(),
        quiet,
        cause: before ? staff : citizen,
        now: town.now,
      });
      most = Math.max(most, mailed.wishes.length);
      await database.commit(
        'items',
        after.pk,
        mailed.wishes.flatMap(({ write }) => write ?? []),
      );
      before = mailed.reservation;
    }
    const items = town.documents<SyncItem>('sync-item').filter(({ kind }) => kind === MAIL);
    const wanted = items.map(({ key, desired }) => [key.split('~')[1] ?? '', desired.value !== null] as const);
    return { wanted: Object.fromEntries(wanted), last: before, most };
  }

  it('is one of its own for each change that leaves the request waiting; what it overtakes is withdrawn', async () => {
    const { wanted, last, most } = await told([{ after: aReservation() }, { after: aReservation({ revision: 2, changedAt: START }) }]);

    expect(wanted).toEqual({ '1-received': false, '1-to-decide': false, '2-changed': true, '2-to-decide': true });
    expect([last?.lastMail, last?.lastAsk].map((key) => key?.split('~')[1])).toEqual(['2-changed', '2-to-decide']);
    expect(most).toBe(4);
  });

  it.each([
    [false, { '1-received': false, '1-to-decide': false, '2-approved': true }],
    [true, { '1-received': true, '1-to-decide': false }],
  ])('is withdrawn by a decision, also by one that nobody is told of (quiet: %s)', async (quiet, wanted) => {
    const approved = aReservation({ status: 'approved', revision: 2 });

    expect((await told([{ after: aReservation() }, { after: approved, quiet }])).wanted).toEqual(wanted);
  });

  it('is made without links while they cannot be signed', async () => {
    expect((await told([{ after: aReservation() }], null)).wanted).toEqual({ '1-received': true, '1-to-decide': true });
  });
});
