import { problem, type Refusal } from '../host/answer';
import type { SpaceView } from '../../shared/spaces/messages';
import type { TagOf } from './entity-tag';

export const NOT_SEEN = { detail: 'The space is there: send If-Match with its ETag as you read it.' };

/** Who comes second is shown what the first left; without a view there is no such space. */
export const changedMeanwhile = (present: SpaceView | undefined, tagOf: TagOf): Refusal<'changed-meanwhile'> =>
  present
    ? problem('changed-meanwhile', {
        detail: 'It is not as your condition says; `present` is how it stands now.',
        more: { present },
        headers: { etag: tagOf(present) },
      })
    : problem('changed-meanwhile', { detail: 'It is not there: send no If-Match to create it.' });
