import { busy, created, ok, problem } from '../host/answer';
import { actorOf } from '../host/caller';
import { defined } from '../host/defined';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import { namesTag } from '../../shared/kernel/entity-tags';
import { SpaceBody, SpacePath, SpacePutHeaders, SpaceView } from '../../shared/spaces/messages';
import type { PutSpace, PutSpaceOutcome, Seen } from '../../shared/spaces/put-space';
import type { TagOf } from './entity-tag';
import { changedMeanwhile, NOT_SEEN } from './seen';
import type { ViewSpace } from './view';

const contract = {
  summary: 'Create a space, or change it as a whole',
  tag: 'Spaces',
  access: { permission: 'spaces.write' },
  params: SpacePath,
  headers: SpacePutHeaders,
  body: SpaceBody,
  answers: {
    200: { description: 'Changed, or as it was.', schema: SpaceView, headers: ['ETag'] },
    201: { description: 'Created.', schema: SpaceView, headers: ['ETag', 'Location'] },
  },
  problems: [
    'precondition-required',
    'changed-meanwhile',
    'has-reservations',
    'ledger-is-fixed',
    'mailbox-taken',
    'space-rules-conflict',
    'busy',
  ],
} as const satisfies Contract;

export const putSpaceHttp = (put: PutSpace, defaultTimeZone: string, view: ViewSpace, tagOf: TagOf) =>
  operation(contract, async ({ params: { id }, headers, body, caller, correlationId }): Promise<AnswerOf<typeof contract>> => {
    if (body.id !== undefined && body.id !== id) {
      return problem('invalid-request', { errors: [{ field: '/id', detail: 'must be the id of the path, or be left out' }] });
    }
    const input = { ...defined(body), id, timeZone: body.timeZone ?? defaultTimeZone };
    const ifMatch = headers['if-match'];
    const named: Seen = ifMatch === undefined ? 'nothing' : (space) => namesTag(ifMatch, tagOf(view(space, 'staff')));
    const seen = headers['if-none-match'] === undefined ? named : 'absent';
    return answer(await put(input, { actor: actorOf(caller), action: 'space.put', correlationId }, seen), view, tagOf);
  });

function answer(outcome: PutSpaceOutcome, view: ViewSpace, tagOf: TagOf): AnswerOf<typeof contract> {
  switch (outcome.kind) {
    case 'created': {
      const said = created(view(outcome.space, 'staff'), `/api/v1/spaces/${outcome.space.id}`);
      return { ...said, headers: { ...said.headers, etag: tagOf(view(outcome.space, 'staff')) } };
    }
    case 'changed':
    case 'unchanged': {
      const body = view(outcome.space, 'staff');
      return { ...ok(body), headers: { etag: tagOf(body) } };
    }
    case 'not-seen':
      return problem('precondition-required', NOT_SEEN);
    case 'changed-meanwhile':
      return changedMeanwhile(outcome.space && view(outcome.space, 'staff'), tagOf);
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
  const conflicts = (fields: readonly string[], detail: string) =>
    problem('space-rules-conflict', { errors: fields.map((field) => ({ field, detail })) });
  const conflict = (field: string, detail: string) => conflicts([field], detail);
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
      return conflicts(
        fault.fields.map((field) => `/${field}`),
        `must not be ${fault.address}: mails to citizens are sent from it (MAIL_SENDER)`,
      );
    case 'mailbox-taken':
      return problem('mailbox-taken', {
        detail: `It is the mailbox of ${fault.by}, as its room or as its calendar.`,
        errors: fault.fields.map((field) => ({ field: `/${field}`, detail: `must not be a mailbox of ${fault.by}` })),
        more: { by: fault.by },
      });
  }
}
