import { keyOf } from '../../functions/outside';
import { Values } from '../../local.settings.example.json';
import { chance } from '../support/builders/environment';

const refusal = (text: string, isPublic: boolean): unknown => {
  try {
    return keyOf(text, isPublic).length;
  } catch (error) {
    return (error as { failure: { code: string } }).failure.code; // as it refuses
  }
};

describe('a signing key that a vault holds', () => {
  it.each([
    ['of the example', Values.SIGNING_KEY],
    ['of the example, in hexadecimal digits', Buffer.from(Values.SIGNING_KEY, 'base64url').toString('hex')],
    ['of words', 'correct-horse-battery-staple-and-a-little-more'],
  ])('is refused where others reach the app: %s', (_what, text) => {
    expect(refusal(text, true)).toBe('key-guessable');
    expect(refusal(`${text}\n`, true)).toBe('key-guessable');
    expect(typeof refusal(text, false)).toBe('number');
  });

  it('is taken when it was made by chance, and long enough', () => {
    expect(refusal(chance('a key'), true)).toBe(32);
    expect(refusal(chance('a key').slice(2), true)).toBe('key-unusable');
  });
});
