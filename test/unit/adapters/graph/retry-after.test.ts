import { retryAfter } from '../../../../shared/kernel/retry-after';

const now = Date.parse('2026-03-02T08:00:00Z');
const after = (text: string): number | undefined => {
  const at = retryAfter({ 'retry-after': text }, now);
  return at === undefined ? undefined : at - now;
};

describe('Retry-After', () => {
  it.each([
    ['7', 7_000],
    ['0.5', 500],
    ['2.3456', 2_346],
    [' 12 ', 12_000],
    ['Mon, 02 Mar 2026 08:01:30 GMT', 90_000],
    ['3600', 3_600_000],
  ])('%j is %d ms from now', (text, ms) => {
    expect(after(text)).toBe(ms);
  });

  it.each(['86400', '999999999999999999999999', 'Tue, 03 Mar 2026 08:00:00 GMT'])('%j is believed for one hour only', (text) => {
    expect(after(text)).toBe(3_600_000);
  });

  it.each([
    '0',
    '0.0',
    '-5',
    '',
    'soon',
    '1e3',
    '0x10',
    '5, 7',
    'Mon, 02 Mar 2026 07:59:59 GMT',
    '2026-03-02T09:00:00Z',
    'Mon, 99 Mar 2026 08:01:30 GMT',
  ])('%j counts as absent', (text) => {
    expect(after(text)).toBeUndefined();
  });

  it('may be absent', () => {
    expect(retryAfter({}, now)).toBeUndefined();
  });
});
