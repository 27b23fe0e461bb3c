import { DAY, HOUR, SECOND } from '../../../shared/kernel/clock';
import type { SubmitOutcome } from '../../../shared/reservations/submit-reservation';
import { aRequest, at, staff } from '../../support/builders/reservation-builder';
import { aSpaceInput } from '../../support/builders/space-builder';
import { Crossroads } from '../../support/crossroads';
import { decides, Town } from '../../support/town';
import { Random } from '../../simulation/random';

const KEY = 'the-key-of-this-story';
const idOf = (outcome: SubmitOutcome) => (outcome.kind === 'accepted' ? outcome.reservation.id : JSON.stringify(outcome));
const town = () => new Town().with(aSpaceInput('oak'), aSpaceInput('elm'));

describe('the same key', () => {
  it('and body: the same reservation, as it is now, and one of it', async () => {
    const oak = await town();
    const { submit, approve } = oak.process();
    const first = await submit(aRequest({ key: KEY }));
    if (first.kind === 'accepted') await approve({ id: first.reservation.id, cause: staff });

    const again = await oak.process().submit(aRequest({ key: KEY }));

    expect(again).toMatchObject({ kind: 'accepted', reservation: { id: idOf(first), status: 'approved' }, item: { key: idOf(first) } });
    expect(oak.documents('reservation')).toHaveLength(1);
    expect(oak.wrongs()).toEqual([]);
  });

  it('finds its reservation also after it was cancelled, and does not book again', async () => {
    const oak = await town();
    const { submit, cancel } = oak.process();
    const first = await submit(aRequest({ key: KEY }));
    if (first.kind === 'accepted') await cancel({ id: first.reservation.id, cause: staff });

    expect(await submit(aRequest({ key: KEY }))).toMatchObject({ kind: 'accepted', reservation: { id: idOf(first), status: 'cancelled' } });
    expect(oak.days()).toEqual({});
  });

  it('may name the members of the body in another order', async () => {
    const { submit } = (await town()).process();
    const request = aRequest({ key: KEY });
    const first = await submit(request);
    const { contact, ...rest } = request.body;

    expect(
      idOf(
        await submit({ ...request, body: { contact: contact && { email: contact.email, name: contact.name }, notes: undefined, ...rest } }),
      ),
    ).toBe(idOf(first));
  });

  it.each<[string, Parameters<typeof aRequest>[0]]>([
    ['another title', { title: 'Chess' }],
    ['another time', { startsAt: at(4, 10) }],
    ['another space, whose ledger is another', { space: 'elm' }],
    ['another contact', { contact: { name: 'Ben', email: 'ada@home.example' } }],
    ['notes', { notes: 'bring cake' }],
  ])('is refused with %s', async (_what, body) => {
    const oak = await town();
    const { submit } = oak.process();
    const first = await submit(aRequest({ key: KEY }));

    expect(await submit(aRequest({ key: KEY, ...body }))).toEqual({ kind: 'key-reused' });
    expect(oak.documents('reservation')).toMatchObject([{ id: idOf(first) }]);
  });

  it('gets its refusal again, though the time is free by now', async () => {
    const oak = await town();
    const { submit, cancel } = oak.process();
    const winner = await submit(aRequest({ startsAt: at(20) }));
    const refused = await submit(aRequest({ key: KEY, startsAt: at(20) }));
    if (winner.kind === 'accepted') await cancel({ id: winner.reservation.id, cause: staff });
    oak.now += 47 * HOUR;

    const again = await submit(aRequest({ key: KEY, startsAt: at(20) }));

    expect(again).toEqual(refused);
    expect(again).toMatchObject({ kind: 'refused', refusal: { kind: 'slot-taken' } });
    expect((await submit(aRequest({ startsAt: at(20) }))).kind).toBe('accepted');
  });

  it('and body find the reservation also after the key is forgotten', async () => {
    const oak = await town();
    const { submit } = oak.process();
    const first = await submit(aRequest({ key: KEY, startsAt: at(20, 10) }));
    oak.now += 3 * DAY;

    expect(idOf(await submit(aRequest({ key: KEY, startsAt: at(20, 10) })))).toBe(idOf(first));
  });

  it('never answers another body with the reservation of the first, also after the key is forgotten', async () => {
    const oak = await town();
    const { submit } = oak.process();
    await submit(aRequest({ key: KEY, startsAt: at(20, 10) }));
    oak.now += 3 * DAY;

    expect(await submit(aRequest({ key: KEY, startsAt: at(20, 15) }))).toEqual({ kind: 'key-reused' });
    expect(oak.documents('reservation')).toHaveLength(1);
  });
});

describe('two requests with one key at once', () => {
  it.each([
    { where: 'in one process', processes: 1 },
    { where: 'in two processes', processes: 2 },
  ])('one decides and the other gets its answer: $where (seeded)', async ({ processes }) => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = new Random(seed);
      const oak = await new Town(seed % 2 === 0 ? 2 * SECOND : undefined).with(aSpaceInput());
      oak.now += HOUR;
      const roads = new Crossroads(random, () => {
        oak.now += random.whole(0, 300);
      });
      const [one = oak.process(), other = one] = Array.from({ length: processes }, () => oak.process({ travel: roads }));

      const answers = await roads.run(Promise.all([one, other, other].map((app) => app.submit(aRequest({ key: KEY })))));

      const ids = new Set(answers.map(idOf));
      expect({ seed, ids: ids.size, kinds: answers.map(({ kind }) => kind) }).toEqual({
        seed,
        ids: 1,
        kinds: ['accepted', 'accepted', 'accepted'],
      });
      expect(oak.documents('reservation')).toHaveLength(1);
      expect(oak.wrongs()).toEqual([]);
    }
  });

  it('wait for one another also behind somebody else', async () => {
    const oak = await town();
    const { submit } = oak.process();
    const behind = aRequest({ key: KEY });

    const answers = await Promise.all([aRequest({ startsAt: at(4) }), behind, behind].map(submit));

    expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(new Set(answers.map(idOf)).size).toBe(2);
  });

  it('and two bodies: one is taken, the other refused for its key (seeded)', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const oak = await town();
      const roads = new Crossroads(new Random(seed), () => undefined);
      const [one, other] = [oak.process({ travel: roads }), oak.process({ travel: roads })];

      const answers = await roads.run(
        Promise.all([one.submit(aRequest({ key: KEY })), other.submit(aRequest({ key: KEY, startsAt: at(4, 10) }))]),
      );

      expect(answers.map(({ kind }) => kind).sort()).toEqual(['accepted', 'key-reused']);
      expect(oak.documents('reservation')).toHaveLength(1);
    }
  });
});

describe('an answer that is lost', () => {
  it.each([
    { how: 'never comes', effect: { kind: 'never' } as const, when: 'after' as const },
    { how: 'is a 503 after the commit', effect: { kind: 'refuse', status: 503 } as const, when: 'after' as const },
    { how: 'never comes, without a commit', effect: { kind: 'never' } as const, when: 'before' as const },
    { how: 'is a 503 without a commit', effect: { kind: 'refuse', status: 503 } as const, when: 'before' as const },
  ])('once is no matter: it $how', async ({ effect, when }) => {
    const oak = await town();
    oak.fault({ match: { operation: 'batch' }, when, effect, times: 1 });

    const outcome = await oak.process().submit(aRequest());

    expect(outcome).toMatchObject({ kind: 'accepted', item: { state: 'pending' } });
    expect(oak.documents('reservation')).toHaveLength(1);
    expect(oak.wrongs()).toEqual([]);
  });

  it('lets the other requests of the same batch keep their time', async () => {
    const oak = await town();
    const { submit } = oak.process();
    oak.fault({ match: { operation: 'batch' }, when: 'after', effect: { kind: 'never' }, times: 2 });

    const outcomes = await Promise.all([9, 10, 11, 10].map((hour) => submit(aRequest({ startsAt: at(3, hour) }))));

    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted', 'refused']);
    expect(oak.wrongs()).toEqual([]);
  });

  it('again and again is an outage; the same request then finds its own reservation, in any process', async () => {
    const oak = await town();
    oak.fault({ match: { operation: 'batch' }, when: 'after', effect: { kind: 'never' }, times: 1 });
    const dying = oak.process({
      meanwhile: (call) => {
        if (call.method === 'commit' && call.writes.length > 1)
          oak.fault({ match: { operation: 'read' }, when: 'before', effect: { kind: 'refuse', status: 503 } });
      },
    });
    await expect(dying.submit(aRequest({ key: KEY }))).rejects.toMatchObject({ failure: { kind: 'unavailable' } });
    oak.faults.clear();

    const outcome = await oak.process().submit(aRequest({ key: KEY }));

    expect(outcome.kind).toBe('accepted');
    expect(oak.documents('reservation')).toHaveLength(1);
    expect(oak.wrongs()).toEqual([]);
  });

  it('of the key: the same request goes on with it', async () => {
    const oak = await town();
    oak.fault({ match: { container: 'keys', operation: 'create' }, when: 'after', effect: { kind: 'never' }, times: 1 });
    const { submit } = oak.process();

    await expect(submit(aRequest({ key: KEY }))).rejects.toMatchObject({ failure: { kind: 'unanswered' } });

    expect((await submit(aRequest({ key: KEY }))).kind).toBe('accepted');
  });

  it('of a refusal: the same refusal, and nothing twice', async () => {
    const oak = await town();
    const { submit } = oak.process();
    await submit(aRequest());
    oak.fault({ match: { operation: 'create', container: 'items' }, when: 'after', effect: { kind: 'never' }, times: 1 });

    expect(await submit(aRequest({ key: KEY }))).toMatchObject({ kind: 'refused', refusal: { kind: 'slot-taken' } });
    expect(oak.documents('refused-submission')).toHaveLength(1);
  });
});

describe('a death between the key and the batch', () => {
  it('leaves the key to the same request, and to no other', async () => {
    const oak = await town();
    const dying = oak.process({
      meanwhile: (call) => {
        if (decides(call)) throw new Error('killed');
      },
    });
    await expect(dying.submit(aRequest({ key: KEY }))).rejects.toThrow('killed');
    const { submit } = oak.process();

    expect(await submit(aRequest({ key: KEY, title: 'Chess' }))).toEqual({ kind: 'key-reused' });
    expect((await submit(aRequest({ key: KEY }))).kind).toBe('accepted');
    expect(oak.wrongs()).toEqual([]);
  });
});
