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
import { makeContactLimits } from '../../functions/limits/contact-limits';
import { makeChangeReservation } from '../../shared/reservations/moves/change-reservation';
import { makeReadSchedules } from '../../shared/free-busy/read-schedules';
import { makeAskExchange } from '../../shared/reservations/exchange/ask-exchange';
import { makeConfirmAwaiting } from '../../shared/reservations/exchange/confirm-awaiting';
import { makeExpireHolds } from '../../shared/reservations/expire-holds';
import { makeFinishMoves } from '../../shared/reservations/moves/finish-moves';
import { makeCountStanding } from '../../shared/reservations/ledger/count-standing';
import { makeDecideReservation } from '../../shared/reservations/decide-reservation';
import { makeDecideSubmissions } from '../../shared/reservations/ledger/decide-submissions';
import { reservationEventKind } from '../../shared/reservations/kind';
import { makeSubmitReservation } from '../../shared/reservations/submit-reservation';
import { sessionEventKind } from '../../shared/reservations/sessions/kind';
import { makeWeighReservation } from '../../shared/reservations/consequences/read-consequences';
import { sentencesOf } from '../../shared/reservations/consequences/sentences';
import { makeDecideLinks } from '../../shared/links/decide-links';
import { linkKey } from '../../shared/links/model';
import type { Reservation } from '../../shared/reservations/model';
import { makeFindLedger, makeReadSpace } from '../../shared/spaces/find-ledger';
import { makePutSpace } from '../../shared/spaces/put-space';
import { kindsOf } from '../../shared/sync/kind';
import { makeCommitWishes } from '../../shared/sync/commit-wishes';
import { makeSendNudge } from '../../shared/sync/lane/nudge';
import type { NudgeCause } from '../../shared/sync/lane/nudge';
import { makeSweep } from '../../shared/sync/sweep';
import { makeWorkLane } from '../../shared/sync/work-lane';
import { toLaneId } from '../../shared/kernel/ids';
import { SECOND } from '../../shared/kernel/clock';
import { mailKind } from '../../shared/mail/kind';
import { mailsFrom } from '../support/mails';
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
    const nudging = { bus, clock, log };
    const commitWishes = makeCommitWishes({ database, sendNudge: makeSendNudge(nudging) });
    const findLedger = makeFindLedger({ database });
    const readSpace = makeReadSpace({ database, findLedger });
    const subjectTemplate = '{title}';
    const signing = () => Promise.resolve(DIGEST);
    const { admit, countMail } = makeContactLimits({ database, clock, readSpace, signing, mailsAreMade: true });
    const key = () => Promise.resolve(linkKey(DIGEST));
    const links = makeDecideLinks({
      keys: { current: key, previous: () => Promise.resolve(undefined) },
      clock,
      appUrl: 'https://book.example',
    });
    const weigh = makeWeighReservation({ database, clock });
    const consequences = async (reservation: Reservation) => {
      const weighed = await weigh(reservation);
      return weighed ? sentencesOf(weighed) : [];
    };
    const mailsFor = mailsFrom(database, SENDER, countMail, { approver: APPROVER, decideUrl: links.urlOf, consequences });
    const askExchange = makeAskExchange({ database, clock, readSchedules: makeReadSchedules({ graph, clock, reader: READER }) });
    const decide = makeDecideSubmissions({ database, clock, subjectTemplate, mailsFor, commitWishes, askExchange });
    const deciding = { database, clock, log, commitWishes, subjectTemplate, mailsFor };
    const confirm = makeDecideReservation('confirm', deciding);
    const confirmAwaiting = makeConfirmAwaiting({ database, clock, log, confirm, askExchange });
    const { unknownSettleMs } = world;
    const kinds = kindsOf([
      reservationEventKind({ onSettled: confirmAwaiting.settled }),
      sessionEventKind,
      mailKind({ perMinute: MAILS_PER_MINUTE, keepDays: world.keepMailDays }),
    ]);
    const loop = { database, bus, services: { graph: () => graph }, clock, log, digest: DIGEST, kinds, unknownSettleMs };
    this.use = {
      submit: makeSubmitReservation({ database, findLedger, readSpace, decide, admit, digest: DIGEST, clock, log }),
      openDecideLink: links.open,
      approve: makeDecideReservation('approve', deciding),
      change: makeChangeReservation({ ...deciding, findLedger, admit, askExchange }),
      deny: makeDecideReservation('deny', deciding),
      cancel: makeDecideReservation('cancel', deciding),
      putSpace: makePutSpace({
        database,
        findLedger,
        readSpace,
        countStanding: makeCountStanding({ database, clock }),
        clock,
        log,
        commitWishes,
      }),
      workLane: makeWorkLane(loop),
      sweep: makeSweep(loop),
      confirmAwaiting: confirmAwaiting.all,
      finishMoves: makeFinishMoves({ database, clock, log }),
      expireHolds: makeExpireHolds({ database, clock, log, expire: makeDecideReservation('expire', deciding) }),
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
