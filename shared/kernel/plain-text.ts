/**
 * What tells two texts of one look apart, or shows nothing at all; joiners and selectors that a script needs are taken out before. Signs that stand
 * before a number, such as the Arabic sign of a year, are format characters and can be seen.
 */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|(?![\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}])\p{Cf}/u;
const SEPARATOR = /[\p{Zl}\p{Zp}]/u;
const NONCHARACTER = /\p{Noncharacter_Code_Point}/u;
const BIDIRECTIONAL = /\p{Bidi_Control}/u;
/** Neither a space nor a mark without a letter; U+2800 is a sign without a dot, U+FFFC stands for something that is not there, U+1D159 is a note without a head. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}\p{M}\u2800\ufffc\u{1d159}]/u;

/** Scripts whose words change their form, or their meaning, by a zero-width joiner or non-joiner (RFC 5892, appendix A: CONTEXTJ). */
const JOINING = scripts(
  'Arabic Syriac Mandaic Nko Mongolian Adlam Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Myanmar',
);
/** Scripts that put no space between words: a line may be broken at a zero-width space. */
const SPACELESS = scripts('Khmer Thai Lao Myanmar');
const NEEDED = [
  new RegExp(`(?<=[${JOINING}])[\\u200c\\u200d](?=[${JOINING}])`, 'gu'),
  new RegExp(`(?<=[${SPACELESS}])\\u200b(?=[${SPACELESS}])`, 'gu'),
  // A sign made of several signs: the family, a flag of a region; and the form of a sign.
  /(?<=\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0f]?)\u200d(?=\p{Extended_Pictographic})/gu,
  // A region has three to six letters and digits (UTS 51, tag sequences); more would be a hidden text.
  /(?<=\u{1f3f4})[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}/gu,
  // Selectors only behind signs that have such forms: pictures, keys, ideographs, Mongolian letters, and those of StandardizedVariants.txt.
  /(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f]/gu,
  /(?<=[\d#*])\ufe0f(?=\u20e3)/gu,
  /(?<=\p{Script=Han})[\ufe00-\ufe02\u{e0100}-\u{e01ef}]/gu,
  /(?<=\p{Script=Mongolian})[\u180b-\u180d\u180f]/gu,
  /(?<=[\p{Script=Myanmar}\p{Sm}\u3001\u3002\uff01\uff0c\uff0e\uff1a\uff1b\uff1f])[\ufe00\ufe01]/gu,
];

function scripts(names: string): string {
  return names
    .split(' ')
    .map((name) => `\\p{Script=${name}}`)
    .join('');
}

const named = (what: string, sign: RegExp, text: string): string | undefined => {
  const found = sign.exec(text)?.[0];
  return found === undefined ? undefined : `must have no ${what}, such as U+${hex(found)} in it`;
};

const hex = (sign: string): string => (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

/**
 * What is wrong with a text that others read, completing "it …"; undefined: nothing. The one rule for every such text: it has something to
 * see, and nothing that hides, turns round or splits what is seen. Control characters are for the caller: a text may have lines.
 */
export function unreadable(text: string): string | undefined {
  const rest = NEEDED.reduce((left, needed) => left.replace(needed, ''), text);
  return (
    named('control of the direction of writing', BIDIRECTIONAL, rest) ??
    named('line or paragraph separator', SEPARATOR, rest) ??
    named('noncharacter', NONCHARACTER, rest) ??
    named('invisible character where no script needs it', INVISIBLE, rest) ??
    (VISIBLE.test(text) ? undefined : 'must have a character that can be seen')
  );
}
