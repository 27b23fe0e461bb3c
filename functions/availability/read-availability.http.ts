import { ok, problem } from '../host/answer';
import { may } from '../host/caller';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import { instantText } from '../../shared/kernel/instants';
import { AvailabilityQuery, AvailabilityView, SpaceIdPath } from '../../shared/availability/messages';
import type { ReadAvailability } from '../../shared/availability/read-availability';
import { slotIn } from './view';

const contract = {
  summary: 'What of a time is taken, free and closed, 62 days at most; buffers count as taken',
  tag: 'Spaces',
  access: { more: ['spaces.read'] },
  limited: 'searches',
  params: SpaceIdPath,
  missing: 'space-not-found',
  query: AvailabilityQuery,
  answers: { 200: { description: 'Merged: nothing can be told of who or how many.', schema: AvailabilityView } },
} as const satisfies Contract;

export const readAvailabilityHttp = (read: ReadAvailability) =>
  operation(contract, async ({ params, query: { from, to }, caller }): Promise<AnswerOf<typeof contract>> => {
    const found = await read(params.id, { from, to, audience: may(caller, 'spaces.read') ? 'staff' : 'public' });
    if (!found) return problem('space-not-found');
    const { space, exchange, busy, free, closed } = found;
    const body: AvailabilityView = {
      spaceId: space.id,
      timeZone: space.timeZone,
      from: instantText(from),
      to: instantText(to),
      exchange,
      busy: busy.map(slotIn(space.timeZone)),
      free: free.map(slotIn(space.timeZone)),
      closed: closed.map(({ because, ...interval }) => ({ ...slotIn(space.timeZone)(interval), ...because })),
    };
    return ok(body);
  });
