import { toLedgerId, toSpaceId, type LedgerId, type SpaceId } from '../../../shared/kernel/ids';
import type { ReservationConfig, Space } from '../../../shared/spaces/model';
import type { SpaceInput } from '../../../shared/spaces/put-space';

/** The id of a space, from a text that is known to be one. */
export function spaceId(text: string): SpaceId {
  const id = toSpaceId(text);
  if (id === undefined) throw new Error(`'${text}' is no space id`);
  return id;
}

export const ledgerId = (text: string): LedgerId => toLedgerId(spaceId(text));

/** Staff decide, a day at most, no buffers, a hold of 72 hours. */
export const aConfig = (more: Partial<ReservationConfig> = {}): ReservationConfig => ({
  approval: 'staff',
  maxDurationMinutes: 24 * 60,
  setupMinutes: 0,
  cleanupMinutes: 0,
  holdHours: 72,
  ...more,
});

/** An open room with a mailbox of its own, as an administrator would enter it. `undefined` leaves a member out. */
export function aSpaceInput(
  id = 'oak',
  more: { readonly [Name in keyof SpaceInput]?: SpaceInput[Name] | undefined } & { readonly rules?: Partial<ReservationConfig> } = {},
): SpaceInput {
  const { rules, ...members } = more;
  const input = {
    id: spaceId(id),
    name: id,
    building: { name: 'Town Hall', abbreviation: 'TH' },
    timeZone: 'Etc/UTC',
    features: [],
    state: 'open',
    exchangeResourceMailbox: `${id}@city.example`,
    eventSubject: 'title',
    reservationConfig: aConfig(rules),
    ...members,
  };
  // The cast: members that are undefined have been left out, all others have their types.
  return Object.fromEntries(Object.entries(input).filter(([, member]) => member !== undefined)) as unknown as SpaceInput;
}

export const aSpace = (...args: Parameters<typeof aSpaceInput>): Space => ({ ...aSpaceInput(...args), revision: 1, changedAt: 0 });

/** A hall and its parts, `hall`, `hall-1`, `hall-2` and so on, by the same rules. */
export const aDividedHall = (parts = 2, rules: Partial<ReservationConfig> = {}): SpaceInput[] => [
  aSpaceInput('hall', { rules }),
  ...Array.from({ length: parts }, (_, at) => aSpaceInput(`hall-${String(at + 1)}`, { rules, partOf: spaceId('hall') })),
];
