import { ok } from '../host/answer';
import { may } from '../host/caller';
import { operation, type Contract } from '../host/operation';
import { SpaceList } from '../../shared/spaces/messages';
import type { ListSpaces } from '../../shared/spaces/ports';
import type { ViewSpace } from './view';

const contract = {
  summary: 'List all spaces, by building and name',
  tag: 'Spaces',
  access: { more: ['spaces.read'] },
  answers: { 200: { description: 'All spaces; those that are archived for staff only.', schema: SpaceList } },
} as const satisfies Contract;

export const listSpacesHttp = (list: ListSpaces, view: ViewSpace) =>
  operation(contract, async ({ caller }) => {
    const audience = may(caller, 'spaces.read') ? 'staff' : 'public';
    const spaces = (await list()).filter(({ state }) => audience === 'staff' || state !== 'archived');
    return ok({ items: spaces.map((space) => view(space, audience)) });
  });
