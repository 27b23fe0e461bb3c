import { APPROVER, SENDER } from '../../infra/local/seed-data';
import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import { PRIVATE, type Answer, type Problem, type Reservation } from '../support/scenario/people';
import { until } from '../support/scenario/until';
import { at, eventsIn, useCloud } from '../support/scenario/use-cloud';

/** Each request goes to the instance that did not take the one before. */
const town = useCloud({ instances: 2 });

interface Consequences {
  readonly revision: number;
  readonly request?: { readonly title: string; readonly name: string };
  readonly waiting: { readonly requests: readonly object[]; readonly sentence: string };
  readonly ifDenied: { readonly freeFor: number };
}

/** What the sender's mailbox has sent about a reservation, oldest first. */
const mailsAbout = (id: string, to: string) =>
  town.cloud.cores.tenant
    .snapshot()
    .mailboxes.flatMap(({ address, sent }) => (address === SENDER ? sent : []))
    .filter((mail) => mail.mark?.startsWith(`${id}~`) && mail.to.every((address) => address.endsWith(to)));

/** The mail that asks the approver about this revision, once it has arrived. */
const asked = (id: string, revision = 1) =>
  until(`${id} is asked about`, () => mailsAbout(id, APPROVER).find(({ mark }) => mark === `${id}~${String(revision)}-to-decide`));

async function linkTo(id: string, revision?: number): Promise<{ readonly page: string; readonly token: string }> {
  const { body } = await asked(id, revision);
  const [, page = '', token = ''] = /href="([^"#]+)#([\w.-]+)&amp;approve"/.exec(body.content) ?? [];
  return { page, token };
}

const by = (token: string): Record<string, string> => ({ authorization: `Decide ${token}` });
const look = (id: string, token: string): Promise<Answer<Consequences & Problem>> =>
  town.people.ask('GET', `/api/v1/reservations/${id}/consequences`, { headers: by(token) });
const decide = (verb: string, id: string, token: string, body: object = {}): Promise<Answer<Reservation & Problem>> =>
  town.people.ask('POST', `/api/v1/reservations/${id}/${verb}`, { headers: by(token), body });

describe('a request, decided from a mail', () => {
  it('is approved by its link on another instance, once; the calendar and whoever asked are told', async () => {
    const { people } = town;
    const { id } = await people.booked({ space: 'oak', from: at(4, 14), to: at(4, 15) });
    await people.inStep(id);
    expect((await people.book({ space: 'oak', from: at(4, 14), to: at(4, 15) })).status).toBe(409);
    const { token } = await linkTo(id);

    const seen = await look(id, token);
    expect(seen).toMatchObject({
      status: 200,
      body: { revision: 1, request: { title: PRIVATE.title, name: PRIVATE.name }, ifDenied: { freeFor: 1 } },
    });
    expect(seen.body.waiting.sentence).toMatch(/^1 request was turned away because of it/);

    const approved = await decide('approve', id, token);
    const again = await decide('approve', id, token);
    const denied = await decide('deny', id, token);
    await people.inStep(id);

    expect([approved.status, approved.body.status, again.status]).toEqual([200, 'approved', 200]);
    expect(denied).toMatchObject({ status: 409, body: { code: 'link-spent', reservationStatus: 'approved' } });
    expect(denied.body.detail).toMatch(/^It was approved at /);
    expect(eventsIn(town, 'oak', id)).toMatchObject([{ subject: PRIVATE.title }]);
    const told = await until('whoever asked is told', () => mailsAbout(id, PRIVATE.email).find(({ mark }) => mark === `${id}~2-approved`));
    expect(told.subject).toMatch(/^Reservation confirmed/);
    expect(await people.read(id)).toMatchObject({ decision: { by: { kind: 'approver-link' } } });
  });

  it('is denied with a reason that whoever asked reads; the event goes and the time is free', async () => {
    const { people } = town;
    const wish = { space: 'studio', from: at(4, 14), to: at(4, 15) };
    const { id } = await people.booked(wish);
    const { token } = await linkTo(id);

    const denied = await decide('deny', id, token, { reason: 'The floor is being sanded.' });
    await people.inStep(id);

    expect([denied.status, denied.body.status]).toEqual([200, 'denied']);
    expect(eventsIn(town, 'studio', id)).toEqual([]);
    const told = await until('whoever asked is told', () => mailsAbout(id, PRIVATE.email).find(({ mark }) => mark === `${id}~2-denied`));
    expect(told.body.content).toContain('The floor is being sanded.');
    expect((await people.book(wish)).status).toBe(201);
  });

  it('stays as it is when a program opens every link of the mail', async () => {
    const { people } = town;
    const { id } = await people.booked({ space: 'boathouse', from: at(4, 14), to: at(4, 15) });
    const { body } = await asked(id);
    const links = [...body.content.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
    const before = await people.read(id);

    const answers = await Promise.all(
      links.flatMap((link) => ['GET', 'HEAD'].map(async (method) => (await fetch(link, { method, redirect: 'follow' })).status)),
    );

    expect(links.map((link) => link.split('#')[0])).toEqual([`${town.cloud.urls.api}/decide`, `${town.cloud.urls.api}/decide`]);
    expect(new Set(answers)).toEqual(new Set([200]));
    expect({ ...(await people.read(id)), sync: undefined }).toEqual({ ...before, sync: undefined });
    expect((await look(id, (await linkTo(id)).token)).status).toBe(200);
  });

  it('needs the newest mail once it was changed', async () => {
    const { people } = town;
    const { id } = await people.booked({ space: 'maker-space', from: at(4, 14), to: at(4, 15) });
    const old = await linkTo(id);
    const headers = { authorization: `Bearer ${people.token}`, 'if-match': '"r1"' };
    await people.ask('PATCH', `/api/v1/reservations/${id}`, { headers, body: { startsAt: at(4, 16), endsAt: at(4, 17) } });

    expect(await decide('approve', id, old.token)).toMatchObject({
      status: 409,
      body: { code: 'link-spent', reservationStatus: 'pending' },
    });
    expect(await decide('approve', id, (await linkTo(id, 2)).token)).toMatchObject({ status: 200, body: { status: 'approved' } });
  });

  it('is decided once when both links are pressed at the same moment', async () => {
    const { people } = town;
    const { id } = await people.booked({ space: 'garden-room', from: at(4, 14), to: at(4, 15) });
    const { token } = await linkTo(id);

    const answers = await Promise.all(['approve', 'deny', 'approve', 'deny'].map((verb) => decide(verb, id, token)));

    const { status } = await people.read(id);
    const done = answers.filter((answer) => answer.status === 200);
    expect(['approved', 'denied']).toContain(status);
    expect(new Set(done.map(({ body }) => body.status))).toEqual(new Set([status]));
    expect(answers.filter((answer) => answer.status !== 200).map(({ body }) => body.code)).toEqual(['link-spent', 'link-spent']);
  });
});

logsNothingPrivate(() => town);
