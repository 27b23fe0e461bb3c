import { HOUR, MINUTE, SECOND } from '../../../shared/kernel/clock';
import { reservationEventKind } from '../../../shared/reservations/kind';
import type { SyncItem } from '../../../shared/sync/item/item';
import type { Kind } from '../../../shared/sync/kind';
import type { Reason } from '../../../shared/sync/item/reasons';
import { NOW } from '../../support/builders/instants';
import { ELM_LANE, OAK_LANE } from '../../support/builders/lane';
import { aMailItem } from '../../support/builders/mail';
import { anEvent, anItem, ELM, OAK } from '../../support/builders/sync-item';
import { LoopWorld } from '../../support/loop-world';

const event = reservationEventKind();
const worldWith = (over: Partial<Kind>): LoopWorld =>
  new LoopWorld(undefined, { kinds: (own) => own.map((kind) => (kind.name === event.name ? { ...kind, ...over } : kind)) });
const atHour = (hour: number) => anEvent({ start: NOW + hour * HOUR, end: NOW + (hour + 1) * HOUR });
const hourly = (count: number): readonly SyncItem[] =>
  Array.from({ length: count }, (_none, at) => anItem({ key: `oak.${String(at)}`, desired: { revision: 1, value: atHour(2 * at + 30) } }));
const defectsIn = (world: LoopWorld): readonly string[] => world.log.flatMap(({ event: name }) => (name.endsWith('.defect') ? [name] : []));

describe('a kind that wants to look again', () => {
  const daily = worldWith.bind(undefined, { dueAgain: ({ desired }, now) => (desired.value === null ? undefined : now + 24 * HOUR) });

  it('finds what people changed, at its time and not before, and puts it right', async () => {
    const world = daily();
    await world.commit(anItem());
    await world.run(MINUTE);
    const [standing] = world.events();
    world.tenant.outlook.edit(OAK, standing?.id ?? '', { subject: 'Somebody else’s' });
    const asked = world.sent.length;

    await world.run(23 * HOUR);
    const early = world.sent.length - asked;
    await world.run(2 * HOUR);

    expect(early).toBe(0);
    expect(world.events()).toMatchObject([{ id: standing?.id, subject: 'Choir' }]);
    expect(world.audits().map(({ verb }) => verb)).toEqual(['create', 'update']);
    expect(world.item().due).toBeGreaterThan(NOW + 47 * HOUR);
  });

  it('writes nothing where it stands as wished, and stops looking once nothing is wished', async () => {
    const world = daily();
    await world.commit(anItem());
    await world.run(49 * HOUR);
    const written = world.writes().length;
    const looks = world.sent.filter(({ at, method }) => method === 'GET' && at > NOW + MINUTE).length;
    await world.wish('oak.choir', null);
    await world.run(72 * HOUR);

    expect([written, looks]).toEqual([1, 2]);
    expect(world.item()).not.toHaveProperty('due');
    expect(world.events()).toEqual([]);
  });
});

describe('a kind that something of ours hinders', () => {
  const CLOSED: Reason = { code: 'sender-missing', sentence: 'The sender is being moved.', who: 'operator' };

  it('keeps its items in the lane with that reason, lets other kinds go, and goes on after its probe', async () => {
    let hindered = true;
    const asked: string[] = [];
    const world = worldWith({
      hindrance: (lane, probeAt) => {
        asked.push(lane);
        return Promise.resolve(hindered ? { ...CLOSED, nextTryAt: probeAt } : undefined);
      },
    });
    const mail = aMailItem({ lane: OAK_LANE });

    await world.commit(...hourly(6), mail);
    await world.run(MINUTE);
    const { kinds, blocked } = world.lane(OAK_LANE);
    const early = { events: world.events().length, mails: world.office().sent.length, asked: asked.length };
    hindered = false;
    await world.run(10 * MINUTE);

    expect(kinds).toMatchObject({ [event.name]: { reason: CLOSED, probeAt: NOW + 5 * MINUTE } });
    expect(blocked).toBeUndefined();
    expect(early).toEqual({ events: 0, mails: 1, asked: 1 });
    expect(new Set(asked)).toEqual(new Set([OAK_LANE]));
    expect(world.events()).toHaveLength(6);
    expect(world.lane(OAK_LANE)).not.toHaveProperty('kinds');
  });

  it('waits with a reason where asking meets a defect, and no other kind waits with it', async () => {
    let mended = false;
    const world = worldWith({
      hindrance: () => (mended ? Promise.resolve(undefined) : Promise.reject(new Error('a defect'))),
    });

    await world.commit(...hourly(2), aMailItem({ lane: OAK_LANE }));
    await world.run(MINUTE);
    const { kinds } = world.lane(OAK_LANE);
    const mails = world.office().sent.length;
    mended = true;
    await world.run(10 * MINUTE);

    expect(kinds?.[event.name]?.reason).toMatchObject({ code: 'kind-defect', who: 'operator' });
    expect([mails, defectsIn(world)]).toEqual([1, ['sync.kind.defect']]);
    expect(world.events()).toHaveLength(2);
  });
});

describe('a kind that is told when an item is in step', () => {
  it('hears of each that reports, once, saved and in step, and of no other', async () => {
    const told: { readonly key: string; readonly state: string; readonly saved: string }[] = [];
    const world: LoopWorld = worldWith({
      onSettled: ({ key, state }) => {
        told.push({ key, state, saved: world.item(key).state });
        return Promise.resolve();
      },
    });
    const [first, second, silent] = hourly(3);
    if (!first || !second || !silent) throw new Error('there are three');
    world.fail('create-event', { kind: 'refuse', status: 400 }, { times: 3, match: { mailbox: ELM } });
    const refused: SyncItem = { ...anItem({ key: 'elm.choir', target: ELM, lane: ELM_LANE }), reports: true };

    await world.commit({ ...first, reports: true }, { ...second, reports: true }, silent, refused);
    await world.run(10 * MINUTE);

    const inStep = (key: string) => ({ key, state: 'in-step', saved: 'in-step' });
    expect(told).toEqual([inStep('oak.0'), inStep('oak.1')]);
    expect(world.item('elm.choir')).toMatchObject({ state: 'parked' });
  });

  it('is told of the others also where telling it of one meets a defect', async () => {
    const told: string[] = [];
    const world = worldWith({
      onSettled: ({ key }) => {
        if (key === 'oak.0') throw new Error('a defect');
        told.push(key);
        return Promise.resolve();
      },
    });

    await world.commit(...hourly(3).map((item): SyncItem => ({ ...item, reports: true })));
    await world.run(MINUTE);

    expect(told).toEqual(['oak.1', 'oak.2']);
    expect(defectsIn(world)).toEqual(['sync.item.defect']);
    expect(world.items().map(({ state }) => state)).toEqual(Array(3).fill('in-step'));
    expect(world.lane(OAK_LANE)).not.toHaveProperty('heldUntil');
  });
});

describe('a defect in reading the target again', () => {
  const { verify } = event;
  if (!verify) throw new Error('events are read again');
  const fail = (): never => {
    throw new Error('a defect');
  };

  it('sets the item aside whose request it is, and its neighbours are read later', async () => {
    const world = worldWith({ verify: { ...verify, reread: (item, span) => (item.key === 'oak.2' ? fail() : verify.reread(item, span)) } });

    await world.commit(...hourly(3));
    await world.run(10 * MINUTE);

    expect(world.items().map(({ state }) => state)).toEqual(['in-step', 'in-step', 'parked']);
    expect(world.events()).toHaveLength(3);
    expect(world.item('oak.0')).not.toHaveProperty('verify');
  });

  it('in its answer leaves the items in step and asks again, ever later', async () => {
    const world = worldWith({ verify: { ...verify, strangers: fail } });

    await world.commit(...hourly(2));
    await world.run(10 * MINUTE);

    expect(world.items()).toMatchObject([
      { state: 'in-step', verify: true },
      { state: 'in-step', verify: true },
    ]);
    expect(defectsIn(world).length).toBeLessThan(30);
    expect(world.lane(OAK_LANE)).not.toHaveProperty('heldUntil');
  });

  it('in the words of a clash sets the item aside', async () => {
    const world = worldWith({ verify: { ...verify, clash: fail } });
    world.tenant.outlook.create(OAK, { subject: 'Staff', start: NOW + 30 * HOUR, end: NOW + 31 * HOUR });

    await world.commit(...hourly(2));
    await world.run(SECOND);

    expect(world.items().map(({ state }) => state)).toEqual(['parked', 'in-step']);
  });
});
