import type { ReadLive } from '../../shared/availability/ports';
import { makeReadAvailability } from '../../shared/availability/read-availability';
import { makeReadLive } from '../../shared/availability/read-live';
import { makeSearchAvailability } from '../../shared/availability/search-availability';
import { freeBusy } from '../free-busy/module';
import { capability } from '../host/capability';
import { get } from '../host/route';
import { reservations } from '../reservations/module';
import { spaces } from '../spaces/module';
import { readAvailabilityHttp } from './read-availability.http';
import { searchAvailabilityHttp } from './search-availability.http';

/** What is free, by our own books and by what Exchange says. */
export const availability = capability('availability', {
  uses: { spaces, freeBusy, reservations },
  wire: ({ database, clock }, _settings, { spaces: { readSpace, listSpaces }, freeBusy: { readSchedules }, reservations }) => {
    const readLive: ReadLive = readSchedules
      ? makeReadLive({ readSchedules, findStrangers: reservations.findStrangers })
      : () => Promise.resolve(new Map());
    return {
      use: {
        readAvailability: makeReadAvailability({ database, clock, readSpace, rules: reservations.houseRules, readLive }),
        searchAvailability: makeSearchAvailability({ database, clock, listSpaces, rules: reservations.houseRules, readLive }),
      },
    };
  },
  routes: ({ readAvailability, searchAvailability }) => [
    get('search-availability', 'api/v1/availability', searchAvailabilityHttp(searchAvailability)),
    get('read-availability', 'api/v1/spaces/{id}/availability', readAvailabilityHttp(readAvailability)),
  ],
});
