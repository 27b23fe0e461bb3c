import { reservationEventKind } from '../../../shared/reservations/kind';
import { fingerprint, planEntry, transactionId } from '../../../shared/sync/item/plan';
import { DIGEST } from '../../support/builders/digest';
import { anEvent, anItem, anItemInStep, appliedAs, ELM } from '../../support/builders/sync-item';

const kind = reservationEventKind();
const planned = (item: Parameters<typeof planEntry>[0]) => planEntry(item, DIGEST);

describe('the next write', () => {
  it('makes what is wanted and not there', () => {
    const item = anItem();

    expect(planned(item)).toEqual({
      operation: { verb: 'create', transactionId: transactionId(DIGEST, item) },
      before: null,
      after: anEvent(),
    });
  });

  it('changes what is there otherwise than wanted, and shows both', () => {
    const item = anItem({ applied: appliedAs('event-1', anEvent({ subject: 'Hold: Choir' })) });

    expect(planned(item)).toEqual({
      operation: { verb: 'update', externalId: 'event-1' },
      before: anEvent({ subject: 'Hold: Choir' }),
      after: anEvent(),
    });
  });

  it('removes what is there and not wanted', () => {
    const item = anItem({ desired: { revision: 2, value: null }, applied: appliedAs('event-1') });

    expect(planned(item)).toEqual({ operation: { verb: 'delete', externalId: 'event-1' }, before: anEvent(), after: null });
  });

  it.each([
    ['what is there is what is wanted', anItemInStep()],
    ['nothing is there and nothing wanted', anItem({ desired: { revision: 2, value: null } })],
    [
      'only the order of the members differs',
      anItem({ applied: appliedAs('event-1', Object.fromEntries(Object.entries(anEvent()).reverse())) }),
    ],
  ])('is none when %s', (_what, item) => {
    expect(planned(item)).toBeUndefined();
  });

  it('removes what is there twice before anything else, one at a time', () => {
    const doubled = { extras: ['event-2', 'event-3'], applied: appliedAs('event-1', anEvent({ subject: 'old' })) };

    expect(planned(anItem(doubled))?.operation).toEqual({ verb: 'delete-extra', externalId: 'event-2' });
    expect(planned(anItem({ ...doubled, desired: { revision: 2, value: null } }))?.operation).toEqual({
      verb: 'delete-extra',
      externalId: 'event-2',
    });
  });

  it('is the same for the same item, which stays as it was', () => {
    const item = Object.freeze(anItem());

    expect(planned(item)).toEqual(planned(item));
  });

  it('goes to the mailbox of the item as the request of its kind', () => {
    const item = anItem({ target: ELM });

    expect(kind.request(item, { verb: 'create', transactionId: 'instep-1' })).toMatchObject({
      method: 'POST',
      path: '/users/elm%40city.example/events',
    });
    expect(kind.request(item, { verb: 'update', externalId: 'a/b=' })).toMatchObject({
      method: 'PATCH',
      path: '/users/elm%40city.example/events/a%2Fb%3D',
    });
    expect(kind.request(item, { verb: 'delete-extra', externalId: 'x' })).toMatchObject({ method: 'DELETE' });
  });
});

describe('a transaction id', () => {
  const id = (item = anItem()): string => transactionId(DIGEST, item);

  it('is ours and short enough for Exchange', () => {
    expect(id()).toMatch(/^instep-[a-z2-7]{32}$/);
  });

  it('is the same for every wish of the same thing', () => {
    expect(id(anItem({ desired: { revision: 9, value: anEvent({ subject: 'other' }) }, attempts: 3, state: 'unknown' }))).toBe(id());
  });

  it.each([
    ['target', anItem({ target: ELM })],
    ['generation', anItem({ generation: 1 })],
    ['thing', anItem({ key: 'oak.other' })],
  ])('changes with the %s', (_what, item) => {
    expect(id(item)).not.toBe(id());
  });
});

it('a fingerprint is one of the value alone', () => {
  expect(fingerprint(DIGEST, { a: 1, b: 2 })).toBe(fingerprint(DIGEST, { b: 2, a: 1 }));
  expect(fingerprint(DIGEST, { a: 1 })).not.toBe(fingerprint(DIGEST, { a: 2 }));
});
