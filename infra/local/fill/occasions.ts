/** What a week in the city looks like: who comes when, by the clock on the wall. */
export interface Regular {
  readonly space: string;
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
  /** Hours since midnight, in halves. */
  readonly from: number;
  readonly hours: number;
  readonly title: string;
  readonly group: string;
  readonly people: number;
  /** Comes every week, or every other week. */
  readonly every?: 2;
}

/** What comes once: in one of these spaces, on any day, beginning between these hours. */
export interface OneOff {
  readonly spaces: readonly string[];
  readonly between: readonly [earliest: number, latest: number];
  readonly hours: readonly [least: number, most: number];
  readonly title: string;
  readonly group: string;
  readonly people: readonly [least: number, most: number];
}

const weekly = (space: string, weekday: number, from: number, hours: number, title: string, group: string, people: number): Regular => ({
  space,
  weekday,
  from,
  hours,
  title,
  group,
  people,
});
const fortnightly = (...of: Parameters<typeof weekly>): Regular => ({ ...weekly(...of), every: 2 });

export const REGULARS: readonly Regular[] = [
  fortnightly('council-chamber', 1, 18, 3, 'Council meeting', 'City Council', 62),
  fortnightly('council-chamber', 3, 17, 2, 'Planning committee', 'City Council', 24),
  weekly('council-chamber', 4, 18.5, 1.5, 'Youth council', 'Youth Council', 30),
  weekly('oak', 2, 10, 1, 'Advice hour for parents', 'Family Centre', 6),
  weekly('oak', 4, 17, 1.5, 'Book circle', 'Friends of the Library', 11),
  weekly('oak', 5, 9.5, 1, 'Round of the caretakers', 'Facilities', 8),
  weekly('elm', 1, 9, 1, 'Monday round', 'Culture Office', 7),
  weekly('elm', 3, 14, 1.5, 'Debt advice', 'Advice Centre', 4),
  weekly('elm', 5, 16, 1, 'German for beginners', 'Language Exchange', 8),
  weekly('ash', 2, 15, 1.5, 'Homework help', 'Volunteers for Schools', 8),
  weekly('ash', 4, 11, 1, 'Job coaching', 'Employment Office', 3),
  weekly('ash', 1, 17.5, 1.5, 'Irish conversation circle', 'Language Exchange', 8),
  weekly('great-hall', 6, 17, 4, 'Rehearsal with full orchestra', 'Civic Orchestra', 75),
  fortnightly('great-hall', 7, 14.5, 3, 'Tea dance', 'Seniors of the Riverside', 120),
  weekly('great-hall-north', 1, 19, 2, 'Badminton', 'Riverside Badminton', 16),
  weekly('great-hall-north', 3, 19, 2, 'Brass band rehearsal', 'Riverside Brass', 35),
  weekly('great-hall-south', 2, 10, 1.5, 'Gymnastics for seniors', 'Seniors of the Riverside', 40),
  weekly('great-hall-south', 4, 12, 2, 'Community lunch', 'Neighbours at the Table', 70),
  weekly('great-hall-south', 3, 18.5, 2, 'Amateur theatre', 'Riverside Players', 22),
  weekly('studio', 1, 16.5, 1, "Children's ballet", 'Ballet School Moran', 14),
  weekly('studio', 1, 19, 1.5, 'Salsa for beginners', 'Salsa on the River', 26),
  weekly('studio', 2, 18, 2, 'Tango', 'Tango Club', 24),
  weekly('studio', 4, 19.5, 1.5, 'Yoga', 'Yoga with Niamh', 20),
  weekly('studio', 6, 10, 2, 'Irish dancing', 'Feet of Flame', 28),
  weekly('boathouse', 3, 18, 2, 'Safety on the water', 'Canoe Club', 18),
  weekly('boathouse', 6, 9, 3, 'Training day', 'Rowing Club', 34),
  weekly('reading-room', 2, 10, 1, 'Story time', 'Central Library', 18),
  weekly('reading-room', 4, 18, 1.5, 'Poetry evening', 'Friends of the Library', 20),
  weekly('reading-room', 6, 14, 2, 'Our street in old pictures', 'Local History Society', 15),
  weekly('maker-space', 3, 18, 2.5, 'Repair café', 'Makers of the City', 15),
  weekly('maker-space', 6, 10, 3, 'Robots for teenagers', 'Makers of the City', 12),
  weekly('maker-space', 1, 17, 2, 'Sewing circle', 'Needle and Thread', 10),
  weekly('garden-room', 2, 19, 2, 'Singing for everybody', 'Sing Together', 25),
  weekly('garden-room', 5, 10, 1.5, 'Toddler group', 'Family Centre', 20),
  fortnightly('garden-room', 7, 11, 3, 'Bridge', 'Bridge Club', 24),
];

const meetingRooms = ['oak', 'elm', 'ash'] as const;
const halls = ['great-hall-north', 'great-hall-south', 'boathouse', 'garden-room'] as const;

export const ONE_OFFS: readonly OneOff[] = [
  { spaces: meetingRooms, between: [8.5, 16], hours: [1, 2], title: 'Job interviews', group: 'Human Resources', people: [3, 5] },
  { spaces: meetingRooms, between: [9, 16], hours: [1, 2], title: 'Budget talks', group: 'Finance Office', people: [4, 8] },
  { spaces: meetingRooms, between: [9, 15], hours: [0.5, 1], title: 'Appointment with a family', group: 'Social Services', people: [2, 6] },
  {
    spaces: meetingRooms,
    between: [17, 20],
    hours: [1, 2],
    title: "Residents' association",
    group: 'Mill Street Residents',
    people: [5, 8],
  },
  { spaces: meetingRooms, between: [18, 20], hours: [1.5, 2], title: 'Board meeting', group: 'Rowing Club', people: [4, 7] },
  {
    spaces: meetingRooms,
    between: [10, 17],
    hours: [1, 1.5],
    title: 'Planning of the summer fair',
    group: 'Culture Office',
    people: [4, 8],
  },
  { spaces: ['council-chamber'], between: [9, 14], hours: [2, 4], title: 'Public hearing', group: 'Planning Office', people: [30, 80] },
  {
    spaces: ['council-chamber'],
    between: [10, 15],
    hours: [0.5, 1],
    title: 'Wedding ceremony',
    group: 'Registry Office',
    people: [12, 60],
  },
  {
    spaces: ['council-chamber'],
    between: [9, 12],
    hours: [1, 2],
    title: 'School class visits the council',
    group: 'Youth Council',
    people: [24, 32],
  },
  { spaces: ['great-hall'], between: [10, 16], hours: [4, 6], title: 'Wedding party', group: 'Family Doyle', people: [80, 180] },
  { spaces: ['great-hall'], between: [18, 19], hours: [3, 4], title: 'Charity concert', group: 'Civic Orchestra', people: [120, 200] },
  { spaces: ['great-hall'], between: [9, 10], hours: [6, 8], title: 'Job fair', group: 'Employment Office', people: [100, 200] },
  { spaces: halls, between: [13, 18], hours: [3, 4], title: 'Birthday party', group: 'Family Okafor', people: [15, 25] },
  { spaces: halls, between: [10, 14], hours: [2, 3], title: 'Flea market for children', group: 'Family Centre', people: [20, 25] },
  { spaces: halls, between: [9, 13], hours: [3, 4], title: 'First aid course', group: 'Red Cross', people: [12, 20] },
  { spaces: halls, between: [18, 19.5], hours: [2, 3], title: 'Annual general meeting', group: 'Canoe Club', people: [18, 25] },
  {
    spaces: ['studio', 'great-hall-north'],
    between: [10, 15],
    hours: [1.5, 3],
    title: 'Dance workshop',
    group: 'Tango Club',
    people: [12, 28],
  },
  {
    spaces: ['studio'],
    between: [9, 15],
    hours: [1, 2],
    title: 'Practice before the competition',
    group: 'Feet of Flame',
    people: [6, 16],
  },
  { spaces: ['boathouse'], between: [15, 18], hours: [2, 4], title: 'Barbecue of the crew', group: 'Rowing Club', people: [20, 40] },
  { spaces: ['reading-room'], between: [18, 19.5], hours: [1, 2], title: 'Author reads', group: 'Central Library', people: [14, 20] },
  {
    spaces: ['reading-room', 'garden-room'],
    between: [9, 12],
    hours: [1, 1.5],
    title: 'School class in the library',
    group: 'Central Library',
    people: [15, 20],
  },
  {
    spaces: ['reading-room', 'garden-room'],
    between: [14, 17],
    hours: [1, 2],
    title: 'Chess afternoon',
    group: 'Chess Friends',
    people: [8, 16],
  },
  {
    spaces: ['maker-space'],
    between: [9, 17],
    hours: [1.5, 3],
    title: 'Introduction to the 3D printer',
    group: 'Makers of the City',
    people: [4, 10],
  },
  {
    spaces: ['maker-space'],
    between: [10, 16],
    hours: [2, 3],
    title: 'Building nesting boxes',
    group: 'Scouts of St. Brigid',
    people: [8, 14],
  },
  { spaces: ['garden-room'], between: [10, 16], hours: [1.5, 2.5], title: 'Plant swap', group: 'Garden Friends', people: [10, 25] },
];
