import type { Demo } from './demo';
import { approve, bookRoom, readMail, refuseOverlap, seeHold } from './steps/booking';
import { cancelByLink, moveRoom } from './steps/change';
import { cleanUp } from './steps/clean-up';
import { findFreeTime } from './steps/free-time';
import { throttle } from './steps/throttle';
import { killWorker, seeOrphan } from './steps/worker';
import { Story } from './story';
import { walkSteps, type WalkOptions } from './walk';

/** The whole story on a running demo. Answers the exit code. What a dead worker left takes longest, so it is looked at last. */
export function tour(demo: Demo, options: WalkOptions): Promise<number> {
  const story = new Story(demo);
  const steps = [
    findFreeTime,
    bookRoom,
    seeHold,
    refuseOverlap,
    approve,
    readMail,
    moveRoom,
    killWorker,
    throttle,
    cancelByLink,
    seeOrphan,
  ];
  return walkSteps(
    steps.map((step) => step(story)),
    cleanUp(story),
    options,
  );
}
