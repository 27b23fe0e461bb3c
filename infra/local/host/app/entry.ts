import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The app's entry file, absolute, as its package.json names it. */
export function entryOf(appDir: string): string {
  const file = resolve(appDir, 'package.json');
  const { main } = JSON.parse(readFileSync(file, 'utf8')) as { main?: unknown };
  if (typeof main !== 'string' || main === '') throw new Error(`${file} has no "main": the worker would find no function`);
  if (/[*?{[]/.test(main)) throw new Error(`${file}: a pattern in "main" is not covered by the local host`);
  return resolve(appDir, main);
}
