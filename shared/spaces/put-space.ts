import type { Clock } from '../kernel/clock';
import type { Database, Document, Write } from '../kernel/database';
import { freshen } from '../kernel/freshen';
import { toLedgerId, type LedgerId, type SpaceId } from '../kernel/ids';
import type { Log } from '../kernel/log';
import type { Cause } from '../kernel/actor';
import { calendarAddress, ledgerPartition, spaceClaimId, type Ledger, type Space, type SpaceClaim } from './model';
import type { CountStanding, FindLedger, ReadSpace } from './ports';
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
}

const MOST_RACES = 16;

/** Creates a space or changes it as a whole. The claims of its id and mailbox come first; the ledger document follows under its etag. */
export const makePutSpace =
  (deps: Deps): PutSpace =>
  async (input, cause) => {
    const { database, findLedger, log } = deps;
    const ledger = toLedgerId(input.partOf ?? input.id);
    const standing = await findLedger(input.id);
    if (standing !== undefined && standing !== ledger) return { kind: 'ledger-is-fixed', ledger: standing };
    for (let race = 0; race < MOST_RACES; race += 1) {
      if (race > 0) await freshen(database, 'items', ledgerPartition(ledger));
      const outcome = await putOnce(deps, ledger, input);
      if (!outcome) continue;
      if (outcome.kind === 'created' || outcome.kind === 'changed') {
        log.info(`space.${outcome.kind}`, { spaceId: input.id, revision: outcome.space.revision, correlationId: cause.correlationId });
      }
      return outcome;
    }
    return { kind: 'busy' };
  };

async function putOnce(deps: Deps, ledger: LedgerId, input: SpaceInput): Promise<PutSpaceOutcome | undefined> {
  const { database, countStanding, clock } = deps;
  const partition = ledgerPartition(ledger);
  const stored = await database.read<Ledger>('items', partition, 'ledger');
  const spaces = stored.found ? stored.value.spaces : [];
  const before = spaces.find((space) => space.id === input.id);
  const space: Space = { ...input, revision: (before?.revision ?? 0) + 1, changedAt: clock.now() };
  if (before && same(before, space)) return { kind: 'unchanged', space: before };
  const after = before ? spaces.map((other) => (other.id === space.id ? space : other)) : [...spaces, space];
  const fault = ledgerFault(after);
  if (fault) return { kind: 'refused', fault };
  if (movesTheGround(before, space)) {
    const count = await countStanding(ledger);
    if (count > 0) return { kind: 'has-reservations', count };
  }
  const mailbox = calendarAddress(space);
  const holder = mailbox === undefined ? space.id : await claimMailbox(deps, mailbox, space.id);
  if (holder !== space.id) return { kind: 'refused', fault: { kind: 'mailbox-taken', address: mailbox ?? '', by: holder } };
  if (!before && (await claimSpace(database, space.id, ledger)) === 'refused') return undefined;
  const document: Ledger = { id: 'ledger', pk: partition, type: 'ledger', spaces: after };
  const write: Write = stored.found ? { kind: 'replace', document, ifMatch: stored.etag } : { kind: 'create', document };
  const answer = await database.commit('items', partition, [write]);
  return answer.kind === 'refused' ? undefined : { kind: before ? 'changed' : 'created', space };
}

const same = (a: Space, b: Space): boolean => {
  const plain = ({ revision: _revision, changedAt: _changedAt, ...rest }: Space): string => JSON.stringify(Object.entries(rest).sort());
  return plain(a) === plain(b);
};

/** Repeatable: a claim left by a create that died names the same ledger. */
async function claimSpace(database: Database, space: SpaceId, ledger: LedgerId): Promise<'ours' | 'refused'> {
  const id = spaceClaimId(space);
  const document: SpaceClaim = { id, pk: id, type: 'space-claim', ledger };
  const answer = await database.commit('keys', id, [{ kind: 'create', document }]);
  if (answer.kind === 'committed') return 'ours';
  const standing = await database.read<SpaceClaim>('keys', id, id);
  return standing.found && standing.value.ledger === ledger ? 'ours' : 'refused';
}

interface MailboxClaim extends Document {
  readonly type: 'mailbox-claim';
  readonly space: SpaceId;
}

/**
 * Who holds the address: one space at most, so that two spaces never write into one calendar (SPC-17). A claim whose space uses another
 * address by now, or was never created, passes on.
 */
async function claimMailbox({ database, readSpace }: Deps, address: string, space: SpaceId): Promise<SpaceId> {
  const id = `mailbox:${address.toLowerCase()}`;
  const document: MailboxClaim = { id, pk: id, type: 'mailbox-claim', space };
  const answer = await database.commit('keys', id, [{ kind: 'create', document }]);
  if (answer.kind === 'committed') return space;
  const standing = await database.read<MailboxClaim>('keys', id, id);
  if (!standing.found || standing.value.space === space) return space;
  const holder = await readSpace(standing.value.space);
  if (holder && calendarAddress(holder.space)?.toLowerCase() === address.toLowerCase()) return standing.value.space;
  const passed = await database.commit('keys', id, [{ kind: 'replace', document, ifMatch: standing.etag }]);
  return passed.kind === 'committed' ? space : standing.value.space;
}
