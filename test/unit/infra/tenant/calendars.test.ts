import { anEvent, aTenant, code, IMMUTABLE, rows, textOf } from './support';

const ANN = 'ann@city.example';

describe('calendars of a mailbox', () => {
  it('are listed by id, the default one first', () => {
    const { core, send } = aTenant();
    const id = core.addCalendar(ANN, 'Programmes');

    const { status, body } = send('GET', `/users/${ANN}/calendars`);

    expect(status).toBe(200);
    expect(rows({ body })).toMatchObject([
      { name: 'Calendar', isDefaultCalendar: true },
      { id, name: 'Programmes', isDefaultCalendar: false },
    ]);
  });

  it('hold their own events: each list shows one calendar, an id finds an event of any', () => {
    const { core, send } = aTenant();
    const events = `/users/${ANN}/calendars/${encodeURIComponent(core.addCalendar(ANN, 'Programmes'))}/events`;

    const made = send('POST', events, anEvent({ subject: 'Yoga' }), IMMUTABLE);
    const own = `/users/${ANN}/events/${encodeURIComponent(textOf(made, 'id'))}`;

    expect(made.status).toBe(201);
    expect(rows(send('GET', events)).map(({ subject }) => subject)).toEqual(['Yoga']);
    expect(rows(send('GET', `/users/${ANN}/events`))).toEqual([]);
    expect(send('PATCH', own, { subject: 'Tai chi' }, IMMUTABLE).status).toBe(200);
    expect(send('DELETE', own, undefined, IMMUTABLE).status).toBe(204);
  });

  it('are the default one by its id as well', () => {
    const { send } = aTenant();
    const id = rows(send('GET', `/users/${ANN}/calendars`))[0]?.['id'] as string; // Graph's ids are texts

    send('POST', `/users/${ANN}/calendars/${encodeURIComponent(id)}/events`, anEvent());

    expect(rows(send('GET', `/users/${ANN}/events`))).toHaveLength(1);
  });

  it.each(['GET', 'POST'])('answers %s to one that is not there as to an item that is not there', (method) => {
    const { send } = aTenant();

    const answer = send(method, `/users/${ANN}/calendars/AQMkADno/events`, method === 'POST' ? anEvent() : undefined);

    expect([answer.status, code(answer)]).toEqual([404, 'ErrorItemNotFound']);
  });
});
