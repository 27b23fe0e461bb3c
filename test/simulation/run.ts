import { createHash } from 'node:crypto';
import { MINUTE, SECOND } from '../../shared/kernel/clock';
import { Actors } from './actors';
import { READER, SENDER, SPACES } from './cloud';
import { World } from './world';

export interface Run {
  readonly seed: number;
  readonly operations: number;
  readonly lines: readonly string[];
  readonly traceDigest: string;
  /** What the run came to: a run without bookings and writes proves nothing. */
  readonly tally: {
    readonly promised: number;
    readonly mutations: number;
    readonly mails: number;
    readonly confirmed: number;
    readonly sessions: number;
    readonly byLink: number;
  };
}

export class SimulationFailed extends Error {
  constructor(
    readonly seed: number,
    readonly operation: number,
    readonly lines: readonly string[],
    cause: unknown,
  ) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`seed ${String(seed)}, after operation ${String(operation)}: ${why}\nreplay: npm run simulate -- --seed ${String(seed)}`, {
      cause,
    });
    this.name = 'SimulationFailed';
  }
}

/** Promise 4: two sweeps after the last wait, with seconds for what the last sweep begins. */
const CALM_MS = 2 * MINUTE + 15 * SECOND;

export async function simulate(seed: number, operations: number, keepTrace = false): Promise<Run> {
  const world = new World(seed, keepTrace);
  let operation = 0;
  try {
    for (const { exchangeResourceMailbox } of SPACES) {
      if (exchangeResourceMailbox !== undefined)
        world.cloud.tenant.addUser({ address: exchangeResourceMailbox, displayName: 'Room', kind: 'room' });
    }
    world.cloud.tenant.addUser({ address: SENDER, displayName: 'Office', kind: 'shared' });
    world.cloud.tenant.addUser({ address: READER, displayName: 'Free and busy', kind: 'shared' });
    world.cloud.openCalendars();
    for (const space of SPACES) {
      void world.someInstance().use.putSpace(space, { actor: { kind: 'instep' }, action: 'space.put', correlationId: 's' });
      await world.run(20 * SECOND);
    }
    const actors = new Actors(world);
    for (; operation < operations; operation += 1) {
      actors.act();
      await world.run(world.cloud.random.whole(0, world.cloud.random.chance(0.2) ? 20_000 : 1_500));
      world.invariants.always();
      if (world.broken) throw world.broken;
    }
    world.cloud.calm();
    await world.run(SECOND);
    const { scheduler } = world.cloud;
    const calmSince = scheduler.now();
    const checkAt = (): number => Math.max(calmSince, world.invariants.lastWait()) + CALM_MS;
    // A wait may still be stated by what was under way when the faults ceased: a block waits for its probe.
    for (let waits = 0; waits < 8 && scheduler.now() < checkAt(); waits += 1) {
      const until = checkAt();
      while (scheduler.now() < until) {
        await world.run(Math.min(MINUTE, until - scheduler.now()));
        world.invariants.always();
      }
    }
    if (world.broken) throw world.broken;
    world.invariants.inTheEnd();
    await world.run(3 * MINUTE);
    world.invariants.poisonParked();
  } catch (error) {
    throw new SimulationFailed(seed, operation, world.cloud.lines, error);
  }
  return {
    seed,
    operations,
    lines: world.cloud.lines,
    traceDigest: createHash('sha256').update(world.cloud.lines.join('\n')).digest('hex'),
    tally: {
      promised: world.invariants.promised.size,
      mutations: world.invariants.mutations,
      mails: world.invariants.mails.tally(),
      confirmed: world.invariants.exchange.confirmed,
      sessions: world.invariants.sessions.taken,
      byLink: world.invariants.mails.byLink,
    },
  };
}
