import type { Story } from '../story';
import { expect } from '../unmet';
import type { Step } from '../walk';
import { inSeconds } from '../printer';

const SECONDS = 12;

export const throttle = (story: Story): Step => ({
  title: 'Microsoft throttles a mailbox; the event arrives anyway',
  run: async (walk) => {
    const { demo, slot } = story;
    const room = story.rooms.throttled;
    walk.did(`Lets Microsoft refuse every request of Instep to ${room.mailbox} for ${SECONDS} s (429), and books the ${room.name}.`);
    const began = performance.now();
    await demo.fault({ throttle: room.mailbox, seconds: SECONDS, retryAfter: String(SECONDS) });
    const booking = await demo.book(room.id, slot, 'Parents and toddlers', 'Cleo');
    walk.saw(`The citizen has the answer in ${inSeconds(performance.now() - began)}: ${booking.status}.`);
    const item = await walk.until(
      'Instep says why the event is not there',
      SECONDS,
      async () => {
        const now = await demo.syncItem(booking);
        return now.state === 'retrying' && now;
      },
      () => demo.syncItem(booking),
    );
    expect(item.reason?.code === 'throttled', 'the reason “throttled”', item.reason ?? 'none');
    walk.saw(`${item.state}: “${item.reason.sentence}”`);
    const early = await demo.outlook.events(room.mailbox, booking);
    expect(early.length === 0, 'no event yet', early);
    await story.stands(walk, room, booking, booking.title, SECONDS + 20);
    const tookMs = performance.now() - began;
    expect(tookMs >= SECONDS * 1_000, `that Microsoft was left alone for ${SECONDS} s`, `it came after ${inSeconds(tookMs)}`);
    walk.saw(`It arrived ${inSeconds(tookMs)} after the throttling began, exactly once.`);
  },
});
