import { MODULES } from '../../functions/compose';
import { assemble } from '../../functions/host/assemble';
import { busPort } from '../../infra/local/bus/port';
import { databasePort } from '../../infra/local/database/port';
import type { Arrival, Travel } from '../../infra/local/kernel/travel';
import { graphPort } from '../../infra/local/tenant/port';
import { hmacDigest } from '../../shared/adapters/system/digest';
import type { Clock } from '../../shared/kernel/clock';
import type { Database, Document, Missing, Stored } from '../../shared/kernel/database';
import type { Graph } from '../../shared/kernel/graph';
import type { Log } from '../../shared/kernel/log';
import type { Reply } from '../../infra/local/kernel/faults';
import type { NudgeCause } from '../../shared/sync/lane/nudge';
import { toLaneId } from '../../shared/kernel/ids';
import { SECOND } from '../../shared/kernel/clock';
import { configured } from '../support/configured';
import { APP, APPROVER, MAILS_PER_MINUTE, READER, SECRET, SENDER, type Cloud } from './cloud';
import type { Invariants } from './invariants';

export const DIGEST = hmacDigest(Buffer.alloc(32, 7));
const AT_ONCE = 4;
const RENEW_EVERY_MS = 30 * SECOND;

/** One process of the function app: its own clock, session and memory. Killed, it does nothing more, wherever it was. */
export class Instance {
  alive = true;
  private working = 0;
  private looking = false;
  readonly use;

  constructor(
    private readonly world: Cloud,
    private readonly invariants: Invariants,
    readonly name: string,
    private readonly skewMs: number,
  ) {
    const clock: Clock = {
      now: () => world.scheduler.now() + this.skewMs,
      id: () => world.random.uuid(),
      random: () => world.random.next(),
    };
    const log: Log = {
      info: (event, fields) => {
        world.trace(this.name, event, fields);
      },
      warn: (event, fields) => {
        world.trace(this.name, event, fields);
      },
      error: (event, fields) => {
        world.trace(this.name, event, fields);
      },
    };
    const exact = databasePort(world.database, this.travel);
    const database = world.random.chance(0.5) ? inWholeSeconds(exact) : exact;
    const bus = busPort(world.bus, this.travel);
    const graph = this.watched(graphPort(world.tenant, this.travel, { appId: APP, secret: () => SECRET }, () => clock.now()));
    const settings = {
      UNKNOWN_SETTLE_SECONDS: world.unknownSettleMs,
      MAIL_SENDER: SENDER,
      MAIL_APPROVER: APPROVER,
      MAIL_PER_MINUTE: MAILS_PER_MINUTE,
      RETENTION_MAIL_DAYS: world.keepMailDays,
      SCHEDULE_READER: READER,
    };
    const { use } = assemble(MODULES, configured(settings), {
      ...{ database, bus, graph, clock, log },
      signing: () => Promise.resolve(DIGEST),
      checkSignIn: () => Promise.resolve({ kind: 'unavailable' }),
    });
    const { reservations, links, sync } = use;
    this.use = {
      submit: reservations.submitReservation,
      approve: reservations.approveReservation,
      change: reservations.changeReservation,
      deny: reservations.denyReservation,
      cancel: reservations.cancelReservation,
      openDecideLink: links.decideLinks.open,
      putSpace: use['space-changes'].putSpace,
      workLane: sync.workLane,
      sweeps: sync.sweeps,
    };
  }

  kill(): void {
    this.alive = false;
  }

  /** Takes a message off the queue when there is one and a hand is free, as the host does. */
  pump(): void {
    const { bus, scheduler, random } = this.world;
    if (!this.alive || this.looking || this.working >= AT_ONCE || !bus.hasMessages('nudges')) return;
    this.looking = true;
    scheduler.after(random.whole(0, 20), () => {
      this.looking = false;
      if (!this.alive) return;
      const reply = bus.receive('nudges', 1);
      if (reply.kind === 'never' || reply.answer.kind !== 'done') return;
      for (const message of reply.answer.value) void this.handle(message.lockToken, message.body, message.deliveryCount);
    });
  }

  private async handle(lockToken: string, body: unknown, deliveryCount: number): Promise<void> {
    const { bus } = this.world;
    this.working += 1;
    let done = false;
    const renew = (): void => {
      this.world.scheduler.after(RENEW_EVERY_MS, () => {
        if (done || !this.alive) return;
        bus.renew('nudges', lockToken);
        renew();
      });
    };
    renew();
    // The queue function checks the shape with a schema; here it is our own message.
    const nudge = body as { lane: string; cause: NudgeCause; since?: string };
    const since = nudge.since === undefined ? {} : { since: nudge.since };
    await this.use.workLane(toLaneId(nudge.lane), { cause: nudge.cause, redelivered: deliveryCount > 0, ...since });
    done = true;
    this.working -= 1;
    bus.complete('nudges', lockToken);
  }

  /** Requests and answers take time, and some are lost; what a dead process sent still arrives. */
  private readonly travel: Travel = {
    carry: <A>(serve: () => Reply<A>, deadlineMs: number): Promise<Arrival<A>> =>
      new Promise((resolve) => {
        const { scheduler, random, weather } = this.world;
        if (!this.alive) return;
        const deadline = scheduler.now() + deadlineMs;
        const give = (at: number, arrival: Arrival<A>): void => {
          scheduler.at(at, () => {
            if (this.alive) resolve(arrival);
          });
        };
        if (random.chance(weather.loseRequest)) {
          give(deadline, { kind: 'unanswered' });
          return;
        }
        scheduler.after(random.whole(1, weather.slowestMs), () => {
          const reply = serve();
          const back =
            reply.kind === 'never' ? Number.POSITIVE_INFINITY : scheduler.now() + reply.delayMs + random.whole(1, weather.slowestMs);
          if (reply.kind === 'never' || back > deadline || random.chance(weather.loseAnswer)) give(deadline, { kind: 'unanswered' });
          else give(back, { kind: 'arrived', answer: reply.answer });
        });
      }),
  };

  /** Every request that leaves is held against what the lane's document says at that moment. */
  private watched(graph: Graph): Graph {
    return {
      send: async (requests, options) => {
        this.invariants.leaving(requests, options.deadlineMs);
        this.invariants.exchange.leaving(this.name, requests, this.world.scheduler.now() + this.skewMs);
        const answers = await graph.send(requests, options);
        requests.forEach(({ method, path }, at) => {
          const answer = answers[at];
          const said = answer?.kind === 'answered' ? String(answer.status) : (answer?.kind ?? 'none');
          this.world.trace(this.name, 'graph', { method, path: decodeURIComponent(path), said });
        });
        this.invariants.exchange.answered(this.name, requests, answers, this.world.scheduler.now() + this.skewMs);
        return answers;
      },
    };
  }
}

/** The real store's clock comes in whole seconds. */
const inWholeSeconds = (database: Database): Database => ({
  ...database,
  async read<T extends Document>(...asked: Parameters<Database['read']>): Promise<Stored<T> | Missing> {
    const answer = await database.read<T>(...asked);
    return { ...answer, storeTime: Math.floor(answer.storeTime / SECOND) * SECOND };
  },
});
