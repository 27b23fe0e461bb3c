import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the patches, from the root of the tree. */
export const FOLDER = 'test/mutants';

/** What is expected to notice that the mend is switched off: the simulation, or one test by its name. */
export type Guard = { readonly kind: 'simulation' } | { readonly kind: 'test'; readonly file: string; readonly name: string };

/** A mend switched off, as a patch of functions/ or shared/, with the guard that is to notice it. */
export interface Mutant {
  /** The patch, by its name in the folder. */
  readonly name: string;
  readonly row: string;
  /** What is switched off. */
  readonly what: string;
  readonly guard: Guard;
}

const mutantNames = (root: string): readonly string[] =>
  existsSync(join(root, FOLDER))
    ? readdirSync(join(root, FOLDER))
        .filter((name) => name.endsWith('.patch'))
        .sort()
    : [];

/** Reads the lines before the diff. Throws for a patch that does not say what it is, or that touches more than the product. */
export function readMutant(name: string, text: string): Mutant {
  const [head = ''] = text.split(/^diff --git /m, 1);
  const say = (key: string): string => {
    const value = new RegExp(`^# ${key}: (.+)$`, 'm').exec(head)?.[1]?.trim();
    if (value === undefined) throw new Error(`${name}: its head has no line "# ${key}: …"`);
    return value;
  };
  const touched = [...text.matchAll(/^diff --git a\/(\S+) b\/\S+$/gm)].map(([, path = '']) => path);
  const foreign = touched.find((path) => !/^(?:functions|shared)\//.test(path));
  if (touched.length === 0) throw new Error(`${name}: it has no diff`);
  if (foreign !== undefined) throw new Error(`${name}: it touches ${foreign}, which is neither in functions/ nor in shared/`);
  return { name, row: say('row'), what: say('what'), guard: guardOf(name, say('caught by')) };
}

function guardOf(name: string, said: string): Guard {
  if (said === 'simulation') return { kind: 'simulation' };
  const [, file, test] = /^(test\/\S+\.test\.ts) -t "(.+)"$/.exec(said) ?? [];
  if (file === undefined || test === undefined)
    throw new Error(`${name}: "# caught by: ${said}" is neither "simulation" nor "test/….test.ts -t "the name of the test""`);
  return { kind: 'test', file, name: test };
}

export function readMutants(root: string, wanted: readonly string[] = []): readonly Mutant[] {
  const names = mutantNames(root).filter((name) => wanted.length === 0 || wanted.some((one) => name.startsWith(one)));
  return names.map((name) => readMutant(name, readFileSync(join(root, FOLDER, name), 'utf8')));
}
