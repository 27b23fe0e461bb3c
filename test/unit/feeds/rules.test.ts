import { DAY, HOUR } from '../../../shared/kernel/clock';
import { entryOf, feedSpan, isListed } from '../../../shared/feeds/rules';
import { aReservation, START, staff } from '../../support/builders/reservation-builder';
import { aSpace, spaceId } from '../../support/builders/space-builder';

const offAt = (when: number) => ({ status: 'cancelled', decision: { at: when, by: staff.actor } }) as const;

describe('what a feed covers', () => {
  it('is the same all day', () => {
    expect(feedSpan(START)).toEqual(feedSpan(START + 15 * HOUR));
    expect(feedSpan(START)).not.toEqual(feedSpan(START + 16 * HOUR));
  });

  it('is 30 days back and 400 ahead', () => {
    const lasting = (startsAt: number) => aReservation({ startsAt, submittedAt: START - 60 * DAY });

    expect(isListed(lasting(START - 29 * DAY), START)).toBe(true);
    expect(isListed(lasting(START - 31 * DAY), START)).toBe(false);
    expect(isListed(lasting(START + 400 * DAY), START)).toBe(true);
    expect(isListed(lasting(START + 402 * DAY), START)).toBe(false);
  });

  it.each(['denied', 'cancelled', 'expired'] as const)('holds what is %s for 30 days', (status) => {
    const off = (when: number) => aReservation({ status, submittedAt: START - 60 * DAY, decision: { at: when, by: staff.actor } });

    expect(isListed(off(START - 30 * DAY), START)).toBe(true);
    expect(isListed(off(START - 31 * DAY), START)).toBe(false);
  });
});

describe('what the public may know of a reservation', () => {
  const titled = aReservation({ notes: 'Bring the piano', publicTitle: 'Open evening' });

  it('is that the time is reserved', () => {
    expect(entryOf(titled, aSpace(), 'u')).toMatchObject({ summary: 'Reserved', location: 'oak, Town Hall' });
    expect(entryOf(titled, aSpace('oak', { publicFeed: 'busy' }), 'u').summary).toBe('Reserved');
  });

  it('is its public title where the space publishes titles', () => {
    const space = aSpace('oak', { publicFeed: 'titles' });

    expect(entryOf(titled, space, 'u').summary).toBe('Open evening');
    expect(entryOf(aReservation(), space, 'u').summary).toBe('Reserved');
  });

  it('is no title in the calendar of its whole or its parts, which may publish other things', () => {
    const whole = aSpace('hall', { publicFeed: 'titles' });

    expect(entryOf({ ...titled, excludes: [spaceId('oak'), spaceId('hall')] }, whole, 'u').summary).toBe('Reserved');
  });

  it.each([
    ['submitted', {}, START],
    ['decided', offAt(START + HOUR), START + HOUR],
    ['moved after the decision', { ...offAt(START + HOUR), changedAt: START + 2 * HOUR }, START + 2 * HOUR],
  ])('is when it was %s last, and how often', (_, more, changedAt) => {
    expect(entryOf(aReservation({ ...more, revision: 7 }), aSpace(), 'u')).toMatchObject({ changedAt, sequence: 7 });
  });
});
