import { z } from 'zod';
import type { Fault } from '../../kernel/faults';
import { checked, Problem, wrong } from '../exchange';
import { FaultBody } from './effects';
import type { Switchboard } from './switchboard';

const seconds = z.number().min(0).max(3_600);
const ms = z.number().min(0).max(600_000);
const count = z.int().min(1).max(10_000);
const name = z.string().min(1).max(320);
const yes = z.literal(true);
/** Client id of another app than Instep. */
const client = name.optional();

interface Wish {
  readonly run: (board: Switchboard, body: unknown) => void;
}

const wish = <S extends z.ZodType>(schema: S, act: (board: Switchboard, said: z.output<S>) => void): Wish => ({
  run: (board, body) => act(board, checked(schema, body)),
});

/** One or several. */
const Faults = z.preprocess((said): unknown => (Array.isArray(said) ? said : [said]), z.array(FaultBody).max(1_000));

const add = (board: Switchboard, faults: readonly Fault[]): void => {
  for (const fault of faults) board.add(fault);
};

/** By the member that names the wish. */
const WISHES: Readonly<Record<string, Wish>> = {
  list: wish(z.strictObject({ list: yes }), () => undefined),
  add: wish(z.strictObject({ add: Faults }), (board, said) => add(board, said.add)),
  remove: wish(z.strictObject({ remove: name }), (board, said) => board.remove(said.remove)),
  clear: wish(z.strictObject({ clear: yes }), (board) => board.clear()),
  throttle: wish(
    z.strictObject({ throttle: name, seconds: seconds.default(30), retryAfter: z.string().max(100).optional() }),
    (board, said) => board.throttle(said.throttle, said.seconds, said.retryAfter ?? String(Math.ceil(said.seconds))),
  ),
  graphDown: wish(z.strictObject({ graphDown: seconds, status: z.int().min(400).max(599).default(503) }), (board, said) =>
    board.graphDown(said.graphDown, said.status),
  ),
  loseNudges: wish(z.strictObject({ loseNudges: count }), (board, said) => board.nudges('lose', said.loseNudges)),
  doubleNudges: wish(z.strictObject({ doubleNudges: count }), (board, said) => board.nudges('double', said.doubleNudges)),
  kill: wish(z.strictObject({ kill: z.int().min(1) }), (board, said) => board.kill(said.kill)),
  revoke: wish(z.strictObject({ revoke: name, client }), ({ rights }, said) => rights.revoke(said.revoke, said.client)),
  grant: wish(z.strictObject({ grant: name, client }), ({ rights }, said) => rights.grant(said.grant, said.client)),
  expireSecret: wish(z.strictObject({ expireSecret: z.boolean(), client }), ({ rights }, said) =>
    said.expireSecret ? rights.expireSecret(said.client) : rights.renewSecret(said.client),
  ),
  rotateSecret: wish(z.strictObject({ rotateSecret: yes }), ({ rights }) => rights.rotateSecret()),
  transactionIds: wish(z.strictObject({ transactionIds: z.enum(['remembered', 'replayed', 'forgotten']) }), (board, said) =>
    board.transactionIds(said.transactionIds),
  ),
  skew: wish(z.strictObject({ skew: z.number() }), () => {
    throw new Problem(501, 'Not covered', "The app's process keeps the machine's clock, and the cores' clocks must not run backwards.");
  }),
  listLagMs: wish(z.strictObject({ listLagMs: ms }), (board, said) => board.listLag(said.listLagMs)),
  databaseLagMs: wish(z.strictObject({ databaseLagMs: ms }), (board, said) => board.databaseLag(said.databaseLagMs)),
};

/** What `POST /_instep/faults` says: a wish by its name, one raw fault, or several. Throws Problem. */
export function fulfil(board: Switchboard, body: unknown): void {
  if (Array.isArray(body) || (typeof body === 'object' && body !== null && 'core' in body)) {
    add(board, checked(Faults, body));
    return;
  }
  if (typeof body !== 'object' || body === null) throw wrong('body', 'must be an object');
  const named = Object.keys(body).flatMap((key) => {
    const found = WISHES[key];
    return found && Object.hasOwn(WISHES, key) ? [found] : [];
  });
  const [only, ...more] = named;
  if (!only || more.length > 0)
    throw wrong(
      'body',
      `must say exactly one of ${Object.keys(WISHES).join(', ')}, or be a fault: core, match, when, effect, chance, times, until`,
    );
  only.run(board, body);
}

/** What is on: `faults` as they were given, `on` in words, with everything else that is not as on a good day. */
export const listed = (board: Switchboard) => ({ faults: board.faults(), on: board.on() });
