import { notModified, ok, problem } from '../host/answer';
import { may } from '../host/caller';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import { namesTag } from '../../shared/kernel/entity-tags';
import type { ReadSpace } from '../../shared/spaces/ports';
import { SpacePath, SpaceReadHeaders, SpaceView } from '../../shared/spaces/messages';
import type { TagOf } from './entity-tag';
import type { ViewSpace } from './view';

const contract = {
  summary: 'Read a space',
  tag: 'Spaces',
  access: { more: ['spaces.read'] },
  params: SpacePath,
  headers: SpaceReadHeaders,
  missing: 'space-not-found',
  answers: {
    200: { description: 'The space.', schema: SpaceView, headers: ['ETag'] },
    304: { description: 'It is as `If-None-Match` says.', headers: ['ETag'] },
  },
} as const satisfies Contract;

export const readSpaceHttp = (read: ReadSpace, view: ViewSpace, tagOf: TagOf) =>
  operation(contract, async ({ params: { id }, headers, caller }): Promise<AnswerOf<typeof contract>> => {
    const found = await read(id);
    if (!found) return problem('space-not-found');
    const body = view(found.space, may(caller, 'spaces.read') ? 'staff' : 'public');
    const etag = tagOf(body);
    const known = headers['if-none-match'];
    return known !== undefined && namesTag(known, etag) ? notModified({ etag }) : { ...ok(body), headers: { etag } };
  });
