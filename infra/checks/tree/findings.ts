import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readTree, type Tree } from './tree';

/** What stays between two runs of `npm run check`; deleting it only makes the next run slow. */
const CACHE = '.cache/checks';

/**
 * What an earlier run found out, by keys that are digests of everything that the finding depends on: a changed input has another key, so
 * nothing here can be out of date. Only what was asked for or found in this run is kept.
 */
export class Findings<T> {
  private readonly earlier: ReadonlyMap<string, T>;
  private readonly current = new Map<string, T>();

  constructor(private readonly file: string) {
    this.earlier = new Map(Object.entries(read<T>(file)));
  }

  static in<T>(root: string, name: string): Findings<T> {
    return new Findings(join(root, CACHE, `${name}.json`));
  }

  get(key: string): T | undefined {
    const found = this.current.get(key) ?? this.earlier.get(key);
    if (found !== undefined) this.current.set(key, found);
    return found;
  }

  add(key: string, finding: T): void {
    this.current.set(key, finding);
  }

  save(): void {
    mkdirSync(dirname(this.file), { recursive: true });
    const beside = `${this.file}.${String(process.pid)}`;
    writeFileSync(beside, JSON.stringify(Object.fromEntries(this.current)));
    renameSync(beside, this.file);
  }
}

/**
 * Keeps what was found, unless the tree is not the one that the keys were made of: a tool reads its files after the keys are made, and an
 * editor may have been in between.
 */
export function saveUnchanged(tree: Tree, findings: readonly { save(): void }[]): void {
  const now = readTree(tree.root);
  const same = now.settings === tree.settings && now.digests.size === tree.digests.size;
  if (!same || [...now.digests].some(([path, digest]) => tree.digests.get(path) !== digest)) return;
  for (const one of findings) one.save();
}

/** Forgets everything: the next run is a first one. */
export const forget = (root: string): void => rmSync(join(root, '.cache'), { recursive: true, force: true });

/** A file that is missing or damaged holds nothing. */
function read<T>(file: string): Record<string, T> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, T>; // written by save, and only by it
  } catch {
    return {};
  }
}
