import { referenceOf } from '../../../shared/kernel/ids';
import { readEvent, reservationEvent, reservationEventKind } from '../../../shared/reservations/kind';
import type { JsonObject } from '../../../shared/kernel/json';
import { anEventItem, aReservation, aReservationId, at, staff } from '../../support/builders/reservation-builder';
import { aSpace, aSpaceInput } from '../../support/builders/space-builder';
import { anItem, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';
import { Town } from '../../support/town';

const reference = referenceOf(aReservationId());
const subjectOf = (more: Parameters<typeof aSpace>[1], template = '{title}', reservation = aReservation({ status: 'approved' })) =>
  reservationEvent(reservation, aSpace('oak', more), template)?.subject;

describe('the subject of an event', () => {
  it.each([
    ['the title', { eventSubject: 'title' }, '{title}', 'Choir practice'],
    ['a word and the reference', { eventSubject: 'reference' }, '{title}', `Reserved ${reference}`],
    ['the reference once', { eventSubject: 'reference' }, '{reference}: {title}', `${reference}: Reserved`],
    ['what the template adds', { eventSubject: 'reference' }, '{title} ({space})', `Reserved ${reference} (oak)`],
    ['the title, in a space of an earlier version', { eventSubject: undefined }, '{title}', 'Choir practice'],
  ] as const)('says %s', (_what, more, template, subject) => {
    expect(subjectOf(more, template)).toBe(subject);
  });

  it('says that it is a hold, and nothing of its sender', () => {
    expect(subjectOf({ eventSubject: 'reference' }, '{title}', aReservation())).toBe(`Hold: Reserved ${reference}`);
  });

  it("says the title of the house's own session, which no citizen wrote", () => {
    const session = aReservation({ status: 'approved', purpose: 'programme-session' });

    expect(subjectOf({ eventSubject: 'reference' }, '{title}', session)).toBe('Choir practice');
  });
});

describe('the sensitivity of an event', () => {
  it.each(['private', 'normal', undefined] as const)('is wished as the space says it: %s', (eventSensitivity) => {
    const wished = reservationEvent(aReservation({ status: 'approved' }), aSpace('oak', { eventSensitivity }), '{title}');

    expect(wished?.sensitivity).toBe(eventSensitivity);
  });
});

describe('the choice of a space', () => {
  const choiceOf = async (town: Town, input: Parameters<typeof aSpaceInput>[1]) => {
    const outcome = await town.process().putSpace(aSpaceInput('oak', { eventSubject: undefined, ...input }), staff);
    return 'space' in outcome ? [outcome.space.eventSubject, outcome.space.eventSensitivity] : outcome.kind;
  };

  it('is the reference where a new space names none, and stays what it was where a change names none', async () => {
    const town = new Town();

    expect(await choiceOf(town, {})).toEqual(['reference', undefined]);
    expect(await choiceOf(town, { eventSubject: 'title', eventSensitivity: 'private' })).toEqual(['title', 'private']);
    expect(await choiceOf(town, { capacity: 12 })).toEqual(['title', 'private']);
    expect(await choiceOf(town, { eventSensitivity: 'normal' })).toEqual(['title', 'normal']);
  });
});

describe('the sensitivity of an event', () => {
  const wish = (sensitivity?: 'private' | 'normal') => ({
    ...{ subject: 'Choir', start: at(3, 10), end: at(3, 11), showAs: 'busy' as const },
    ...(sensitivity && { sensitivity }),
  });
  const stored = (world: LoopWorld): unknown => {
    const principal = { tenantId: world.tenant.entra.tenantId, appId: 'viewer', roles: ['Calendars.Read'], idtyp: 'app' as const };
    const path = `/users/${OAK}/events?$select=sensitivity`;
    const reply = world.tenant.graph({ method: 'GET', path, headers: {} }, { ...principal, expiresAt: Number.MAX_SAFE_INTEGER });
    const [event] = reply.kind === 'reply' ? ((reply.answer.body as JsonObject)['value'] as JsonObject[]) : [];
    return event?.['sensitivity'];
  };

  it('is written where the space says it, is taken back, and is written again over what people made of it', async () => {
    const world = new LoopWorld();
    await world.commit(anItem({ desired: { revision: 1, value: wish('private') } }));
    await world.run();
    expect(stored(world)).toBe('private');

    await world.wish('oak.choir', wish('normal'));
    await world.run();
    expect(stored(world)).toBe('normal');

    await world.wish('oak.choir', wish('private'));
    await world.run();
    await world.commit({ ...world.item(), look: 'id', due: world.now });
    await world.run();
    expect(stored(world)).toBe('private');
    expect(world.item()).toMatchObject({ state: 'in-step' });
  });

  it('is as people set it where the space says nothing', () => {
    const kind = reservationEventKind();
    const item = anEventItem(wish());
    const times = {
      start: { dateTime: '2026-03-03T10:00:00', timeZone: 'UTC' },
      end: { dateTime: '2026-03-03T11:00:00', timeZone: 'UTC' },
    };
    const seen = { id: 'A', subject: 'Choir', showAs: 'busy', sensitivity: 'private', ...times };

    expect(readEvent(seen, item)?.value).toEqual(wish());
    expect(kind.request(item, { verb: 'update', externalId: 'A' }).body).not.toHaveProperty('sensitivity');
    expect(readEvent(seen, anEventItem(wish('normal')))?.value).toEqual(wish('private'));
  });
});
