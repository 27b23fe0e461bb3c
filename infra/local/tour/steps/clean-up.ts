import { answered } from '../demo';
import type { Story } from '../story';
import { expect } from '../unmet';
import type { Step } from '../walk';
import { switchOff } from './worker';

/** Whatever the tour made or broke, as far as it came. */
export const cleanUp = (story: Story): Step => ({
  title: 'Clean up',
  run: async (walk) => {
    const { demo, rooms } = story;
    walk.did('Ends what goes wrong, and cancels what the tour booked and is still there.');
    // What is not on cannot be switched off: that is no failure.
    for (const wish of [...switchOff, { remove: `throttle:${rooms.throttled.mailbox.toLowerCase()}` }])
      await demo.fault(wish).catch(() => undefined);
    for (const { id, title } of demo.made) {
      const answer = await demo.staff('POST', `/reservations/${id}/cancel`, { notify: false });
      expect(answer.status === 200, `that “${title}” is cancelled`, answered(answer));
    }
    walk.saw(`${demo.made.length} reservations of this tour are cancelled.`);
  },
});
