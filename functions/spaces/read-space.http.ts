import { ok, problem } from '../host/answer';
import { may } from '../host/caller';
import { operation, type Contract } from '../host/operation';
import type { ReadSpace } from '../../shared/spaces/ports';
import { SpacePath, SpaceView } from '../../shared/spaces/messages';
import type { ViewSpace } from './view';

const contract = {
  summary: 'Read a space',
  tag: 'Spaces',
  access: { more: ['spaces.read'] },
  params: SpacePath,
  missing: 'space-not-found',
  answers: { 200: { description: 'The space.', schema: SpaceView } },
} as const satisfies Contract;

export const readSpaceHttp = (read: ReadSpace, view: ViewSpace) =>
  operation(contract, async ({ params: { id }, caller }) => {
    const found = await read(id);
    return found ? ok(view(found.space, may(caller, 'spaces.read') ? 'staff' : 'public')) : problem('space-not-found');
  });
