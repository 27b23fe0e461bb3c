import { factsOf as pageFacts } from '../../functions/links/facts';
import { SCRIPT } from '../../functions/links/script';
import { view } from '../../functions/reservations/view';
import { actsForHouse, type Actor } from '../../shared/kernel/actor';
import { factsOf as mailFacts } from '../../shared/mail/rules';
import { actorKindOut } from '../../shared/messages/fields';
import { aReservation, START } from '../support/builders/reservation-builder';
import { aSpace } from '../support/builders/space-builder';
import { anApi, type Got } from './support/api';

/** One of each, and whether it acts for the house. */
const ACTORS = {
  staff: [{ kind: 'staff', tenantId: 't', objectId: 'o' }, true],
  application: [{ kind: 'application', tenantId: 't', appId: 'a', objectId: 'o' }, true],
  'approver-link': [{ kind: 'approver-link' }, true],
  citizen: [{ kind: 'citizen' }, false],
  instep: [{ kind: 'instep' }, false],
} as const satisfies Record<Actor['kind'], readonly [Actor, boolean]>;

const reason = 'The choir has it each Tuesday';
const deniedBy = (by: Actor) => aReservation({ status: 'denied', decision: { at: START, by, reason } });

const saidByMail = (by: Actor): unknown =>
  mailFacts({
    ...{ template: 'denied', reservation: deniedBy(by), space: aSpace('oak'), by, trusted: true },
    ...{ organisation: 'City', manageUrl: null },
  }).reason;
const saidByPage = (by: Actor): unknown => pageFacts({ reservation: deniedBy(by), space: aSpace('oak') }).reason;
const saidByApi = (by: Actor): unknown => view({ reservation: deniedBy(by) }, 'bearer').decision?.byHouse;

describe('whether a decision is the word of the house', () => {
  it('is known for every kind of actor that the API names', () => {
    expect(Object.keys(ACTORS).sort()).toEqual([...actorKindOut.options].sort());
  });

  it.each(Object.values(ACTORS))('has one answer everywhere: %j, %s', (actor, ofHouse) => {
    expect(actsForHouse(actor)).toBe(ofHouse);
    expect(saidByMail(actor)).toBe(ofHouse ? reason : null);
    expect(saidByPage(actor)).toBe(ofHouse ? reason : undefined);
    expect(saidByApi(actor)).toBe(ofHouse);
  });

  it('is the answer of the API on the page with a script', () => {
    expect(SCRIPT).toContain("fact('reason', found.decision && found.decision.byHouse && found.decision.reason)");
  });

  it('shows the reason of a denial by the link of a mail on the page of whoever asked', async () => {
    const api = await anApi({ settings: { MAIL_APPROVER: 'deputy@city.example' } });
    const made: Got = await api.submit();
    const id = String(made.body['id']);
    const link = await api.app.use.links.decideLinks.urlOf({ id: id as never, revision: 1, submittedAt: api.clock.now() });

    await api.send('POST', `/api/v1/reservations/${id}/deny`, {
      headers: { authorization: `Decide ${new URL(link).hash.slice(1)}` },
      body: { reason },
    });

    const page = await api.send('POST', '/manage', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ link: String(made.body['manageUrl']) }).toString(),
    });
    expect(page.text).toContain(reason);
  });
});
