import { describeThrown, looksLikeCode, withoutWords } from '../../../shared/kernel/thrown';

/** What a person wrote, as whoever throws may quote it: with lines that look like those of a stack. */
const WORDS = 'Recital of Ada\n    at Lovelace (hall:1:2)';

const changed = (error: Error, change: (error: Error) => void): Error => {
  change(error);
  return error;
};

describe('what is told of something thrown', () => {
  it.each<[string, unknown]>([
    ['an error', new TypeError(WORDS)],
    ['an error whose message was changed since', changed(new Error(WORDS), (error) => (error.message = 'other words'))],
    ['an error whose stack begins otherwise', changed(new Error(WORDS), (error) => (error.stack = `Failed: ${WORDS}\nand so on`))],
    ['an error with words for a name', changed(new Error(''), (error) => (error.name = WORDS))],
    ['an error with words for a code', Object.assign(new Error(WORDS), { code: 'Ada Lovelace' })],
    ['an error with a cause', new Error('', { cause: Object.assign(new Error(WORDS), { name: WORDS, code: WORDS }) })],
    ['an error without a stack', changed(new Error(WORDS), (error) => delete error.stack)],
    ['a text', WORDS],
    ['an object', { message: WORDS }],
  ])('holds no words of %s', (_what, thrown) => {
    expect(JSON.stringify(describeThrown(thrown))).not.toMatch(/\bAda\b|Lovelace|Recital/);
    const said = withoutWords(thrown);
    expect(`${said.message} ${said.stack ?? ''}`).not.toMatch(/\bAda\b|Lovelace|Recital/);
  });

  it('holds its name, its code and where it was thrown', () => {
    const error = Object.assign(new RangeError(WORDS), { code: 'ERR_OUT_OF_RANGE' });

    expect(describeThrown(error)).toEqual({
      name: 'RangeError',
      code: 'ERR_OUT_OF_RANGE',
      stack: expect.stringMatching(/^ {4}at .*thrown\.test\.ts:\d+:\d+/),
    });
    expect(withoutWords(error).stack).toMatch(/^RangeError ERR_OUT_OF_RANGE\n {4}at .*thrown\.test\.ts/);
  });
});

describe('a code', () => {
  it.each(['ErrorItemNotFound', 'Request_BadRequest', 'ECONNRESET', 'Microsoft.Exchange:4.2', 'nameAlreadyExists'])('is %s', (text) => {
    expect(looksLikeCode(text)).toBe(true);
  });

  it.each(['', 'Recital of Ada', 'ada@example.org', '+353 1 555', 'Zoë', 'a'.repeat(200)])('is not %j', (text) => {
    expect(looksLikeCode(text)).toBe(false);
  });
});
