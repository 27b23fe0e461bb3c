import { busy, created, ok, problem } from '../host/answer';
import { actorOf } from '../host/caller';
import { defined } from '../host/defined';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import { SpaceBody, SpacePath, SpaceView } from '../../shared/spaces/messages';
import type { PutSpace, PutSpaceOutcome } from '../../shared/spaces/put-space';
import type { ViewSpace } from './view';

const contract = {
  summary: 'Create a space, or change it as a whole',
  tag: 'Spaces',
  access: { permission: 'spaces.write' },
  params: SpacePath,
  body: SpaceBody,
  answers: {
    200: { description: 'Changed, or as it was.', schema: SpaceView },
    201: { description: 'Created.', schema: SpaceView, headers: ['Location'] },
  },
  problems: ['has-reservations', 'ledger-is-fixed', 'mailbox-taken', 'space-rules-conflict', 'busy'],
} as const satisfies Contract;

export const putSpaceHttp = (put: PutSpace, defaultTimeZone: string, view: ViewSpace) =>
  operation(contract, async ({ params: { id }, body, caller, correlationId }): Promise<AnswerOf<typeof contract>> => {
    if (body.id !== undefined && body.id !== id) {
      return problem('invalid-request', { errors: [{ field: '/id', detail: 'must be the id of the path, or be left out' }] });
    }
    const input = { ...defined(body), id, timeZone: body.timeZone ?? defaultTimeZone };
    return answer(await put(input, { actor: actorOf(caller), action: 'space.put', correlationId }), view);
  });

function answer(outcome: PutSpaceOutcome, view: ViewSpace): AnswerOf<typeof contract> {
  switch (outcome.kind) {
    case 'created':
      return created(view(outcome.space, 'staff'), `/api/v1/spaces/${outcome.space.id}`);
    case 'changed':
    case 'unchanged':
      return ok(view(outcome.space, 'staff'));
    case 'has-reservations':
      return problem('has-reservations', {
        detail: `${outcome.count} reservations have not ended; the whole and the calendar of a space stay until then.`,
        more: { count: outcome.count },
      });
    case 'ledger-is-fixed':
      return problem('ledger-is-fixed', { detail: `It was created under ${outcome.ledger}.`, more: { ledger: outcome.ledger } });
    case 'busy':
      return busy();
    case 'refused':
      return refused(outcome.fault);
  }
}

function refused(fault: Extract<PutSpaceOutcome, { kind: 'refused' }>['fault']): AnswerOf<typeof contract> {
  const conflict = (field: string, detail: string) => problem('space-rules-conflict', { errors: [{ field, detail }] });
  switch (fault.kind) {
    case 'part-of-itself':
      return conflict('/partOf', 'must be another space');
    case 'unknown-whole':
      return conflict('/partOf', `must be a space that exists; ${fault.partOf} does not`);
    case 'whole-is-a-part':
      return conflict('/partOf', `must be a whole; ${fault.partOf} is a part itself`);
    case 'parts-cannot-have-parts':
      return conflict('/partOf', 'must be left out: this space has parts, and parts cannot have parts');
    case 'too-many-day-documents':
      return conflict(
        '/reservationConfig/maxDurationMinutes',
        `must be shorter: the longest reservation of ${fault.space} would take ${fault.needed} days times spaces, ${fault.allowed} are allowed`,
      );
    case 'mailbox-sends':
      return conflict('/exchangeResourceMailbox', `must not be ${fault.address}: mails to citizens are sent from it (MAIL_SENDER)`);
    case 'mailbox-taken':
      return problem('mailbox-taken', { detail: `${fault.by} writes to it.`, more: { by: fault.by } });
  }
}
