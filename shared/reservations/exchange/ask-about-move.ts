import { HOUR, type EpochMs } from '../../kernel/clock';
import type { Stored } from '../../kernel/database';
import type { Ledger, Space } from '../../spaces/model';
import type { Reservation } from '../model';
import { offerWindow } from '../rules';
import { mayAsk, told, type AskExchange, type ExchangeAnswer } from './ask-exchange';

/** Every place is asked about once, however often the change is tried. */
export function askingOnce(askExchange: AskExchange | undefined): AskExchange | undefined {
  const answers = new Map<string, Promise<readonly ExchangeAnswer[]>>();
  return (
    askExchange &&
    ((questions) => {
      const key = JSON.stringify(questions.map(({ space, kept }) => [space.id, kept]));
      const answer = answers.get(key) ?? askExchange(questions);
      answers.set(key, answer);
      return answer;
    })
  );
}

interface Asked {
  readonly after: Reservation;
  readonly space: Space;
  readonly ledger: Stored<Ledger>;
  readonly now: EpochMs;
}

/** What Exchange says of a move. */
export async function askFor(askExchange: AskExchange | undefined, move: Asked, spaces: readonly Space[]): Promise<ExchangeAnswer> {
  const { after, space, ledger, now } = move;
  const { startsAt, endsAt, kept, excludes } = after;
  if (!askExchange || !mayAsk(space)) return { kind: 'not-asked' };
  const window = offerWindow({ start: startsAt, end: endsAt }, now);
  const [answer] = await askExchange([{ space, spaces, partition: ledger.value.pk, kept, excludes, window }]);
  return answer ?? { kind: 'unavailable' };
}

interface Weighing {
  readonly before: Reservation;
  readonly exchange: ExchangeAnswer;
  readonly by: 'staff' | 'citizen';
  readonly space: Space;
  readonly now: EpochMs;
}

/**
 * Where Exchange is silent a citizen's change waits until its event is written and nobody else is there. That of staff goes through; the
 * re-read tells them. What waited already goes on waiting at its new place.
 */
export function withExchange(after: Reservation, { before, exchange, by, space, now }: Weighing): Reservation {
  const { exchange: _earlier, awaits: _waited, decision, holdUntil, ...rest } = after;
  const config = space.reservationConfig;
  const automatic = config?.approval === 'automatic';
  const approvedByRule = before.status === 'pending' && after.status === 'approved';
  const silent = automatic && (by === 'citizen' || approvedByRule) && exchange.kind === 'unavailable';
  const awaits = silent || (automatic && before.awaits !== undefined && after.status === 'pending');
  const hold = silent ? now + config.holdHours * HOUR : holdUntil;
  return {
    ...rest,
    ...told(exchange),
    ...(awaits && { awaits: 'exchange' }),
    ...(hold !== undefined && { holdUntil: hold }),
    ...(decision && !silent && { decision }),
    status: silent ? 'pending' : after.status,
  };
}
