import type { Room, Span } from '../demo';
import { inWords, type Story } from '../story';
import { expect } from '../unmet';
import type { Step } from '../walk';

const HOUR_MS = 3_600_000;
const FIRST_DAY = 2;
const DAYS = 30;
/** In the middle of the day by every clock that the city may have. */
const HOURS = [10, 12, 14] as const;

export const findFreeTime = (story: Story): Step => ({
  title: 'Find a free time',
  run: async (walk) => {
    const { demo } = story;
    const rooms = Object.values(story.rooms);
    const { first, second } = story.rooms;
    walk.did(`Asks Instep when the ${rooms.map(({ name }) => name).join(', the ')} are free, and looks into their Outlook calendars.`);
    const free = await Promise.all(rooms.map((room) => freeTimes(story, room)));
    for (const slot of candidates(Date.now())) {
      if (!free.every((times) => times.some((time) => covers(time, slot)))) continue;
      const standing = await Promise.all(rooms.map(({ mailbox }) => demo.outlook.events(mailbox, slot)));
      if (standing.flat().length > 0) continue;
      story.keep('slot', slot);
      walk.saw(`${inWords(slot, first.timeZone)} (${first.timeZone}). The ${first.name} is to be booked; the ${second.name} comes later.`);
      return;
    }
    expect(false, `an hour of the next ${DAYS} days that is free in all of them`, 'none');
  },
});

async function freeTimes({ demo }: Story, room: Room): Promise<readonly Span[]> {
  const from = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  const query = new URLSearchParams({ from: text(from), to: text(from + (FIRST_DAY + DAYS) * 24 * HOUR_MS) });
  const answer = await demo.public('GET', `/spaces/${room.id}/availability?${query.toString()}`);
  expect(answer.status === 200, `that the availability of the ${room.name} can be asked`, answer);
  return answer.body['free'] as readonly Span[]; // the API's own answer
}

function* candidates(now: number): Generator<Span> {
  const today = Math.floor(now / (24 * HOUR_MS)) * 24 * HOUR_MS;
  for (let day = FIRST_DAY; day < DAYS; day += 1)
    for (const hour of HOURS) {
      const start = today + (day * 24 + hour) * HOUR_MS;
      yield { startsAt: text(start), endsAt: text(start + HOUR_MS) };
    }
}

const text = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

const covers = (outer: Span, inner: Span): boolean =>
  Date.parse(outer.startsAt) <= Date.parse(inner.startsAt) && Date.parse(inner.endsAt) <= Date.parse(outer.endsAt);
