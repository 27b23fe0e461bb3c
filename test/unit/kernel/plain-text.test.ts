import { unreadable } from '../../../shared/kernel/plain-text';

describe('a text that others read', () => {
  it.each([
    ['plain words', 'Choir practice'],
    ['letters with marks', 'Übung für Žofie, naïve'],
    ['signs made by joiners', 'Family day \u{1f468}‍\u{1f469}‍\u{1f467}‍\u{1f466}, \u{1f3f3}️‍\u{1f308}'],
    ['a sign with a tone of skin', '\u{1f469}\u{1f3fd}‍\u{1f680}'],
    ['the flag of a region', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'],
    ['a Persian word with a non-joiner', 'می‌خواهم'],
    ['a Sinhala word with a joiner', 'ශ්‍රී ලංකා'],
    ['Hindi', 'क्‍ष'],
    ['Thai with places to break the line', 'ห้อง​ประชุม'],
    ['Hebrew and Arabic', 'מקהלה جوقة'],
    ['one sign alone', '♪'],
    ['a key and a heart with their selectors', 'Press 1\ufe0f\u20e3 \u2764\ufe0f'],
    ['an ideograph of a given form', '\u8fbb\u{e0100}'],
    ['an Arabic sign of a year', '\u0601\u0661\u0664'],
    ['a Mongolian form of a letter', 'ᠰᠠᠢ᠋ᠨ'],
  ])('may be %s', (_what, text) => {
    expect(unreadable(text)).toBeUndefined();
  });

  it.each([
    ['nothing', '', 'can be seen'],
    ['two zero-width spaces', '\u200b\u200b', 'U+200B'],
    ['spaces of any kind', '\u3000\u00a0', 'can be seen'],
    ['a mark without a letter', '\u0301', 'can be seen'],
    ['a sign without a dot', '\u2800', 'can be seen'],
    ['a filler that is a letter to Unicode', '\u3164', 'U+3164'],
    ['a turn of direction', 'Choir \u202egnp.exe', 'U+202E'],
    ['an isolate', 'Choir \u2067x', 'U+2067'],
    ['a mark of direction', 'Choir\u200f', 'U+200F'],
    ['a line separator', 'Choir\u2028practice', 'U+2028'],
    ['a paragraph separator', 'Choir\u2029practice', 'U+2029'],
    ['a noncharacter', 'Choir\uffff', 'U+FFFF'],
    ['a noncharacter of another plane', 'Choir\u{1fffe}', 'U+1FFFE'],
    ['a joiner in a Latin word', 'Cho\u200dir', 'U+200D'],
    ['a joiner at the end of a word that may have one inside', 'می\u200c', 'U+200C'],
    ['a zero-width space in a Latin word', 'Cho\u200bir', 'U+200B'],
    ['a word joiner', 'Choir\u2060', 'U+2060'],
    ['a byte order mark', 'Choir\ufeff practice', 'U+FEFF'],
    ['letters for machines', 'Choir\u{e0041}', 'U+E0041'],
    ['a soft hyphen', 'Cho\u00adir', 'U+00AD'],
    ['a selector behind a Latin letter', 'C\ufe0fhess', 'U+FE0F'],
    ['bytes in selectors', 'C\u{e0104}h\u{e0148}ess', 'U+E0104'],
    [
      'a hidden text behind a flag',
      '\u{1f3f4}\u{e0066}\u{e0072}\u{e0065}\u{e0065}\u{e0062}\u{e0065}\u{e0065}\u{e0072}\u{e007f}',
      'U+E0066',
    ],
    ['a flag without an end', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}', 'U+E0067'],
    ['an anchor of a gloss', 'Choir\ufff9', 'U+FFF9'],
    ['a control of hieroglyphs', 'Choir\u{13430}', 'U+13430'],
    ['a place for an object', '\ufffc', 'can be seen'],
    ['a note without a head', '\u{1d159}', 'can be seen'],
  ])('may not be %s', (_what, text, says) => {
    expect(unreadable(text)).toContain(says);
  });
});
