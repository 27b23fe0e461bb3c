import { ok } from '../host/answer';
import { may } from '../host/caller';
import { operation, type Contract } from '../host/operation';
import { notOfThisList, opened, sealed } from '../host/paging';
import { instantText } from '../../shared/kernel/instants';
import { AvailabilitySearchQuery, AvailabilitySearchView } from '../../shared/availability/messages';
import type { SearchAvailability } from '../../shared/availability/search-availability';
import { freeView, nearView } from './view';

const contract = {
  summary: 'Find spaces that are free, or when they are; 62 days at most',
  tag: 'Spaces',
  access: { more: ['spaces.read'] },
  limited: 'searches',
  query: AvailabilitySearchQuery,
  answers: {
    200: {
      description: 'Spaces by building and name. It tells nothing of who takes the others. Staff also find what is for staff only.',
      schema: AvailabilitySearchView,
    },
  },
} as const satisfies Contract;

export const searchAvailabilityHttp = (search: SearchAvailability) =>
  operation(contract, async ({ query: { continuation, ...query }, caller }) => {
    const { limit: _limit, ...filter } = query;
    const question = { list: 'availability', filter };
    const place = continuation === undefined ? undefined : opened(question, continuation);
    if (continuation !== undefined && place === undefined) return notOfThisList();
    const found = await search({
      ...query,
      audience: may(caller, 'spaces.read') ? 'staff' : 'public',
      continuation: place,
    });
    const body: AvailabilitySearchView = {
      from: instantText(query.from),
      to: instantText(query.to),
      items: found.free.map(freeView),
      near: found.near.map(nearView),
      ...(found.continuation !== undefined && { continuation: sealed(question, found.continuation) }),
    };
    return ok(body);
  });
