import { isNcrontab } from '../../../shared/config/ncrontab';

describe('a schedule', () => {
  it.each(['0 * * * * *', '*/30 * * * * *', '0 0,30 8-18/2 1 Jan-Mar Mon-Fri', '59 59 23 31 12 6', '0 5/15 * * january sun'])(
    'may be %j',
    (text) => {
      expect(isNcrontab(text)).toBe(true);
    },
  );

  it.each([
    '',
    '* * * * *',
    '60 * * * * *',
    '0 60 * * * *',
    '0 0 24 * * *',
    '0 0 0 0 * *',
    '0 0 0 1 13 *',
    '0 0 0 1 1 7',
    '0 */0 * * * *',
    '0 5-1 * * * *',
    '0 1-2-3 * * * *',
    '0 x * * * *',
    '00:01:00',
    '0 , * * * *',
    '0 * * * * * *',
  ])('may not be %j', (text) => {
    expect(isNcrontab(text)).toBe(false);
  });
});
