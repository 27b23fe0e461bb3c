/** What tells two texts of one look apart, or shows nothing at all; joiners and selectors that a script needs are taken out before. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
const SEPARATOR = /[\p{Zl}\p{Zp}]/u;
const NONCHARACTER = /\p{Noncharacter_Code_Point}/u;
const BIDIRECTIONAL = /\p{Bidi_Control}/u;
/** Neither a space nor a mark without a letter; U+2800 is a sign without a dot. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}\p{M}\u2800]/u;

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
  /(?<=\u{1f3f4}[\u{e0020}-\u{e007e}]*)[\u{e0020}-\u{e007f}]/gu,
  /(?<=[\p{L}\p{N}\p{S}\p{P}])\p{Variation_Selector}/gu,
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
