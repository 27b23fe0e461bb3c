import { Sessions } from '../../../../shared/adapters/cosmos/sessions';

describe('session tokens', () => {
  it.each([
    [['0:-1#5', '0:-1#12'], '0:-1#12'],
    [['0:-1#12', undefined, '0:-1#5'], '0:-1#12'],
    [['0:-1#9,1:-1#2', '1:-1#7'], '0:-1#9,1:-1#7'],
    [['0:1#9#4=9', '0:2#3#4=3'], '0:2#3#4=3'],
    [[undefined], undefined],
    [['rubbish', '0:-1#5,', ':', '1:x#4'], '0:-1#5'],
    [['rubbish'], undefined],
    [['0:17', '0:-1#12'], '0:17'],
  ])('%j: the latest moment of each partition is %s', (tokens, expected) => {
    expect(new Sessions().later(...tokens)).toBe(expected);
  });

  it('remembers the furthest of each container', () => {
    const sessions = new Sessions();
    sessions.remember('items', '0:-1#5');
    sessions.remember('items', '0:-1#3');

    expect(sessions.token('items')).toBe('0:-1#5');
    expect(sessions.token('items', '0:-1#8')).toBe('0:-1#8');
    expect(sessions.token('lanes')).toBeUndefined();
  });

  it('leaves out what a read found beyond the present, of what it was given and of what it remembers', () => {
    const sessions = new Sessions();
    sessions.remember('items', '0:-1#500,1:-1#9');

    sessions.lose('items', '0:-1#500,1:-1#9', '0:-1#17');

    expect(sessions.token('items')).toBe('0:-1#17');
    expect(sessions.token('items', '0:-1#500')).toBe('0:-1#17');
    expect(sessions.later('0:-1#500')).toBeUndefined();
    expect(sessions.later('0:-1#500', '0:-1#18')).toBe('0:-1#18');
  });

  it('keeps what the store has, though a replica was behind', () => {
    const sessions = new Sessions();

    sessions.lose('items', '0:-1#12', '0:-1#17');

    expect(sessions.later('0:-1#12')).toBe('0:-1#12');
    expect(sessions.token('items', '0:-1#12')).toBe('0:-1#17');
  });

  it('believes a moment again once the store has come so far', () => {
    const sessions = new Sessions();
    sessions.lose('items', '0:-1#500', '0:-1#17');

    sessions.remember('items', '0:-1#500');

    expect(sessions.later('0:-1#500')).toBe('0:-1#500');
  });
});
