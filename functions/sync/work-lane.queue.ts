import { onMessage } from '../host/on-message';
import { NudgeMessage } from '../../shared/sync/messages';
import type { WorkLane } from '../../shared/sync/work-lane';

export const workLaneQueue = (workLane: WorkLane) =>
  onMessage(NudgeMessage, async ({ lane, cause, since }, { redelivered }) => {
    await workLane(lane, { cause, redelivered, ...(since !== undefined && { since }) });
  });
