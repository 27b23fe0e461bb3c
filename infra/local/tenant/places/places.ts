import type { EpochMs } from '../../../../shared/kernel/clock';
import type { CoreParts } from '../../kernel/travel';
import { guidOf } from '../guid';
import { drawn } from '../mailboxes';
import type { User } from '../model';
import type { TenantOptions } from '../options';

/** What of a room may be changed (graph place-update.md, resources/room.md). */
export interface RoomFields {
  building: string | null;
  capacity: number | null;
  floorNumber: number | null;
  floorLabel: string | null;
  isWheelChairAccessible: boolean;
  label: string | null;
  nickname: string | null;
  phone: string | null;
  tags: readonly string[];
  audioDeviceName: string | null;
  videoDeviceName: string | null;
  displayDeviceName: string | null;
}

export interface Room {
  readonly id: string;
  readonly owner: User;
  /** When it shows up. */
  readonly knownAt: EpochMs;
  fields: RoomFields;
}

const blank: RoomFields = {
  building: null,
  capacity: null,
  floorNumber: null,
  floorLabel: null,
  isWheelChairAccessible: false,
  label: null,
  nickname: null,
  phone: null,
  tags: [],
  audioDeviceName: null,
  videoDeviceName: null,
  displayDeviceName: null,
};

/** What Exchange keeps of its rooms for the room finder. */
export class Places {
  private readonly rooms: Room[] = [];

  constructor(
    private readonly parts: CoreParts,
    private readonly options: TenantOptions,
  ) {}

  add(owner: User): void {
    const knownAt = this.parts.now() + drawn(this.options.placeLagMs, this.parts.random);
    this.rooms.push({ id: guidOf(`place ${owner.userPrincipalName.toLowerCase()}`), owner, knownAt, fields: blank });
  }

  /** Those that show up by now. */
  known(): readonly Room[] {
    const now = this.parts.now();
    return this.rooms.filter(({ knownAt }) => knownAt <= now);
  }

  /** By id or address; undefined while it does not show up. */
  find(key: string): Room | undefined {
    const wanted = key.toLowerCase();
    return this.known().find(({ id, owner }) => id === wanted || owner.userPrincipalName.toLowerCase() === wanted);
  }

  /** What a person does in the admin centre, or a request that may. */
  edit(key: string, fields: Partial<RoomFields>): void {
    const room = this.find(key);
    if (!room) throw new Error(`there is no place '${key}'`);
    room.fields = { ...room.fields, ...fields };
  }
}
