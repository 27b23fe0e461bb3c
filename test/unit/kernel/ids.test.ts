import { homeLedger, makeReservationId, toLedgerId, toReservationId, toSpaceId, type SpaceId } from '../../../shared/kernel/ids';
import { mailboxLane } from '../../../shared/microsoft/model';
import { DIGEST } from '../../support/builders/digest';

const HALL = toLedgerId('town-hall' as SpaceId); // a slug

describe('ids', () => {
  it.each(['a', '7', 'oak', 'hall-east-2', 'a'.repeat(40)])('take %s for a space', (text) => {
    expect(toSpaceId(text)).toBe(text);
  });

  it.each(['', '-oak', 'oak-', 'Oak', 'oak.elm', 'oak room', 'öak', 'a'.repeat(41), 'oak\n'])('refuse %j for a space', (text) => {
    expect(toSpaceId(text)).toBeUndefined();
  });

  it('make a reservation id that carries its home ledger and is read again', () => {
    const id = makeReservationId(HALL, DIGEST('reservation', 'key'));

    expect(toReservationId(id)).toBe(id);
    expect(homeLedger(id)).toBe(HALL);
  });

  it.each([
    'town-hall',
    'town-hall.',
    'town-hall.short',
    `.${'a'.repeat(26)}`,
    `town-hall.${'A'.repeat(26)}`,
    `town-hall.${'a'.repeat(27)}`,
    `x/y.${'a'.repeat(26)}`,
  ])('refuse %s for a reservation', (text) => {
    expect(toReservationId(text)).toBeUndefined();
  });

  it('give one mailbox one lane, however its address is written', () => {
    expect(mailboxLane('Oak@City.Example')).toBe(mailboxLane('oak@city.example'));
  });
});
