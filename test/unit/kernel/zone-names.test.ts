import { timeZone } from '../../../shared/config/rules';
import { canonicalZone } from '../../../shared/kernel/zone-names';

/** Older names and those that are spelled in no common way. */
const OTHERS = (
  'Etc/UTC Etc/GMT+5 Etc/GMT-14 Etc/GMT0 GMT UTC EST5EDT US/Pacific GB GB-Eire NZ-CHAT W-SU PRC Europe/Kyiv Asia/Kolkata Europe/Belfast ' +
  'America/Argentina/ComodRivadavia America/Indiana/Knox America/Knox_IN Mexico/BajaNorte Brazil/DeNoronha Chile/EasterIsland Australia/ACT Australia/NSW'
).split(' ');

describe('the name of a time zone', () => {
  it('is spelled as the time zone database spells it, however it was typed', () => {
    for (const name of [...Intl.supportedValuesOf('timeZone'), ...OTHERS]) {
      expect(canonicalZone(name.toLowerCase())).toBe(name);
      expect(canonicalZone(name.toUpperCase())).toBe(name);
      expect(canonicalZone(name)).toBe(name);
    }
  });

  it('is spelled so in a setting too', () => {
    expect(timeZone.read('EUROPE/VIENNA')).toBe('Europe/Vienna');
  });

  it.each(['', 'Europe', 'Europe/Atlantis', 'Dublin', '+01:00', 'Europe/Dublin ', 'Europe//Dublin'])('is none: %j', (text) => {
    expect(canonicalZone(text)).toBeUndefined();
  });
});
