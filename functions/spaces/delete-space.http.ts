import { busy, noContent, problem } from '../host/answer';
import { actorOf } from '../host/caller';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import { namesTag } from '../../shared/kernel/entity-tags';
import type { DeleteSpace } from '../../shared/spaces/delete-space';
import { SpaceChangeHeaders, SpacePath } from '../../shared/spaces/messages';
import type { TagOf } from './entity-tag';
import { changedMeanwhile, NOT_SEEN } from './seen';
import type { ViewSpace } from './view';

const contract = {
  summary: 'Delete a space that was never reserved; its mailbox stays as it is',
  tag: 'Spaces',
  access: { permission: 'spaces.write' },
  params: SpacePath,
  headers: SpaceChangeHeaders,
  missing: 'space-not-found',
  answers: { 204: { description: 'It is gone.' } },
  problems: ['precondition-required', 'changed-meanwhile', 'has-reservations', 'has-parts', 'busy'],
} as const satisfies Contract;

export const deleteSpaceHttp = (remove: DeleteSpace, view: ViewSpace, tagOf: TagOf) =>
  operation(contract, async ({ params: { id }, headers, caller, correlationId }): Promise<AnswerOf<typeof contract>> => {
    const ifMatch = headers['if-match'];
    if (ifMatch === undefined) return problem('precondition-required', NOT_SEEN);
    const seen = (space: Parameters<ViewSpace>[0]): boolean => namesTag(ifMatch, tagOf(view(space, 'staff')));
    const outcome = await remove(id, seen, { actor: actorOf(caller), action: 'space.delete', correlationId });
    switch (outcome.kind) {
      case 'deleted':
        return noContent();
      case 'unknown-space':
        return problem('space-not-found');
      case 'changed-meanwhile':
        return changedMeanwhile(view(outcome.space, 'staff'), tagOf);
      case 'has-reservations':
        return problem('has-reservations', {
          detail: `${outcome.count} reservations name it, also those that have ended. Archive it instead: \`"state": "archived"\`.`,
          more: { count: outcome.count },
        });
      case 'has-parts':
        return problem('has-parts', { detail: `Delete its parts first: ${outcome.parts.join(', ')}.`, more: { parts: outcome.parts } });
      case 'busy':
        return busy();
    }
  });
