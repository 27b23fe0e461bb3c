import { DAY, HOUR, MINUTE, SECOND } from '../../shared/kernel/clock';
import type { Cause } from '../../shared/kernel/actor';
import { ledgerPartition } from '../../shared/spaces/model';
import { homeLedger, makeReservationId, toLedgerId, toReservationId, type ReservationId, type SpaceId } from '../../shared/kernel/ids';
import { mailboxLane } from '../../shared/microsoft/model';
import type { ReservationPatch } from '../../shared/reservations/moves/change-reservation';
import type { SubmitRequest } from '../../shared/reservations/submit-reservation';
import { TO_DECIDE } from '../../shared/mail/model';
import { RESERVATION_EVENT, reservationOf } from '../../shared/reservations/kind';
import { SESSION_EVENT, sessionKey } from '../../shared/reservations/sessions/kind';
import type { AlsoIn } from '../../shared/reservations/model';
import type { Random } from './random';
import { newSyncItem } from '../../shared/sync/item/item';
import { transactionId } from '../../shared/sync/item/plan';
import { isOurs } from './invariants';
import { DIGEST } from './instance';
import { APP, CONSENTS, READER, SENDER, SPACES, START, type Cloud } from './cloud';
import type { World } from './world';

const cause = (action: string, kind: 'citizen' | 'staff'): Cause => ({
  actor: kind === 'citizen' ? { kind } : { kind, tenantId: 't', objectId: 'o' },
  action,
  correlationId: 'c',
});

/** So many of them, each once, in any order. */
function someOf<T>(random: Random, from: readonly T[], count: number): T[] {
  const left = [...from];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(random.whole(0, left.length - 1), 1)).flat();
}

/** Everything that people and misfortune do to the world, one thing at a time, chosen by the seed. */
export class Actors {
  private readonly requests: SubmitRequest[] = [];
  private readonly known: ReservationId[] = [];
  private readonly sessions = new Set<ReservationId>();
  private serial = 0;

  private readonly cloud: Cloud;

  constructor(private readonly world: World) {
    this.cloud = world.cloud;
  }

  act(): void {
    const what = this.cloud.random.weighted({
      submit: 40,
      session: 8,
      repeat: 6,
      approve: 14,
      deny: 4,
      link: 5,
      change: 12,
      cancel: 12,
      outlook: 5,
      graphFault: 7,
      untruth: 3,
      strangeness: 4,
      databaseFault: 4,
      busFault: 3,
      throttle: 2,
      consent: 1,
      weather: 3,
      death: 3,
      birth: 1,
    });
    this.cloud.trace('world', what);
    this[what]();
  }

  private submit(): void {
    const { random } = this.cloud;
    this.serial += 1;
    const space = random.pick(SPACES).id;
    const startsAt = START + random.whole(2, 40) * HOUR + random.whole(0, 1) * 30 * MINUTE;
    const request: SubmitRequest = {
      idempotencyKey: `key-${String(this.serial).padStart(16, '0')}`,
      body: {
        spaceId: space,
        startsAt,
        endsAt: startsAt + random.whole(1, 4) * HOUR,
        title: `Meeting ${String(this.serial)}`,
        contact: { name: 'A', email: `a${String(this.serial % 15)}@b.example` },
      },
      cause: cause('reservation.submit', 'citizen'),
    };
    this.requests.push(request);
    const id = this.idOf(request);
    if (random.chance(0.02)) this.poison(id, space);
    this.send(request);
    // Some people press the button twice.
    if (random.chance(0.1)) this.send(request);
  }

  /** Staff keep a room for the house, and want it in further calendars. */
  private session(): void {
    const { random, calendars } = this.cloud;
    this.serial += 1;
    const space = random.pick(SPACES).id;
    const startsAt = START + random.whole(2, 40) * HOUR;
    const alsoIn = someOf(random, calendars, random.whole(1, 3));
    const request: SubmitRequest = {
      idempotencyKey: `key-${String(this.serial).padStart(16, '0')}`,
      body: {
        spaceId: space,
        startsAt,
        endsAt: startsAt + random.whole(1, 3) * HOUR,
        title: `Course ${String(this.serial)}`,
        purpose: 'programme-session',
        // Somebody gives the address of a room now and then.
        alsoIn: random.chance(0.05) ? [...alsoIn, { mailbox: `${random.pick(SPACES).id}@city.example` }] : alsoIn,
      },
      cause: cause('reservation.submit', 'staff'),
    };
    this.requests.push(request);
    const id = this.idOf(request);
    this.sessions.add(id);
    if (random.chance(0.05)) this.poisonSession(id, request.body.alsoIn ?? []);
    this.send(request);
    if (random.chance(0.1)) this.send(request);
  }

  private repeat(): void {
    if (this.requests.length > 0) this.send(this.cloud.random.pick(this.requests));
    else this.submit();
  }

  private approve(): void {
    this.decide('approve');
  }

  private deny(): void {
    this.decide('deny');
  }

  /** Who is asked to decide follows a link of one of the mails, old ones and spent ones too. */
  private link(): void {
    const { random, tenant } = this.cloud;
    const asks = tenant.snapshot().deliveredOutside.filter(({ mark }) => mark?.endsWith(TO_DECIDE));
    if (asks.length === 0) return;
    const { mark, body } = random.pick(asks);
    const id = toReservationId(reservationOf(mark ?? ''));
    const token = /decide#([\w.-]+)/.exec(body.content)?.[1];
    if (id === undefined || token === undefined) throw new Error(`the mail ${String(mark)} has no link`);
    const { use } = this.world.someInstance();
    const verb = random.pick(['approve', 'deny'] as const);
    const follow = async () => {
      const claims = await use.openDecideLink(token, id);
      if (!claims) return;
      const outcome = await use[verb]({ id, ifRevision: claims.version, cause: cause(`reservation.${verb}`, 'staff') });
      if (outcome.kind === 'done') this.world.invariants.mails.decidedByLink(outcome.reservation, claims.version);
      if (outcome.kind === 'done') this.keep(id, outcome.reservation.revision);
    };
    this.promise(follow(), () => undefined);
  }

  private cancel(): void {
    this.decide('cancel');
  }

  /** Another time, another space, or both, or just the words. */
  private change(): void {
    if (this.known.length === 0) {
      this.submit();
      return;
    }
    const { random } = this.cloud;
    const id = random.pick(this.known);
    const startsAt = START + random.whole(2, 40) * HOUR;
    const patch: ReservationPatch = {
      ...(random.chance(0.7) && { startsAt, endsAt: startsAt + random.whole(1, 4) * HOUR }),
      ...(random.chance(0.6) && { spaceId: random.pick(SPACES).id }),
      ...(random.chance(0.3) && { title: `Changed ${String(this.serial++)}` }),
    };
    const by = this.sessions.has(id) ? 'staff' : random.pick(['staff', 'citizen'] as const);
    this.promise(this.world.someInstance().use.change({ id, patch, by, cause: cause('reservation.change', by) }), (outcome) => {
      if (outcome.kind === 'unknown-reservation') throw new Error(`${id} was promised and is unknown to change`);
      if (outcome.kind === 'done') this.keep(id, outcome.reservation.revision);
    });
  }

  private send(request: SubmitRequest): void {
    const instance = this.world.someInstance();
    this.promise(instance.use.submit(request), (outcome) => {
      if (outcome.kind !== 'accepted') return;
      const { id, revision } = outcome.reservation;
      this.world.invariants.sessions.accepted(id, request.body.alsoIn ?? []);
      this.keep(id, revision);
      if (!this.known.includes(id)) this.known.push(id);
    });
  }

  private decide(verb: 'approve' | 'deny' | 'cancel'): void {
    if (this.known.length === 0) {
      this.submit();
      return;
    }
    const id = this.cloud.random.pick(this.known);
    const instance = this.world.someInstance();
    this.promise(instance.use[verb]({ id, cause: cause(`reservation.${verb}`, 'staff') }), (outcome) => {
      if (outcome.kind === 'unknown-reservation') throw new Error(`${id} was promised and is unknown to ${verb}`);
      if (outcome.kind === 'done') this.keep(id, outcome.reservation.revision);
    });
  }

  private keep(id: ReservationId, revision: number): void {
    const { promised } = this.world.invariants;
    promised.set(id, Math.max(revision, promised.get(id) ?? 0));
  }

  /** An outage is answered with 503 and promises nothing; anything else that is thrown is a defect. */
  private promise<T>(answer: Promise<T>, then: (outcome: T) => void): void {
    answer.then(then).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ExternalFailure') return;
      this.world.broken ??= error instanceof Error ? error : new Error(String(error));
    });
  }

  private outlook(): void {
    const { random, tenant, scheduler } = this.cloud;
    const box = random.pick(tenant.snapshot().mailboxes.filter(({ address }) => address !== SENDER && address !== READER));
    const start = START + random.whole(2, 40) * HOUR;
    // An entry of ours without its mark is known by its time alone: one that a person moves before it is found stays, and is not played.
    const events = box.events.filter(({ reservationId, transactionId }) => reservationId !== null || !isOurs(transactionId));
    const event = events.length > 0 && random.chance(0.6) ? random.pick(events) : undefined;
    if (!event) {
      const day = Math.floor(start / DAY) * DAY;
      // All spaces are in UTC, where a date and its instants are one; other zones have tests of their own.
      if (random.chance(0.1)) tenant.outlook.create(box.address, { subject: 'Painting', start: day, end: day + DAY, isAllDay: true });
      else tenant.outlook.create(box.address, { subject: 'Stand-up', start, end: start + HOUR });
      return;
    }
    if (event.reservationId !== null) this.world.invariants.touch(event.reservationId, box.address);
    const action = random.weighted({ move: 2, delete: 1, edit: 2 });
    if (action === 'move') tenant.outlook.move(box.address, event.id, start, start + HOUR);
    else if (action === 'delete') tenant.outlook.delete(box.address, event.id);
    else tenant.outlook.edit(box.address, event.id, { location: `Floor ${String(scheduler.now() % 9)}` });
  }

  private graphFault(): void {
    const { random, faults, scheduler } = this.cloud;
    const operation = random.pick([
      'create-event',
      'update-event',
      'delete-event',
      'list-events',
      'get-event',
      'calendar-view',
      'get-schedule',
      'get-schedule',
      'create-message',
      'send-message',
      'send-message',
      'get-message',
      'list-messages',
      'delete-message',
      'batch',
      'token',
      '*',
    ]);
    const kind = random.weighted({ never: 3, tooMany: 3, unavailable: 3, gateway: 3, latency: 2 });
    const match = operation === '*' ? {} : { operation };
    const until = scheduler.now() + random.whole(5, 90) * SECOND;
    const common = { id: `graph-${String(this.serial++)}`, core: 'tenant', match, until, times: random.whole(1, 6) } as const;
    switch (kind) {
      case 'never':
        faults.add({ ...common, when: random.chance(0.5) ? 'before' : 'after', effect: { kind: 'never' } });
        break;
      case 'tooMany':
        faults.add({
          ...common,
          when: 'before',
          effect: { kind: 'refuse', status: 429, ...random.pick([{}, { retryAfter: '7' }, { retryAfter: '0' }, { retryAfter: '30' }]) },
        });
        break;
      case 'unavailable':
        faults.add({ ...common, when: 'before', effect: { kind: 'refuse', status: 503, ...random.pick([{}, { retryAfter: '5' }]) } });
        break;
      case 'gateway':
        faults.add({
          ...common,
          when: random.chance(0.5) ? 'before' : 'after',
          effect: { kind: 'refuse', status: random.pick([500, 502, 504]) },
        });
        break;
      case 'latency':
        faults.add({ ...common, when: 'before', effect: { kind: 'latency', ms: random.whole(1, 40) * SECOND } });
    }
  }

  private databaseFault(): void {
    const { random, faults, scheduler } = this.cloud;
    const operation = random.pick(['read', 'create', 'replace', 'upsert', 'batch', 'query']);
    const until = scheduler.now() + random.whole(1, 20) * SECOND;
    const common = {
      id: `database-${String(this.serial++)}`,
      core: 'database',
      match: { operation },
      until,
      times: random.whole(1, 5),
    } as const;
    const kind = random.weighted({ never: 1, busy: 2, down: 2 });
    if (kind === 'busy') faults.add({ ...common, when: 'before', effect: { kind: 'refuse', status: 429, retryAfter: '1' } });
    else if (kind === 'down')
      faults.add({ ...common, when: random.chance(0.5) ? 'before' : 'after', effect: { kind: 'refuse', status: 503 } });
    else faults.add({ ...common, when: random.chance(0.5) ? 'before' : 'after', effect: { kind: 'never' } });
  }

  private busFault(): void {
    const { random, faults } = this.cloud;
    const effect = random.pick([
      { kind: 'lose' },
      { kind: 'double' },
      { kind: 'never' },
      { kind: 'refuse', status: 503, code: 'com.microsoft:server-busy' },
    ] as const);
    faults.add({
      id: `bus-${String(this.serial++)}`,
      core: 'bus',
      match: { operation: 'send' },
      when: 'before',
      effect,
      times: random.whole(1, 4),
    });
  }

  private throttle(): void {
    const { random, tenant } = this.cloud;
    const target = random.chance(0.2) ? 'app' : random.pick(tenant.snapshot().mailboxes).address;
    const seconds = random.whole(5, 120);
    this.cloud.throttledUntil = Math.max(this.cloud.throttledUntil, this.cloud.scheduler.now() + seconds * SECOND);
    tenant.throttle(target, seconds * SECOND, random.chance(0.8) ? String(seconds) : undefined);
  }

  private consent(): void {
    const { tenant, random, scheduler } = this.cloud;
    const role = random.pick(CONSENTS);
    tenant.entra.apps.revoke(APP, role);
    scheduler.after(random.whole(1, 10) * MINUTE, () => {
      tenant.entra.apps.grant(APP, role);
    });
  }

  /** Microsoft says of things that stand that they do not, before or after it acted. */
  private untruth(): void {
    const { random, scheduler, faults } = this.cloud;
    this.serial += 1;
    const operation = random.pick([
      ...['create-event', 'get-event', 'update-event', 'delete-event', 'list-events', 'calendar-view'],
      ...['get-message', 'delete-message', 'send-message', 'list-messages'],
    ]);
    // A send that acted and says that its draft is missing is not played: nothing tells it from a draft that a person removed.
    const before = /^(?:get|list|calendar)-/.test(operation) || operation === 'send-message' || random.chance(0.7);
    faults.add({
      id: `untruth-${String(this.serial)}`,
      core: 'tenant',
      match: { operation },
      when: before ? 'before' : 'after',
      effect: {
        kind: 'refuse',
        status: random.chance(0.8) ? 404 : 410,
        // A session whose creates are told so falsely by this code for a quarter of an hour is parked, for its calendar is taken to be missing: not played.
        code:
          operation === 'create-event'
            ? 'ErrorNobodyHasSeen'
            : random.pick(['ErrorItemNotFound', 'ErrorItemNotFound', 'ErrorNobodyHasSeen']),
      },
      chance: random.pick([0.1, 0.5, 1]),
      until: scheduler.now() + random.whole(1, 5) * MINUTE,
    });
  }

  /** Microsoft is wrong in other ways: marks are lost, lists begin with empty pages, refusals have codes that nobody has seen. */
  private strangeness(): void {
    const { random, scheduler, faults } = this.cloud;
    this.serial += 1;
    const what = random.weighted({ 'lose-mark': 4, 'empty-page': 3, recode: 2 });
    const until = scheduler.now() + random.whole(1, 5) * MINUTE;
    const common = { id: `${what}-${String(this.serial)}`, core: 'tenant', chance: random.pick([0.1, 0.5, 1]), until } as const;
    switch (what) {
      case 'lose-mark':
        faults.add({ ...common, match: { operation: 'create-event' }, when: 'before', effect: { kind: what } });
        break;
      case 'empty-page': {
        const operation = random.pick(['list-events', 'calendar-view', 'list-messages']);
        faults.add({ ...common, match: { operation }, when: 'before', effect: { kind: what, pages: random.whole(1, 3) } });
        break;
      }
      case 'recode':
        faults.add({
          ...common,
          match: { surface: 'graph' },
          when: 'after',
          effect: { kind: what, code: random.pick(['ErrorNobodyHasSeen', 'x']) },
        });
    }
  }

  private weather(): void {
    const { random, weather } = this.cloud;
    Object.assign(weather, {
      loseRequest: random.pick([0, 0, 0.02]),
      loseAnswer: random.pick([0, 0, 0.02]),
      slowestMs: random.pick([5, 20, 200]),
    });
  }

  private death(): void {
    const { random, scheduler } = this.cloud;
    const { instances } = this.world;
    const victim = random.pick(instances);
    scheduler.after(random.whole(0, 3 * SECOND), () => {
      victim.kill();
      if (this.world.living().length === 0) this.world.startInstance();
    });
  }

  private birth(): void {
    if (this.world.living().length < 4) this.world.startInstance();
  }

  /** Microsoft will never take the event of this reservation. */
  private poison(id: ReservationId, space: SpaceId): void {
    this.refuse(id, RESERVATION_EVENT, id, SPACES.find((one) => one.id === space)?.exchangeResourceMailbox ?? '');
  }

  /** Microsoft will never take the event of this session in one of its calendars; the others must not care. */
  private poisonSession(id: ReservationId, alsoIn: readonly AlsoIn[]): void {
    const at = this.cloud.random.whole(0, alsoIn.length - 1);
    this.refuse(id, SESSION_EVENT, sessionKey(id, at), alsoIn[at]?.mailbox ?? '');
  }

  private refuse(id: ReservationId, kind: string, key: string, target: string): void {
    const pk = ledgerPartition(homeLedger(id));
    const item = newSyncItem({
      pk,
      kind,
      key,
      target,
      lane: mailboxLane(target),
      value: null,
      cause: cause('', 'citizen'),
      now: 0,
    });
    this.world.invariants.poisoned.add(key);
    this.cloud.poison.push({
      id: `poison-${key}`,
      core: 'tenant',
      match: { operation: 'create-event', transactionId: transactionId(DIGEST, item) },
      when: 'before',
      effect: { kind: 'refuse', status: 400, code: 'ErrorInvalidRequest' },
    });
    this.cloud.placePoison();
  }

  private idOf(request: SubmitRequest): ReservationId {
    const space = SPACES.find((one) => one.id === request.body.spaceId);
    return makeReservationId(toLedgerId(space?.partOf ?? request.body.spaceId), DIGEST('reservation', request.idempotencyKey));
  }
}
