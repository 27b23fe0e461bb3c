import type { PublicDigest } from '../../shared/feeds/ports';
import type { SpaceView } from '../../shared/spaces/messages';

/** The revision of a space, and what is shown of it: staff see more, and the same revision looks otherwise under other settings. */
export type TagOf = (view: SpaceView) => string;

const LENGTH = 12;

export const makeTagOf =
  (digest: PublicDigest): TagOf =>
  (view) =>
    `"r${view.revision}.${digest('space', JSON.stringify(view)).slice(0, LENGTH)}"`;
