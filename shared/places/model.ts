import type { Space } from '../spaces/model';

/** The kind of sync item that is what the room finder says of a room. */
export const PLACE = 'place';

/** What a place is told, by Microsoft's names; what is left out here is not written. A type, so that it is JSON to the compiler. */
export type PlaceWish = {
  readonly building?: string;
  readonly capacity?: number;
  readonly floorNumber?: number;
  readonly floorLabel?: string;
  readonly isWheelChairAccessible?: boolean;
};

/**
 * The wish for the place of a space: the fields that the space gives and the app has authority over (docs/adr/0011). Null: the space has no
 * room mailbox, so no place either; what stands there stays.
 */
export function placeWish(space: Space): PlaceWish | null {
  const { exchangeResourceMailbox, building, capacity, floor, floorLabel, wheelchairAccessible, placeAuthority = {} } = space;
  if (exchangeResourceMailbox === undefined) return null;
  const ours = <T>(field: keyof typeof placeAuthority, value: T | undefined): value is T =>
    value !== undefined && placeAuthority[field] !== 'entra';
  return {
    ...(ours('building', building) && { building: building.name }),
    ...(ours('capacity', capacity) && { capacity }),
    ...(ours('floor', floor) && { floorNumber: floor }),
    ...(ours('floorLabel', floorLabel) && { floorLabel }),
    ...(ours('wheelchairAccessible', wheelchairAccessible) && { isWheelChairAccessible: wheelchairAccessible }),
  };
}
