import { answered, type Span } from '../demo';
import { inWords, type Story } from '../story';
import { expect } from '../unmet';
import type { Step } from '../walk';

const TITLE = 'Lantern workshop';
const HOLD = `Hold: ${TITLE}`;

export const bookRoom = (story: Story): Step => ({
  title: 'A citizen books a room that staff approve',
  run: async (walk) => {
    const { first } = story.rooms;
    walk.did(`Ada asks for the ${first.name}, without an account: “${TITLE}”.`);
    const began = performance.now();
    const booking = story.keep('booking', await story.demo.book(first.id, story.slot, TITLE, 'Ada'));
    const tookMs = Math.round(performance.now() - began);
    expect(booking.status === 'pending', 'that it waits for staff', booking.status);
    walk.saw(`Answered in ${tookMs} ms: the time is kept for her, staff decide. A link of her own is at ${booking.manageHost}.`);
  },
});

export const seeHold = (story: Story): Step => ({
  title: 'The hold stands in Outlook',
  run: async (walk) => {
    const { first } = story.rooms;
    walk.did(`Opens the calendar of ${first.mailbox} through Microsoft Graph, as another app does.`);
    const hold = story.keep('hold', await story.stands(walk, first, story.booking, HOLD));
    walk.saw(`One event at this time: “${hold.subject}”.`);
  },
});

export const refuseOverlap = (story: Story): Step => ({
  title: 'Another citizen wants an overlapping time and is refused',
  run: async (walk) => {
    const { first } = story.rooms;
    const wanted = { startsAt: later(story.slot.startsAt), endsAt: later(story.slot.endsAt) };
    walk.did(`Ben asks for the ${first.name}, half an hour later than Ada.`);
    const answer = await story.demo.ask(first.id, wanted, 'Stamp collectors', 'Ben');
    expect(answer.status === 409 && answer.body['code'] === 'slot-taken', 'a refusal: the time is taken', answered(answer));
    const offers = answer.body['free'] as readonly Span[]; // of the problem document
    expect(offers.length > 0, 'other times on offer', 'none');
    walk.saw(`Refused (${answered(answer)}). Offered instead: ${offers.map((offer) => inWords(offer, first.timeZone)).join('; ')}.`);
  },
});

export const approve = (story: Story): Step => ({
  title: 'Staff approve',
  run: async (walk) => {
    const { demo, rooms, booking, hold } = story;
    walk.did('A member of staff approves.');
    const answer = await demo.staff('POST', `/reservations/${booking.id}/approve`);
    expect(answer.status === 200 && answer.body['status'] === 'approved', 'that it is approved', answered(answer));
    const event = await story.stands(walk, rooms.first, booking, TITLE);
    expect(event.id === hold.id, 'the same event as before', 'another one');
    walk.saw(`The same event is called “${event.subject}” now.`);
  },
});

export const readMail = (story: Story): Step => ({
  title: 'The citizen has mail',
  run: async (walk) => {
    const { booking } = story;
    walk.did(`Looks for what was sent to ${booking.email}.`);
    const { subject, html } = await story.mail(walk, booking, 'Reservation confirmed');
    const link = /https?:\/\/[^"'\s<>]+\/manage[^"'\s<>]*/.exec(html)?.[0];
    expect(link !== undefined, 'a link to her reservation in the mail', 'none');
    walk.saw(`“${subject}”, with a link to ${new URL(link).host}.`);
    const opened = await story.demo.bearer({ manage: `Manage ${new URL(link).hash.slice(1)}` }, 'GET', `/reservations/${booking.id}`);
    expect(opened.status === 200 && opened.body['title'] === booking.title, 'that the link opens her reservation', answered(opened));
    walk.saw('The link opens her reservation.');
  },
});

const later = (instant: string): string => new Date(Date.parse(instant) + 1_800_000).toISOString().replace('.000Z', 'Z');
