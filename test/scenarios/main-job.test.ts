import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import { PRIVATE, tokenOf, type Reservation } from '../support/scenario/people';
import { at, auditOf, eventsIn, room, useCloud } from '../support/scenario/use-cloud';

const town = useCloud();

describe('a reservation', () => {
  it('stands in the room calendar as a hold, is confirmed in the same event when approved, and goes when cancelled', async () => {
    const { people } = town;

    const booked = await people.booked({ space: 'oak', from: at(2, 14), to: at(2, 15) });
    await people.inStep(booked.id);
    const [hold, ...others] = eventsIn(town, 'oak', booked.id);

    expect(others).toEqual([]);
    expect(booked).toMatchObject({ status: 'pending', sync: { state: 'pending' } });
    expect(hold).toMatchObject({
      subject: `Hold: ${PRIVATE.title}`,
      start: at(2, 14).replace('Z', '.000Z'),
      end: at(2, 15).replace('Z', '.000Z'),
      showAs: 'busy',
    });

    const approved = await people.decide('approve', booked.id);
    await people.inStep(booked.id);

    expect(approved.status).toBe('approved');
    expect(eventsIn(town, 'oak', booked.id)).toEqual([expect.objectContaining({ id: hold?.id, subject: PRIVATE.title })]);
    expect((await people.read(booked.id)).sync).toEqual({ state: 'in-step' });

    await people.decide('cancel', booked.id);
    await people.inStep(booked.id);

    expect(eventsIn(town, 'oak', booked.id)).toEqual([]);
    expect(await people.read(booked.id)).toMatchObject({ status: 'cancelled', sync: { state: 'in-step' } });
    expect((await people.book({ space: 'oak', from: at(2, 14), to: at(2, 15) })).status).toBe(201);
  });

  it('leaves an audit record of each change in Microsoft: who, why, before, after, and the id of the request', async () => {
    const { people } = town;

    const { id } = await people.booked({ space: 'studio', from: at(3, 9), to: at(3, 10) });
    await people.inStep(id);
    await people.decide('approve', id);
    await people.inStep(id);
    await people.decide('cancel', id);
    await people.inStep(id);

    const audit = auditOf(town, id);
    expect(audit).toMatchObject([
      {
        verb: 'create',
        before: null,
        after: { subject: `Hold: ${PRIVATE.title}` },
        cause: { actor: { kind: 'citizen' }, action: 'reservation.submit' },
      },
      { verb: 'update', after: { subject: PRIVATE.title }, cause: { actor: { kind: 'staff' }, action: 'reservation.approve' } },
      {
        verb: 'delete',
        before: { subject: PRIVATE.title },
        after: null,
        cause: { actor: { kind: 'staff' }, action: 'reservation.cancel' },
      },
    ]);
    for (const { target, requestId } of audit) {
      expect(target).toBe(room('studio'));
      expect(requestId).toMatch(/^[\da-f-]{36}$/);
    }
  });

  it('goes from the calendar when staff deny it', async () => {
    const { people } = town;
    const { id } = await people.booked({ space: 'boathouse', from: at(2, 10), to: at(2, 11) });
    await people.inStep(id);

    await people.decide('deny', id);
    await people.inStep(id);

    expect(eventsIn(town, 'boathouse', id)).toEqual([]);
  });

  it('moves to another room under its own id: it stands there before it is gone here, and the old time is free', async () => {
    const { people, graph } = town;
    const { id } = await people.booked({ space: 'oak', from: at(3, 14), to: at(3, 15) });
    await people.inStep(id);
    const change = (ifMatch: string) =>
      people.ask<Reservation>('PATCH', `/api/v1/reservations/${id}`, {
        headers: { authorization: `Bearer ${people.token}`, 'if-match': ifMatch },
        body: { spaceId: 'ash', startsAt: at(3, 16), endsAt: at(3, 17) },
      });

    const seen = graph.requests.length;
    const [moved, late] = [await change('"r1"'), await change('"r1"')];
    await people.inStep(`${id}~ash`);
    await people.inStep(id);

    expect([moved.status, late.status]).toEqual([200, 412]);
    // The Ash Room approves by itself, and a change is decided by the rule of the place it goes to.
    expect(moved.body).toMatchObject({ id, spaceId: 'ash', status: 'approved' });
    expect(eventsIn(town, 'oak', id)).toEqual([]);
    expect(eventsIn(town, 'ash', id)).toMatchObject([{ subject: PRIVATE.title, start: at(3, 16).replace('Z', '.000Z') }]);
    const writes = graph.requests.slice(seen).filter(({ method, path }) => method !== 'GET' && path.includes('/events'));
    expect(writes.map(({ method, path }) => `${method} ${path.split('/')[2] ?? ''}`)).toEqual([
      `POST ${room('ash')}`,
      `DELETE ${room('oak')}`,
    ]);
    expect((await people.book({ space: 'oak', from: at(3, 14), to: at(3, 15) })).status).toBe(201);
    expect(await people.read(id)).toMatchObject({ spaceId: 'ash', sync: { state: 'in-step' } });
  });

  it('is confirmed at once where the space needs no approval', async () => {
    const { people } = town;

    const booked = await people.booked({ space: 'elm', from: at(2, 10), to: at(2, 11) });
    await people.inStep(booked.id);

    expect(booked.status).toBe('approved');
    expect(eventsIn(town, 'elm', booked.id)).toMatchObject([{ subject: PRIVATE.title }]);
  });

  it('tells the room calendar the title and the time, and nothing of whoever booked', async () => {
    const { people, graph } = town;
    const { id } = await people.booked({ space: 'ash', from: at(2, 10), to: at(2, 11) });
    await people.inStep(id);

    const sent = JSON.stringify(graph.requests.filter(({ path }) => !path.includes('/messages')));

    const { name, email, phone, notes, title } = PRIVATE;
    expect(sent).toContain(title);
    for (const word of [name, email, phone, notes, 'attendees']) expect(sent).not.toContain(word);
  });

  it('can be cancelled by whoever holds the link, and by nobody with another one', async () => {
    const { people } = town;
    const mine = await people.booked({ space: 'elm', from: at(3, 10), to: at(3, 11) });
    const yours = await people.booked({ space: 'elm', from: at(3, 12), to: at(3, 13) });
    const cancelWith = (booking: Reservation) =>
      people.ask('POST', `/api/v1/reservations/${mine.id}/cancel`, { headers: { authorization: `Manage ${tokenOf(booking)}` } });

    const withAnother = await cancelWith(yours);
    const withOwn = await cancelWith(mine);
    await people.inStep(mine.id);

    expect([withAnother.status, withOwn.status]).toEqual([404, 200]);
    expect(eventsIn(town, 'elm', mine.id)).toEqual([]);
    expect((await people.read(yours.id)).status).toBe('approved');
  });
});

logsNothingPrivate(() => town);
