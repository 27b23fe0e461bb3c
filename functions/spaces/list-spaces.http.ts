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
  answers: { 200: { description: 'All spaces.', schema: SpaceList } },
} as const satisfies Contract;

export const listSpacesHttp = (list: ListSpaces, view: ViewSpace) =>
  operation(contract, async ({ caller }) => {
    const spaces = await list();
    return ok({ items: spaces.map((space) => view(space, may(caller, 'spaces.read') ? 'staff' : 'public')) });
  });
