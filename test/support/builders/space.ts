import type { SpaceId } from '../../../shared/kernel/ids';
import type { Space } from '../../../shared/spaces/model';
import { NOW } from './instants';

/** A room that staff decide about, with its own mailbox, without buffers. */
export const aSpace = ({
  id = 'oak',
  partOf,
  ...over
}: Partial<Omit<Space, 'id' | 'partOf'>> & { id?: string; partOf?: string } = {}): Space => ({
  // Ids of tests are slugs.
  id: id as SpaceId,
  name: 'Oak Room',
  building: { name: 'Town Hall', abbreviation: 'TH' },
  timeZone: 'Etc/UTC',
  features: [],
  state: 'open',
  exchangeResourceMailbox: `${id}@city.example`,
  reservationConfig: { approval: 'staff', maxDurationMinutes: 480, setupMinutes: 0, cleanupMinutes: 0, holdHours: 72 },
  revision: 1,
  changedAt: NOW,
  ...(partOf !== undefined && { partOf: partOf as SpaceId }), // as above
  ...over,
});
