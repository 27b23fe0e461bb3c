import type { Column } from './tenant/lists/lists';

export const DOMAIN = 'city.example';
/** Where mails to citizens are sent from. */
export const SENDER = `bookings@${DOMAIN}`;
/** One of the staff, who is asked by mail to decide. */
export const APPROVER = `aoife.byrne@${DOMAIN}`;
/** Through which the rooms' free and busy times are read. */
export const READER = `freebusy@${DOMAIN}`;
/** Of the city and all its rooms. */
export const TIME_ZONE = 'Europe/Dublin';

const address = (name: string): string => `${name}@${DOMAIN}`;

const townHall = { name: 'Town Hall', abbreviation: 'TH' };
const riverside = { name: 'Riverside Centre', abbreviation: 'RC' };
const library = { name: 'Central Library', abbreviation: 'CL' };

const lateIntoTheEvening = [{ opens: '07:00', closes: '23:00' }];
/** The same every day of the week: whoever tries a command of the documentation meets an open room. */
const cityRules = {
  minDurationMinutes: 30,
  slotStepMinutes: 30,
  leadTimeMinutes: 60,
  horizonDays: 180,
  holdHours: 72,
  openingHours: {
    monday: lateIntoTheEvening,
    tuesday: lateIntoTheEvening,
    wednesday: lateIntoTheEvening,
    thursday: lateIntoTheEvening,
    friday: lateIntoTheEvening,
    saturday: lateIntoTheEvening,
    sunday: lateIntoTheEvening,
  },
  termsText: 'Leave the room as you found it. Whoever books answers for damage.',
} as const;
const byStaff = { ...cityRules, approval: 'staff', maxDurationMinutes: 480, setupMinutes: 15, cleanupMinutes: 15 } as const;
const atOnce = { ...cityRules, approval: 'automatic', maxDurationMinutes: 240, setupMinutes: 0, cleanupMinutes: 0 } as const;

export interface SeedSpace {
  readonly id: string;
  readonly name: string;
  readonly building: { readonly name: string; readonly abbreviation: string };
  readonly capacity: number;
  /** Absent: the ground floor. */
  readonly floor?: number;
  readonly steps?: true;
  readonly features: readonly string[];
  readonly partOf?: string;
  readonly rules: typeof byStaff | typeof atOnce;
}

/** Twelve spaces in three buildings; the hall can be divided. A whole stands before its parts. */
export const SPACES: readonly SeedSpace[] = [
  {
    id: 'council-chamber',
    name: 'Council Chamber',
    building: townHall,
    capacity: 80,
    features: ['microphones', 'projector'],
    rules: byStaff,
  },
  { id: 'oak', name: 'Oak Room', building: townHall, capacity: 12, floor: 1, features: ['screen'], rules: byStaff },
  { id: 'elm', name: 'Elm Room', building: townHall, capacity: 8, floor: 1, features: [], rules: atOnce },
  { id: 'ash', name: 'Ash Room', building: townHall, capacity: 8, features: ['whiteboard'], rules: atOnce },
  { id: 'great-hall', name: 'Great Hall', building: riverside, capacity: 200, features: ['stage', 'kitchen'], rules: byStaff },
  {
    id: 'great-hall-north',
    name: 'Great Hall, north half',
    building: riverside,
    capacity: 90,
    features: ['stage'],
    partOf: 'great-hall',
    rules: byStaff,
  },
  {
    id: 'great-hall-south',
    name: 'Great Hall, south half',
    building: riverside,
    capacity: 90,
    features: ['kitchen'],
    partOf: 'great-hall',
    rules: byStaff,
  },
  { id: 'studio', name: 'Dance Studio', building: riverside, capacity: 30, features: ['mirrors', 'piano'], rules: byStaff },
  { id: 'boathouse', name: 'Boathouse', building: riverside, capacity: 40, steps: true, features: ['terrace'], rules: byStaff },
  { id: 'reading-room', name: 'Reading Room', building: library, capacity: 20, features: ['quiet'], rules: atOnce },
  { id: 'maker-space', name: 'Maker Space', building: library, capacity: 15, features: ['workbenches'], rules: byStaff },
  { id: 'garden-room', name: 'Garden Room', building: library, capacity: 25, features: ['garden'], rules: byStaff },
];

/** The body of PUT /api/v1/spaces/{id}. */
export function spaceBody(space: SeedSpace) {
  const mailbox = roomAddress(space);
  return {
    name: space.name,
    building: space.building,
    timeZone: TIME_ZONE,
    capacity: space.capacity,
    floor: space.floor ?? 0,
    wheelchairAccessible: space.steps !== true,
    features: space.features,
    state: 'open',
    ...(space.partOf && { partOf: space.partOf }),
    exchangeResourceMailbox: mailbox,
    // The city of the demo has nothing to hide, and whoever looks at a calendar sees at once which entry is which.
    eventSubject: 'title',
    reservationConfig: space.rules,
  };
}

export const roomAddress = (space: Pick<SeedSpace, 'id'>): string => address(space.id);

/** Columns of the list of keys beside its title; the mark is ours. */
export const KEY_COLUMNS: readonly Column[] = [
  { name: 'InstepMark', type: 'text', isUnique: true },
  { name: 'Room', type: 'text', isIndexed: true },
  { name: 'Copies', type: 'number' },
];

const given = ['Aoife', 'Brian', 'Ciara', 'Declan', 'Emma', 'Fergus', 'Grace', 'Hugo', 'Ines', 'Jonas'];
const family = ['Byrne', 'Costa', 'Doyle', 'Okafor'];
const departments = ['Facilities', 'Culture', 'Library', 'Administration'];
const titles = ['Coordinator', 'Officer', 'Manager', 'Assistant', 'Caretaker'];

export interface SeedPerson {
  readonly address: string;
  readonly displayName: string;
  readonly profile: Readonly<Record<string, string>>;
}

/** Forty people: every given name with every family name. */
export const STAFF: readonly SeedPerson[] = family.flatMap((surname, house) =>
  given.map((givenName, at) => ({
    address: address(`${givenName}.${surname}`.toLowerCase()),
    displayName: `${givenName} ${surname}`,
    profile: {
      givenName,
      surname,
      department: departments[(house + at) % departments.length] ?? '',
      jobTitle: titles[at % titles.length] ?? '',
    },
  })),
);
