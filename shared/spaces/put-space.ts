import type { Clock } from '../kernel/clock';
import type { Database, Missing, Stored } from '../kernel/database';
import { toLedgerId, type LedgerId, type SpaceId } from '../kernel/ids';
import type { Log } from '../kernel/log';
import { underEtag, type Step } from '../kernel/under-etag';
import type { Cause } from '../kernel/actor';
import { claimMailboxes, releaseMailboxes, type MadeClaims } from './claim-mailbox';
import { addressesOf, ledgerPartition, spaceClaimId, type Ledger, type Space, type SpaceClaim } from './model';
import type { CountStanding, FindLedger, ReadSpace, WishPlace } from './ports';
import type { CommitWishes } from '../sync/commit-wishes';
import { ledgerFault, movesTheGround, type AddressField, type LedgerFault } from './rules';

export type PutSpaceOutcome =
  | { readonly kind: 'created' | 'changed' | 'unchanged'; readonly space: Space }
  | { readonly kind: 'refused'; readonly fault: LedgerFault }
  /** Links and mailbox stay while reservations stand; `count` of those that have not ended. */
  | { readonly kind: 'has-reservations'; readonly count: number }
  /** A space keeps the ledger that it was created in. */
  | { readonly kind: 'ledger-is-fixed'; readonly ledger: LedgerId }
  /** It is not as the caller has seen it; without a space it is not there. */
  | { readonly kind: 'changed-meanwhile'; readonly space?: Space }
  /** It is there, and the caller does not say which state of it is to be changed. */
  | { readonly kind: 'not-seen' | 'busy' };

export type SpaceInput = Omit<Space, 'revision' | 'changedAt'>;

/** What the caller knows of the space: nothing; that it is not there yet; or by whether the present one is what was seen. */
export type Seen = 'nothing' | 'absent' | ((space: Space) => boolean);

/** Without `seen` the space is written whatever is there. */
export type PutSpace = (input: SpaceInput, cause: Cause, seen?: Seen) => Promise<PutSpaceOutcome>;

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

/** Creates a space or changes it as a whole. The claims of its id and mailboxes come first; the ledger document follows under its etag. */
export const makePutSpace =
  (deps: Deps): PutSpace =>
  async (input, cause, seen) => {
    const { database, findLedger, log } = deps;
    const made: MadeClaims = new Map();
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
      (stored) => putOnce(deps, ledger, stored, { input, cause, seen, made }),
    );
    if (outcome.kind === 'created' || outcome.kind === 'changed') {
      log.info(`space.${outcome.kind}`, { spaceId: input.id, revision: outcome.space.revision, correlationId: cause.correlationId });
    } else await releaseMailboxes(database, made);
    return outcome;
  };

interface Asked {
  readonly input: SpaceInput;
  readonly cause: Cause;
  readonly seen: Seen | undefined;
  /** Over all looks. */
  readonly made: MadeClaims;
}

async function putOnce(
  deps: Deps,
  ledger: LedgerId,
  stored: Stored<Ledger> | Missing,
  { input, cause, seen, made }: Asked,
): Promise<Step<Ledger, PutSpaceOutcome>> {
  const { database, countStanding, clock, mailSender } = deps;
  const partition = ledgerPartition(ledger);
  const spaces = stored.found ? stored.value.spaces : [];
  const before = spaces.find((space) => space.id === input.id);
  const space: Space = {
    ...withEventChoice(asGiven(input, before), before),
    revision: (before?.revision ?? 0) + 1,
    changedAt: clock.now(),
  };
  if (before && seen === 'absent') return { outcome: { kind: 'changed-meanwhile', space: before } };
  // Whoever says what is there already changes nothing, whatever they have seen: a repeated request is answered as the first.
  if (before && stored.found && same(before, space)) return affirm(deps, stored.value, before, cause);
  if (before && seen === 'nothing') return { outcome: { kind: 'not-seen' } };
  if (typeof seen === 'function' && !(before && seen(before)))
    return { outcome: { kind: 'changed-meanwhile', ...(before && { space: before }) } };
  const after = before ? spaces.map((other) => (other.id === space.id ? space : other)) : [...spaces, space];
  const fault = ledgerFault(after);
  if (fault) return { outcome: { kind: 'refused', fault } };
  if (mailSender !== undefined && addressesOf(space).includes(mailSender.toLowerCase())) {
    return {
      outcome: {
        kind: 'refused',
        fault: { kind: 'mailbox-sends', address: mailSender, fields: fieldsOf(space, mailSender.toLowerCase()) },
      },
    };
  }
  if (movesTheGround(before, space)) {
    const count = await countStanding(ledger);
    if (count > 0) return { outcome: { kind: 'has-reservations', count } };
  }
  const mailboxes = await claimMailboxes(deps, space, before, made);
  if (mailboxes.kind === 'raced') return 'look-again';
  if (mailboxes.kind === 'taken') {
    const { address, by } = mailboxes;
    return { outcome: { kind: 'refused', fault: { kind: 'mailbox-taken', fields: fieldsOf(space, address), by } } };
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
  const { eventSubject, ...rest } = input;
  // A space of an earlier version is shown with titles.
  const shown = before && before.eventSubject === undefined && eventSubject === 'title';
  const subject = (shown ? undefined : eventSubject) ?? (before ? before.eventSubject : 'reference');
  const sensitivity = input.eventSensitivity ?? before?.eventSensitivity;
  return { ...rest, ...(subject && { eventSubject: subject }), ...(sensitivity && { eventSensitivity: sensitivity }) };
};

/** What is answered where nothing was given says nothing when it is put back. */
function asGiven({ displayName, publicFeed, ...rest }: SpaceInput, before: Space | undefined): SpaceInput {
  const filledIn = before && before.displayName === undefined ? [before.name, rest.name] : [rest.name];
  return {
    ...rest,
    ...(displayName !== undefined && !filledIn.includes(displayName) && { displayName }),
    ...(publicFeed !== undefined && publicFeed !== 'busy' && { publicFeed }),
  };
}

function fieldsOf({ exchangeResourceMailbox, calendar }: Space, address: string): readonly AddressField[] {
  return [
    ...(exchangeResourceMailbox?.toLowerCase() === address ? (['exchangeResourceMailbox'] as const) : []),
    ...(calendar?.exchangeCalendarAddress.toLowerCase() === address ? (['calendar/exchangeCalendarAddress'] as const) : []),
  ];
}

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
