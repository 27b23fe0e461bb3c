import { longestPause } from '../../../shared/config/ncrontab';

describe('the longest pause of a schedule', () => {
  it.each([
    ['0 * * * * *', 60],
    ['*/10 * * * * *', 10],
    ['0 */5 * * * *', 300],
    ['0 0,30 8-18/2 * * *', 13.5 * 3_600],
    ['5/20 * * * * *', 20],
    ['0 0 3 * * *', 86_400],
    ['30 0 * * * *', 3_600],
    ['0 * * * * Mon-Fri', 7 * 86_400],
  ])('%j is %d seconds', (text, seconds) => {
    expect(longestPause(text)).toBe(seconds);
  });
});
