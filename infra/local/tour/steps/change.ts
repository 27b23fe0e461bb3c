import { answered } from '../demo';
import type { Story } from '../story';
import { expect } from '../unmet';
import type { Step } from '../walk';

export const moveRoom = (story: Story): Step => ({
  title: 'Staff move it to another room',
  run: async (walk) => {
    const { demo, rooms, booking } = story;
    const { first, second } = rooms;
    walk.did(`Staff move it from the ${first.name} to the ${second.name}. Its link and id stay.`);
    const answer = await demo.staff('PATCH', `/reservations/${booking.id}`, { spaceId: second.id }, { 'if-match': '*' });
    expect(answer.status === 200 && answer.body['spaceId'] === second.id, `that it is in the ${second.name}`, answered(answer));
    await story.stands(walk, second, booking, booking.title);
    await story.gone(walk, first, booking);
    walk.saw(`The event stands in the calendar of the ${second.name}, and nowhere else.`);
    const { subject } = await story.mail(walk, booking, 'Reservation changed');
    walk.saw(`Ada was told: “${subject}”.`);
  },
});

export const cancelByLink = (story: Story): Step => ({
  title: 'The citizen cancels by her own link',
  run: async (walk) => {
    const { demo, rooms, booking } = story;
    const { second } = rooms;
    walk.did('Ada opens her link and cancels, without an account.');
    const answer = await demo.bearer(booking, 'POST', `/reservations/${booking.id}/cancel`);
    expect(answer.status === 200 && answer.body['status'] === 'cancelled', 'that it is cancelled', answered(answer));
    await story.gone(walk, second, booking);
    expect(await story.isFree(second, booking), `that the ${second.name} is free again at this time`, 'it is taken');
    walk.saw(`The event is gone from the ${second.name}, and the time is free for others.`);
    const { subject } = await story.mail(walk, booking, 'Reservation cancelled');
    walk.saw(`Ada was told: “${subject}”.`);
  },
});
