import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');

const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

/** The files that say this, comments and strings included. */
const saying = (pattern: RegExp): string[] =>
  [...filesIn('shared'), ...filesIn('functions')].filter((file) => pattern.test(readFileSync(join(root, file), 'utf8'))).sort();

describe('the one write path', () => {
  it('nudges after a commit in one file', () => {
    expect(saying(/cause: 'commit'/)).toEqual(['shared/sync/commit-wishes.ts']);
  });

  it('gives nobody else a nudge to send but the loop, the retry and who asks now', () => {
    expect(saying(/\bsendNudge\(/)).toEqual([
      'shared/sync/commit-wishes.ts',
      'shared/sync/read/ask-now.ts',
      'shared/sync/read/retry-item.ts',
      'shared/sync/sweep.ts',
      'shared/sync/work-lane.ts',
    ]);
  });

  it('makes and changes wishes in one file', () => {
    expect(saying(/\b(?:newSyncItem|withNewDesired)\(/)).toEqual(['shared/sync/desire.ts', 'shared/sync/item/item.ts']);
  });
});
