import { latest, Sessions } from '../../../../shared/adapters/cosmos/sessions';

describe('session tokens', () => {
  it.each([
    [['0:-1#5', '0:-1#12'], '0:-1#12'],
    [['0:-1#12', undefined, '0:-1#5'], '0:-1#12'],
    [['0:-1#9,1:-1#2', '1:-1#7'], '0:-1#9,1:-1#7'],
    [['0:1#9#4=9', '0:2#3#4=3'], '0:2#3#4=3'],
    [[undefined], undefined],
  ])('%j: the latest moment of each partition is %s', (tokens, expected) => {
    expect(latest(...tokens)).toBe(expected);
  });

  it('remembers the furthest of each container', () => {
    const sessions = new Sessions();
    sessions.remember('items', '0:-1#5');
    sessions.remember('items', '0:-1#3');

    expect(sessions.token('items')).toBe('0:-1#5');
    expect(sessions.token('items', '0:-1#8')).toBe('0:-1#8');
    expect(sessions.token('lanes')).toBeUndefined();
  });
});
