import { calendarAddress, excludedBy } from '../../../shared/spaces/model';
import { ledgerFault, mostDayDocuments, movesTheGround } from '../../../shared/spaces/rules';
import { aConfig, aDividedHall, aSpace, spaceId } from '../../support/builders/space-builder';

const divided = (parts = 2) => aDividedHall(parts).map((input) => ({ ...input, revision: 1, changedAt: 0 }));
const hall = spaceId('hall');

describe('which spaces exclude each other', () => {
  it.each([
    { space: 'hall', excludes: ['hall', 'hall-1', 'hall-2'], because: 'a whole takes all its parts' },
    { space: 'hall-1', excludes: ['hall', 'hall-1'], because: 'a part takes its whole and leaves the other part' },
    { space: 'hall-2', excludes: ['hall', 'hall-2'], because: 'the other part likewise' },
  ])('$because: $space', ({ space, excludes }) => {
    const spaces = divided();
    const [asked = aSpace()] = spaces.filter(({ id }) => id === space);

    expect(excludedBy(asked, spaces).sort()).toEqual(excludes);
  });

  it('a space alone excludes itself only', () => {
    const oak = aSpace('oak');

    expect(excludedBy(oak, [oak])).toEqual(['oak']);
  });
});

describe('how many day documents one reservation can touch', () => {
  it.each([
    { minutes: 60, buffers: 0, parts: 0, needed: 2, because: 'an hour may cross midnight' },
    { minutes: 1_440, buffers: 0, parts: 0, needed: 2, because: 'a day touches two' },
    { minutes: 1_441, buffers: 0, parts: 0, needed: 3, because: 'a minute more may touch three' },
    { minutes: 1_440, buffers: 1, parts: 0, needed: 3, because: 'buffers count' },
    { minutes: 1_440, buffers: 0, parts: 4, needed: 10, because: 'each excluded space has its own' },
  ])('$because', ({ minutes, buffers, parts, needed }) => {
    const spaces = divided(parts);
    const [whole = aSpace()] = spaces;
    const config = aConfig({ maxDurationMinutes: minutes, setupMinutes: buffers, cleanupMinutes: 0 });

    expect(mostDayDocuments(whole, config, spaces)).toBe(needed);
  });
});

describe('what is wrong with the spaces of a ledger', () => {
  it('nothing, for a hall with its parts', () => {
    expect(ledgerFault(divided(3))).toBeUndefined();
  });

  it('a part of itself', () => {
    expect(ledgerFault([aSpace('hall', { partOf: hall })])).toEqual({ kind: 'part-of-itself' });
  });

  it('a part of what does not exist', () => {
    expect(ledgerFault([aSpace('nook', { partOf: hall })])).toEqual({ kind: 'unknown-whole', partOf: 'hall' });
  });

  it('a part of a part', () => {
    const nook = aSpace('nook', { partOf: spaceId('hall-1') });

    expect(ledgerFault([nook, ...divided()])).toEqual({ kind: 'whole-is-a-part', partOf: 'hall-1' });
    expect(ledgerFault([...divided(), nook])).toEqual({ kind: 'parts-cannot-have-parts' });
  });

  it('rules by which one reservation would not fit into one batch', () => {
    const oak = (days: number) => [aSpace('oak', { rules: { maxDurationMinutes: days * 1_440 } })];

    expect(ledgerFault(oak(85))).toBeUndefined();
    expect(ledgerFault(oak(86))).toEqual({ kind: 'too-many-day-documents', space: 'oak', needed: 87, allowed: 86 });
  });

  it('a part too many, by the rules of the whole', () => {
    const days = (parts: number) =>
      aDividedHall(parts, { maxDurationMinutes: 1_440 }).map((input) => ({ ...input, revision: 1, changedAt: 0 }));

    expect(ledgerFault(days(42))).toBeUndefined();
    expect(ledgerFault(days(43))).toEqual({ kind: 'too-many-day-documents', space: 'hall', needed: 88, allowed: 86 });
  });

  it('nothing about the length of what nobody may reserve', () => {
    expect(ledgerFault([aSpace('store', { reservationConfig: undefined })])).toBeUndefined();
  });
});

describe('a change moves the ground', () => {
  const oak = aSpace('oak');

  it.each([
    { change: 'a new space alone', before: undefined, after: oak, moves: false },
    { change: 'a new part', before: undefined, after: aSpace('nook', { partOf: hall }), moves: true },
    { change: 'another whole', before: aSpace('nook', { partOf: hall }), after: aSpace('nook'), moves: true },
    { change: 'another mailbox', before: oak, after: aSpace('oak', { exchangeResourceMailbox: 'elm@city.example' }), moves: true },
    { change: 'no mailbox any more', before: oak, after: aSpace('oak', { exchangeResourceMailbox: undefined }), moves: true },
    {
      change: 'a calendar elsewhere',
      before: oak,
      after: aSpace('oak', { calendar: { exchangeCalendarAddress: 'cal@city.example' } }),
      moves: true,
    },
    {
      change: 'the same mailbox in capitals',
      before: oak,
      after: aSpace('oak', { exchangeResourceMailbox: 'OAK@city.example' }),
      moves: false,
    },
    {
      change: 'another resource behind the same calendar',
      before: aSpace('oak', { calendar: { exchangeCalendarAddress: 'cal@city.example' } }),
      after: aSpace('oak', { calendar: { exchangeCalendarAddress: 'cal@city.example' }, exchangeResourceMailbox: 'elm@city.example' }),
      moves: false,
    },
    {
      change: 'another name and other rules',
      before: oak,
      after: aSpace('oak', { name: 'Oak hall', state: 'closed', rules: { holdHours: 1 } }),
      moves: false,
    },
  ])('$change: $moves', ({ before, after, moves }) => {
    expect(movesTheGround(before, after)).toBe(moves);
  });
});

describe('where events are written to', () => {
  it.each([
    {
      given: 'the calendar',
      space: aSpace('oak', { calendar: { exchangeCalendarAddress: 'cal@city.example' } }),
      address: 'cal@city.example',
    },
    { given: "the room's own mailbox", space: aSpace('oak'), address: 'oak@city.example' },
    { given: 'nowhere', space: aSpace('oak', { exchangeResourceMailbox: undefined }), address: undefined },
  ])('$given', ({ space, address }) => {
    expect(calendarAddress(space)).toBe(address);
  });
});
