import { inSeconds } from '../printer';
import type { Story } from '../story';
import { expect } from '../unmet';
import type { Step } from '../walk';

const SLOW_ANSWER = 'tour: a slow answer';
const SLOW_MS = 25_000;
/** The dead worker's hold of the lane (90 s), and a message that looks after it (60 s at most). */
const AT_MOST_S = 180;

export const killWorker = (story: Story): Step => ({
  title: 'A worker dies in the middle of its work (kill -9)',
  run: async (walk) => {
    const { demo, slot } = story;
    const room = story.rooms.orphaned;
    walk.did(`Lets Microsoft take ${SLOW_MS / 1_000} s to answer whoever writes to the ${room.name}, and books it.`);
    await demo.fault({
      add: {
        id: SLOW_ANSWER,
        core: 'tenant',
        match: { operation: 'create-event', mailbox: room.mailbox },
        when: 'after',
        effect: { kind: 'latency', ms: SLOW_MS },
      },
    });
    const orphan = story.keep('orphan', await demo.book(room.id, slot, 'Letters to the editor', 'Dan'));
    await story.stands(walk, room, orphan, orphan.title, 60);
    await story.mail(walk, orphan, 'Reservation confirmed');
    const before = await demo.hosts();
    // Mails may be leaving, and staff be filling the city: what else the process holds would wait as long as this.
    await walk.until('it is at work in this calendar and no other', 30, async () => (await demo.lanesHeld()).length === 1);
    for (const { number } of before) await demo.fault({ kill: number });
    await demo.fault({ remove: SLOW_ANSWER });
    walk.saw(
      `Microsoft has made the event; the answer was under way when process ${before.map(({ pid }) => pid).join(' and ')} was killed.`,
    );
    const after = await walk.until('the app runs again', 30, async () => {
      const hosts = await demo.hosts();
      return hosts.every(({ alive, pid }) => alive && before.every((dead) => dead.pid !== pid)) && hosts;
    });
    const { state } = await demo.syncItem(orphan);
    expect(state !== 'in-step', 'that nobody claims to know whether the event is there', state);
    walk.saw(`Process ${after.map(({ pid }) => pid).join(' and ')} took over. It does not know yet whether the event was made: ${state}.`);
    walk.saw('The dead one may still hold this calendar, for 90 s at most. No other waits for it, and neither do we.');
  },
});

export const seeOrphan = (story: Story): Step => ({
  title: 'What became of the booking whose worker died',
  run: async (walk) => {
    const { demo, orphan } = story;
    const room = story.rooms.orphaned;
    walk.did('Looks at it again.');
    const began = performance.now();
    await walk.until(
      'Instep has looked into the calendar and knows',
      AT_MOST_S,
      async () => (await demo.syncItem(orphan)).state === 'in-step',
      () => demo.syncItem(orphan),
    );
    await story.stands(walk, room, orphan, orphan.title);
    walk.saw(`In step after ${inSeconds(performance.now() - began)}: the event was found, not made again. It stands exactly once.`);
  },
});

export const switchOff = [{ remove: SLOW_ANSWER }] as const;
