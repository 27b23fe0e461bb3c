import { ok, problem } from '../host/answer';
import { operation, type AnswerOf, type Contract } from '../host/operation';
import { instantText } from '../../shared/kernel/instants';
import { AvailabilityQuery, AvailabilityView, SpaceIdPath } from '../../shared/availability/messages';
import type { ReadAvailability } from '../../shared/availability/read-availability';
import { slotIn } from './view';

const contract = {
  summary: 'What of a time is taken and free, 62 days at most; buffers count as taken',
  tag: 'Spaces',
  access: { more: ['spaces.read'] },
  limited: 'searches',
  params: SpaceIdPath,
  missing: 'space-not-found',
  query: AvailabilityQuery,
  answers: { 200: { description: 'Merged: nothing can be told of who or how many.', schema: AvailabilityView } },
} as const satisfies Contract;

export const readAvailabilityHttp = (read: ReadAvailability) =>
  operation(contract, async ({ params, query: { from, to } }): Promise<AnswerOf<typeof contract>> => {
    const found = await read(params.id, { from, to });
    if (!found) return problem('space-not-found');
    const { space, exchange, busy, free } = found;
    const body: AvailabilityView = {
      spaceId: space.id,
      timeZone: space.timeZone,
      from: instantText(from),
      to: instantText(to),
      exchange,
      busy: busy.map(slotIn(space.timeZone)),
      free: free.map(slotIn(space.timeZone)),
    };
    return ok(body);
  });
