import { ok, problem } from '../host/answer';
import { anyone, isStaff } from '../host/caller';
import { operation, type Contract } from '../host/operation';
import type { ReadSpace } from '../../shared/spaces/ports';
import { SpacePath, SpaceView } from '../../shared/spaces/messages';
import type { ViewSpace } from './view';

const contract = {
  summary: 'Read a space',
  tag: 'Spaces',
  access: anyone,
  params: SpacePath,
  missing: 'space-not-found',
  answers: { 200: { description: 'The space.', schema: SpaceView } },
} satisfies Contract;

export const readSpaceHttp = (read: ReadSpace, view: ViewSpace) =>
  operation(contract, async ({ params: { id }, caller }) => {
    const found = await read(id);
    return found ? ok(view(found.space, isStaff(caller) ? 'staff' : 'public')) : problem('space-not-found');
  });
