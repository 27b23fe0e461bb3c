import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import { at, eventsIn, useCloud } from '../support/scenario/use-cloud';

const town = useCloud({ instances: 2 });

afterEach(() => town.cloud.faults.clear());

describe('the message that says there is work', () => {
  it('may be lost: the sweep finds the work', async () => {
    const { cloud, people } = town;
    cloud.faults.add({ id: 'lost', core: 'bus', match: { operation: 'send' }, when: 'before', effect: { kind: 'lose' }, times: 1 });

    const { id } = await people.booked({ space: 'oak', from: at(2, 9), to: at(2, 10) });
    await people.inStep(id);

    expect(cloud.faults.list()).toEqual([]);
    expect(eventsIn(town, 'oak')).toMatchObject([{ reservationId: id }]);
  });

  it('may come twice: each reservation has one event', async () => {
    const { cloud, people } = town;
    cloud.faults.add({ id: 'twice', core: 'bus', match: { operation: 'send' }, when: 'before', effect: { kind: 'double' } });

    const booked = await Promise.all(
      Array.from({ length: 8 }, (_, i) => people.booked({ space: 'reading-room', from: at(2, 8 + i), to: at(2, 9 + i) })),
    );
    await Promise.all(booked.map(({ id }) => people.inStep(id)));

    expect(eventsIn(town, 'reading-room').map(({ reservationId }) => reservationId)).toEqual(booked.map(({ id }) => id));
  });

  it('may find the bus down: the booking is answered 201 all the same, and reaches Outlook when the bus is back', async () => {
    const { cloud, people } = town;
    cloud.faults.add({ id: 'down', core: 'bus', match: {}, when: 'before', effect: { kind: 'refuse', status: 503 } });
    cloud.bus.cutConnections();

    const booked = await people.book({ space: 'studio', from: at(2, 9), to: at(2, 10) });
    const meanwhile = eventsIn(town, 'studio');
    cloud.faults.clear();
    await people.inStep(booked.body.id);

    expect(booked.status).toBe(201);
    expect(meanwhile).toEqual([]);
    expect(eventsIn(town, 'studio')).toMatchObject([{ reservationId: booked.body.id }]);
  });

  it('may meet a connection that was just cut: both ends connect again by themselves', async () => {
    const { cloud, people } = town;
    cloud.bus.cutConnections();

    const booked = await people.book({ space: 'maker-space', from: at(2, 9), to: at(2, 10) });
    await people.inStep(booked.body.id);

    expect(booked.status).toBe(201);
    expect(eventsIn(town, 'maker-space')).toMatchObject([{ reservationId: booked.body.id }]);
  });
});

describe('a database', () => {
  it('that asks to wait (429) now and then delays, and loses and doubles nothing', async () => {
    const { cloud, people } = town;
    for (const operation of ['batch', 'read', 'query', 'replace', 'create']) {
      cloud.faults.add({
        id: `throttled ${operation}`,
        core: 'database',
        match: { operation },
        when: 'before',
        effect: { kind: 'refuse', status: 429, code: '3200', retryAfter: '0.02' },
        times: 6,
      });
    }

    const wishes = Array.from({ length: 6 }, (_, i) => ({
      space: 'elm',
      from: at(2, 8 + i),
      to: at(2, 9 + i),
      key: `through-the-throttle-${String(i)}`,
    }));
    const first = await Promise.all(wishes.map((wish) => people.book(wish)));
    cloud.faults.clear();
    const again = await Promise.all(wishes.map((wish) => people.book(wish)));
    await Promise.all(again.map(({ body }) => people.inStep(body.id)));

    expect(first.filter(({ status }) => status !== 201 && status !== 503)).toEqual([]);
    expect(again.map(({ status }) => status)).toEqual(wishes.map(() => 201));
    expect(eventsIn(town, 'elm').map(({ reservationId }) => reservationId)).toEqual(again.map(({ body }) => body.id));
  });

  it('whose answer to the commit is lost: sent again with the same key, it is the same reservation', async () => {
    const { cloud, people } = town;
    const wish = { space: 'ash', from: at(2, 9), to: at(2, 10), key: 'the-commit-without-an-answer' };
    cloud.faults.add({
      id: 'no answer',
      core: 'database',
      match: { operation: 'batch', container: 'items' },
      when: 'after',
      effect: { kind: 'refuse', status: 503 },
      times: 1,
    });

    const first = await people.book(wish);
    cloud.faults.clear();
    const again = await people.book(wish);
    await people.inStep(again.body.id);

    expect([201, 503]).toContain(first.status);
    expect(again.status).toBe(201);
    expect(eventsIn(town, 'ash')).toMatchObject([{ reservationId: again.body.id }]);
  });

  it('that does not answer at all makes the booking 503, with nothing half done', async () => {
    const { cloud, people } = town;
    const wish = { space: 'boathouse', from: at(2, 9), to: at(2, 10), key: 'while-the-database-is-away' };
    cloud.faults.add({ id: 'away', core: 'database', match: {}, when: 'before', effect: { kind: 'refuse', status: 503 } });

    const away = await people.book(wish);
    cloud.faults.clear();
    const back = await people.book(wish);
    await people.inStep(back.body.id);

    expect(away).toMatchObject({ status: 503, body: { code: 'temporarily-unavailable' } });
    expect(eventsIn(town, 'boathouse')).toMatchObject([{ reservationId: back.body.id }]);
  });
});

it('none of this left a dead letter: that queue is for defects', () => {
  expect(town.cloud.cores.bus.snapshot()).toMatchObject([{ queue: 'nudges', counts: { deadLettered: 0 } }]);
});

logsNothingPrivate(() => town);
