import { AsyncLocalStorage } from 'node:async_hooks';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { releaseAsyncStorage } from '../../support/jest/async-storage';
import { reuseKeyPairs } from '../../support/jest/key-pairs';

const aKey = (): KeyObject => generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;

describe('one test file after another in one process', () => {
  it.each([
    ['run', (storage: AsyncLocalStorage<string>, look: () => void) => storage.run('first file', look)],
    [
      'enterWith',
      (storage: AsyncLocalStorage<string>, look: () => void) => {
        storage.enterWith('first file');
        look();
      },
    ],
  ])('copies no value of an AsyncLocalStorage (%s) into the promises of the next file', (_name, enter) => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const fileEnds = releaseAsyncStorage();

    enter(storage, () => {
      seen.push(storage.getStore());
      fileEnds();
      seen.push(storage.getStore());
    });

    expect(seen).toEqual(['first file', undefined]);
  });

  it('makes its RSA keys once, and no two of four in a row are the same', () => {
    const firstEnds = reuseKeyPairs();
    const first = [aKey(), aKey(), aKey(), aKey(), aKey()];
    firstEnds();
    const secondEnds = reuseKeyPairs();
    const second = aKey();
    secondEnds();

    expect(new Set(first).size).toBe(4);
    expect(second).toBe(first[0]);
    expect(first[4]).toBe(first[0]);
  });

  it('leaves keys of another kind alone', () => {
    const fileEnds = reuseKeyPairs();
    const [one, other] = [generateKeyPairSync('ec', { namedCurve: 'P-256' }), generateKeyPairSync('ec', { namedCurve: 'P-256' })];
    fileEnds();

    expect(one.publicKey.equals(other.publicKey)).toBe(false);
  });
});
