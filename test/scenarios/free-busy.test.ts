import { logsNothingPrivate } from '../support/scenario/logs-nothing-private';
import { until } from '../support/scenario/until';
import { at, eventsIn, room, useCloud } from '../support/scenario/use-cloud';

const town = useCloud();

afterEach(() => {
  town.cloud.faults.clear();
  town.cloud.cores.tenant.options.scheduleLagMs = 0;
});

/** What somebody books in Outlook. */
const inOutlook = (space: string, from: string, to: string, showAs = 'busy'): string =>
  town.cloud.cores.tenant.outlook.create(room(space), { subject: 'Staff meeting', start: Date.parse(from), end: Date.parse(to), showAs });

/** Exchange does not say what is free. */
const silence = (): void => {
  const match = { operation: 'get-schedule' };
  town.cloud.faults.add({ id: 'silence', core: 'tenant', match, when: 'before', effect: { kind: 'never' } });
};

const mailsTo = (id: string): readonly string[] =>
  [...(town.cloud.cores.database.containers.store('items')?.rows(town.cloud.now()) ?? [])]
    .filter(({ value }) => value?.['type'] === 'sync-item' && value['kind'] === 'mail')
    .map(({ value }) => value?.['key'] as string) // what the app wrote under this type
    .filter((key) => key.startsWith(id));

describe('a booking that staff made in Outlook', () => {
  it('refuses a citizen the time, and offers others around it that are accepted', async () => {
    const { people } = town;
    inOutlook('oak', at(2, 14), at(2, 15));

    const refused = await people.book({ space: 'oak', from: at(2, 14), to: at(2, 15) });
    const free = refused.body.free ?? [];
    const [offer] = free;
    const taken = await people.book({ space: 'oak', from: offer?.startsAt ?? '', to: offer?.endsAt ?? '' });

    expect(refused).toMatchObject({ status: 409, body: { code: 'slot-taken' } });
    expect(free).toHaveLength(3);
    for (const { startsAt, endsAt } of free) {
      expect(Date.parse(endsAt) <= Date.parse(at(2, 14)) || Date.parse(startsAt) >= Date.parse(at(2, 15))).toBe(true);
    }
    expect(taken).toMatchObject({ status: 201, body: { exchange: 'free' } });
  });

  it('refuses each time of a weekly series, and leaves the days between', async () => {
    const { people } = town;
    const times = { start: Date.parse(at(4, 9)), end: Date.parse(at(4, 10)) };
    town.cloud.cores.tenant.outlook.createSeries(
      room('ash'),
      { subject: 'Yoga', ...times },
      { everyDays: 7, count: 3, timeZone: 'Etc/UTC' },
    );

    const days = await Promise.all([4, 5, 11, 18].map((day) => people.book({ space: 'ash', from: at(day, 9), to: at(day, 10) })));

    expect(days.map(({ status }) => status)).toEqual([409, 201, 409, 409]);
  });

  it('blocks whatever it is shown as, but for free', async () => {
    const { people } = town;
    const shown = ['tentative', 'oof', 'workingElsewhere', 'unknown', 'free'];
    shown.forEach((showAs, n) => inOutlook('reading-room', at(3, 10 + n), at(3, 11 + n), showAs));

    const answers = await Promise.all(shown.map((_, n) => people.book({ space: 'reading-room', from: at(3, 10 + n), to: at(3, 11 + n) })));

    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409, 409, 201]);
  });

  it('in one half of a hall refuses the whole, and not the other half', async () => {
    const { people } = town;
    inOutlook('great-hall-north', at(3, 10), at(3, 12));

    const whole = await people.book({ space: 'great-hall', from: at(3, 10), to: at(3, 12) });
    const other = await people.book({ space: 'great-hall-south', from: at(3, 10), to: at(3, 12) });

    expect([whole.status, other.status]).toEqual([409, 201]);
  });

  it('refuses a move to its time by staff, and the reservation stays where it was', async () => {
    const { people } = town;
    inOutlook('elm', at(5, 14), at(5, 15));
    const { id } = await people.booked({ space: 'elm', from: at(5, 9), to: at(5, 10) });

    const moved = await people.ask('PATCH', `/api/v1/reservations/${id}`, {
      headers: { authorization: `Bearer ${people.token}`, 'if-match': '*' },
      body: { startsAt: at(5, 14, 30), endsAt: at(5, 15, 30) },
    });

    expect(moved).toMatchObject({ status: 409, body: { code: 'slot-taken' } });
    expect(await people.read(id)).toMatchObject({ status: 'approved', startsAt: at(5, 9) });
  });
});

describe('while Exchange is silent', () => {
  it('a reservation is taken as pending, and is approved by itself, with a mail, once its event stands alone', async () => {
    const { people, graph } = town;
    silence();
    const asked = Date.now();

    const { status, body } = await people.book({ space: 'elm', from: at(6, 10), to: at(6, 11) });
    const tookMs = Date.now() - asked;
    const approved = await until(
      'it is approved',
      async () => {
        const read = await people.read(body.id);
        return read.status === 'approved' && read;
      },
      { seen: () => people.item(body.id) },
    );
    await people.inStep(body.id);

    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'pending', exchange: 'unavailable' });
    expect(tookMs).toBeLessThan(5_000);
    expect(approved).toMatchObject({ decision: { by: { kind: 'instep' } } });
    expect(eventsIn(town, 'elm', body.id)).toMatchObject([{ subject: 'Accordion evening' }]);
    expect(mailsTo(body.id)).toContain(`${body.id}~2-approved`);
    const reread = graph.to(room('elm')).findIndex(({ path }) => path.includes('/calendarView'));
    const update = graph.to(room('elm')).findIndex(({ method, path }) => method === 'PATCH' && path.includes('/events/'));
    expect(reread).toBeGreaterThanOrEqual(0);
    expect(update).toBeGreaterThan(reread);
  });

  it('a reservation that meets a stranger stays pending and says so, until the stranger is gone', async () => {
    const { cloud, people } = town;
    silence();
    const theirs = inOutlook('elm', at(7, 10), at(7, 11));

    const { id } = await people.booked({ space: 'elm', from: at(7, 10), to: at(7, 11) });
    const item = await people.inState(id, 'needs-attention');
    const waiting = await people.read(id);

    expect(item.reason).toMatchObject({ code: 'clash', who: 'staff' });
    expect(waiting).toMatchObject({ status: 'pending', exchange: 'unavailable', sync: { reason: { code: 'clash' } } });

    cloud.cores.tenant.outlook.delete(room('elm'), theirs);
    await people.retry(id);
    await until('it is approved', async () => (await people.read(id)).status === 'approved');
  });

  it('a wait that Microsoft states is kept: nobody is asked, and nobody waits', async () => {
    const { cloud, people, graph } = town;
    const match = { operation: 'get-schedule' };
    cloud.faults.add({
      id: 'wait',
      core: 'tenant',
      match,
      when: 'before',
      effect: { kind: 'refuse', status: 429, retryAfter: '2' },
      times: 1,
    });
    const questions = () => graph.requests.filter(({ path }) => path.endsWith('/getSchedule')).length;

    await people.booked({ space: 'boathouse', from: at(8, 10), to: at(8, 11) });
    const before = questions();
    const second = await people.booked({ space: 'garden-room', from: at(8, 10), to: at(8, 11) });

    expect(second).toMatchObject({ status: 'pending', exchange: 'unavailable' });
    expect(questions()).toBe(before);
    await until('Exchange is asked again', async () => {
      const { id, exchange } = await people.booked({ space: 'studio', from: at(8, 10), to: at(8, 11) });
      await people.decide('cancel', id);
      return exchange === 'free';
    });
  });
});

describe('what Instep wrote itself', () => {
  it('does not block the time of a cancelled reservation, however long free and busy times lag', async () => {
    const { cloud, people } = town;
    const first = await people.booked({ space: 'maker-space', from: at(9, 10), to: at(9, 11) });
    await people.inStep(first.id);
    cloud.cores.tenant.options.scheduleLagMs = 60_000;

    await people.decide('cancel', first.id);
    const second = await people.book({ space: 'maker-space', from: at(9, 10), to: at(9, 11) });
    await people.inStep(first.id);
    const third = await people.book({ space: 'maker-space', from: at(9, 10), to: at(9, 11) });

    expect(second).toMatchObject({ status: 201, body: { exchange: 'free' } });
    expect(third.status).toBe(409);
    await people.inStep(second.body.id);
  });
});

logsNothingPrivate(() => town);
