import type { Clock } from '../kernel/clock';
import type { Database, Missing, Stored } from '../kernel/database';
import { toLedgerId, type LedgerId, type SpaceId } from '../kernel/ids';
import type { Log } from '../kernel/log';
import { underEtag, type Step } from '../kernel/under-etag';
import type { Cause } from '../kernel/actor';
import { claimMailbox } from './claim-mailbox';
import { addressesOf, calendarAddress, ledgerPartition, spaceClaimId, type Ledger, type Space, type SpaceClaim } from './model';
import type { CountStanding, FindLedger, ReadSpace, WishPlace } from './ports';
import type { CommitWishes } from '../sync/commit-wishes';
import { ledgerFault, movesTheGround, type LedgerFault } from './rules';

export type PutSpaceOutcome =
  | { readonly kind: 'created' | 'changed' | 'unchanged'; readonly space: Space }
  | { readonly kind: 'refused'; readonly fault: LedgerFault }
  /** Links and mailbox stay while reservations stand; `count` of those that have not ended. */
  | { readonly kind: 'has-reservations'; readonly count: number }
  /** A space keeps the ledger that it was created in. */
  | { readonly kind: 'ledger-is-fixed'; readonly ledger: LedgerId }
  | { readonly kind: 'busy' };

export type SpaceInput = Omit<Space, 'revision' | 'changedAt'>;
export type PutSpace = (input: SpaceInput, cause: Cause) => Promise<PutSpaceOutcome>;

interface Deps {
  readonly database: Database;
  readonly findLedger: FindLedger;
  readonly readSpace: ReadSpace;
  readonly countStanding: CountStanding;
  readonly clock: Clock;
  readonly log: Log;
  /** The mailbox that mails are sent from: never that of a space. */
  readonly mailSender?: string | undefined;
  /** Wishes what the room finder is to say; absent: it is not written to. */
  readonly wishPlace?: WishPlace | undefined;
  readonly commitWishes: CommitWishes;
}

const MOST_LOOKS = 16;

/** Creates a space or changes it as a whole. The claims of its id and mailbox come first; the ledger document follows under its etag. */
export const makePutSpace =
  (deps: Deps): PutSpace =>
  async (input, cause) => {
    const { database, findLedger, log } = deps;
    const ledger = toLedgerId(input.partOf ?? input.id);
    const standing = await findLedger(input.id);
    if (standing !== undefined && standing !== ledger) return { kind: 'ledger-is-fixed', ledger: standing };
    const outcome = await underEtag<Ledger, PutSpaceOutcome>(
      database,
      {
        ...{ container: 'items', partition: ledgerPartition(ledger), id: 'ledger', most: MOST_LOOKS },
        // Judged by the present: this process may see late what others changed, and a "no" has no etag that would tell.
        fresh: 'all',
        givenUp: () => ({ kind: 'busy' }),
      },
      (stored) => putOnce(deps, ledger, stored, input, cause),
    );
    if (outcome.kind === 'created' || outcome.kind === 'changed') {
      log.info(`space.${outcome.kind}`, { spaceId: input.id, revision: outcome.space.revision, correlationId: cause.correlationId });
    }
    return outcome;
  };

async function putOnce(
  deps: Deps,
  ledger: LedgerId,
  stored: Stored<Ledger> | Missing,
  input: SpaceInput,
  cause: Cause,
): Promise<Step<Ledger, PutSpaceOutcome>> {
  const { database, countStanding, clock, mailSender } = deps;
  const partition = ledgerPartition(ledger);
  const spaces = stored.found ? stored.value.spaces : [];
  const before = spaces.find((space) => space.id === input.id);
  const space: Space = { ...withEventChoice(input, before), revision: (before?.revision ?? 0) + 1, changedAt: clock.now() };
  if (before && stored.found && same(before, space)) return affirm(deps, stored.value, before, cause);
  const after = before ? spaces.map((other) => (other.id === space.id ? space : other)) : [...spaces, space];
  const fault = ledgerFault(after);
  if (fault) return { outcome: { kind: 'refused', fault } };
  if (mailSender !== undefined && addressesOf(space).includes(mailSender.toLowerCase())) {
    return { outcome: { kind: 'refused', fault: { kind: 'mailbox-sends', address: mailSender } } };
  }
  if (movesTheGround(before, space)) {
    const count = await countStanding(ledger);
    if (count > 0) return { outcome: { kind: 'has-reservations', count } };
  }
  const mailbox = calendarAddress(space);
  if (mailbox !== undefined && (!before || mailbox !== calendarAddress(before))) {
    const owner = await claimMailbox(deps, mailbox, space);
    if (owner === undefined) return 'look-again';
    if (owner !== space.id) return { outcome: { kind: 'refused', fault: { kind: 'mailbox-taken', address: mailbox, by: owner } } };
  }
  const claimed = before ? ledger : await claimSpace(database, space.id, ledger);
  if (claimed !== ledger) return { outcome: { kind: 'ledger-is-fixed', ledger: claimed } };
  const wish = await deps.wishPlace?.(space, partition, cause);
  return {
    next: { id: 'ledger', pk: partition, type: 'ledger', spaces: after },
    commit: (write) => deps.commitWishes(partition, [write], wish ? [wish] : []),
    outcome: () => ({ kind: before ? 'changed' : 'created', space }),
  };
}

/** What is left out stays as it was: nobody's title comes back into calendars because a field was forgotten. A new space begins without titles. */
const withEventChoice = (input: SpaceInput, before: Space | undefined): SpaceInput => {
  const subject = input.eventSubject ?? (before ? before.eventSubject : 'reference');
  const sensitivity = input.eventSensitivity ?? before?.eventSensitivity;
  return { ...input, ...(subject && { eventSubject: subject }), ...(sensitivity && { eventSensitivity: sensitivity }) };
};

/** Said again: what the room finder was not told, or says otherwise since, is wished now. */
async function affirm(deps: Deps, ledger: Ledger, space: Space, cause: Cause): Promise<Step<Ledger, PutSpaceOutcome>> {
  const wish = await deps.wishPlace?.(space, ledger.pk, cause);
  const outcome = { kind: 'unchanged', space } as const;
  if (!wish?.write) return { outcome };
  return { next: ledger, commit: (write) => deps.commitWishes(ledger.pk, [write], [wish]), outcome: () => outcome };
}

const same = (a: Space, b: Space): boolean => {
  const plain = ({ revision: _revision, changedAt: _changedAt, ...rest }: Space): string => JSON.stringify(Object.entries(rest).sort());
  return plain(a) === plain(b);
};

/** The ledger that the id belongs to, ours if nobody claimed it before. Repeatable: a claim left by a create that died names the same ledger. */
async function claimSpace(database: Database, space: SpaceId, ledger: LedgerId): Promise<LedgerId> {
  const id = spaceClaimId(space);
  const document: SpaceClaim = { id, pk: id, type: 'space-claim', ledger };
  const answer = await database.commit('keys', id, [{ kind: 'create', document }]);
  if (answer.kind === 'committed') return ledger;
  const standing = await database.read<SpaceClaim>('keys', id, id);
  return standing.found ? standing.value.ledger : ledger;
}
