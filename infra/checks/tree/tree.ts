import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a working tree, each by its path from the root, with the digest of its content. */
export interface Tree {
  readonly root: string;
  readonly digests: ReadonlyMap<string, string>;
  /** Of everything that every check depends on: the settings of the tools, these checks themselves, what is installed, the version of Node. */
  readonly settings: string;
}

/** Settings of the tools: a change of one makes every check begin anew. */
const SETTINGS =
  /^(?:[\w.-]+\.[cm]js|(?:package|package-lock|tsconfig|knip|\.prettierrc)\.json|\.(?:prettierignore|editorconfig|gitignore)|test\/tsconfig\.json|infra\/checks\/.*)$/;

export const digestOf = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
const digestOfFile = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('base64url');

export function readTree(root: string): Tree {
  const paths = list(root, '', ignored(root));
  const digests = new Map(paths.map((path) => [path, digestOfFile(join(root, path))]));
  const installed = join(root, 'node_modules/.package-lock.json');
  const settings = digestOf(
    process.version,
    existsSync(installed) ? digestOfFile(installed) : '',
    ...paths.filter((path) => SETTINGS.test(path)).flatMap((path) => [path, digests.get(path) ?? '']),
  );
  return { root, digests, settings };
}

export const readText = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

function list(root: string, folder: string, isIgnored: (name: string) => boolean): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !isIgnored(name))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? list(root, path, isIgnored) : entry.isFile() ? [path] : [];
    });
}

/** Reads .gitignore, which here has only names and endings (`dist/`, `*.log`); anything else is refused rather than misread. */
function ignored(root: string): (name: string) => boolean {
  const file = join(root, '.gitignore');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const patterns = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const odd = patterns.find((pattern) => !/^(?:\*?[\w.-]+)\/?$/.test(pattern));
  if (odd !== undefined) throw new Error(`.gitignore: the checks read only names and endings, not ${odd}`);
  const names = new Set(['.git', ...patterns.filter((pattern) => !pattern.startsWith('*')).map((name) => name.replace(/\/$/, ''))]);
  const endings = patterns.filter((pattern) => pattern.startsWith('*')).map((pattern) => pattern.slice(1));
  return (name) => names.has(name) || endings.some((ending) => name.endsWith(ending));
}
