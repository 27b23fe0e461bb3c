import { posix } from 'node:path';
import { transformSync } from '@swc/core';
import ts from 'typescript';
import { Findings } from './findings';
import { digestOf, readText, type Tree } from './tree';

/** What one file says about others. It depends on nothing but the text of the file. */
interface Facts {
  /** Every module that it names, also for types only. */
  readonly names: readonly string[];
  /** The modules that it loads when it runs. */
  readonly loads: readonly string[];
  /** Digest of its import and export statements: what the import rules look at. */
  readonly statements: string;
  /** Digest of what runs: without types and comments. */
  readonly runs: string;
  /** Whether it says something about every other file: it is no module, or declares for others. */
  readonly global: boolean;
}

export const isCode = (path: string): boolean => /^(?:functions|shared|infra|test)\/.*\.[cm]?[jt]s$/.test(path);

/** Which file imports which, without asking the compiler for types. */
export class Imports {
  private readonly findings: Findings<Facts>;
  private readonly known = new Map<string, Facts>();
  /** Digest of the files that say something about every other one. */
  readonly globals: string;

  constructor(readonly tree: Tree) {
    this.findings = Findings.in(tree.root, 'imports');
    for (const path of [...tree.digests.keys()].filter(isCode)) {
      const key = digestOf(tree.settings, posix.extname(path), tree.digests.get(path) ?? '');
      const facts = this.findings.get(key) ?? factsOf(path, readText(tree.root, path));
      this.findings.add(key, facts);
      this.known.set(path, facts);
    }
    this.globals = digestOf(...this.global.map((path) => tree.digests.get(path) ?? ''));
  }

  get paths(): readonly string[] {
    return [...this.known.keys()];
  }

  /** Files that say something about every other one, though none imports them. */
  get global(): readonly string[] {
    return this.paths.filter((path) => this.known.get(path)?.global);
  }

  save(): void {
    this.findings.save();
  }

  facts(path: string): Facts | undefined {
    return this.known.get(path);
  }

  /** The files that this one names. One that is not in the tree stays as it is named, so that it is noticed when it comes. */
  named(path: string): readonly string[] {
    return this.resolved(path, this.known.get(path)?.names ?? []);
  }

  resolved(from: string, names: readonly string[]): readonly string[] {
    return names.filter(isRelative).map((name) => this.resolve(from, name));
  }

  /** The files that import one of these, directly or through others. */
  importersOf(paths: Iterable<string>): ReadonlySet<string> {
    const importers = new Map<string, string[]>();
    for (const path of this.known.keys()) {
      for (const named of this.named(path)) importers.set(named, [...(importers.get(named) ?? []), path]);
    }
    const found = new Set<string>();
    const follow = [...paths];
    for (let path = follow.pop(); path !== undefined; path = follow.pop()) {
      const fresh = (importers.get(path) ?? []).filter((one) => !found.has(one));
      for (const one of fresh) found.add(one);
      follow.push(...fresh);
    }
    return found;
  }

  /** Everything that runs when this file is loaded, itself included. */
  loaded(path: string, into = new Set<string>()): ReadonlySet<string> {
    if (into.has(path)) return into;
    into.add(path);
    for (const name of this.known.get(path)?.loads ?? []) this.loaded(isRelative(name) ? this.resolve(path, name) : name, into);
    return into;
  }

  private resolve(from: string, name: string): string {
    const base = posix.join(posix.dirname(from), name);
    const candidates = [`${base}.ts`, base, base.replace(/\.js$/, '.ts'), `${base}/index.ts`, `${base}.js`];
    return candidates.find((path) => this.tree.digests.has(path)) ?? base;
  }
}

const isRelative = (name: string): boolean => name.startsWith('.');

function factsOf(path: string, text: string): Facts {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
  const code = withoutTypes(path, text);
  const names = modulesIn(text);
  const statements = source.statements.filter(
    (one) => ts.isImportDeclaration(one) || ts.isImportEqualsDeclaration(one) || (ts.isExportDeclaration(one) && one.moduleSpecifier),
  );
  return {
    names,
    loads: modulesIn(code),
    statements: digestOf(...names, ...statements.map((one) => one.getText(source))),
    runs: digestOf(code),
    global: !ts.isExternalModule(source) || /\bdeclare\s+(?:global|module)\b/.test(text),
  };
}

/** The text as jest runs it, without comments. One that cannot be read stays whole: the compiler says what is wrong with it. */
function withoutTypes(path: string, text: string): string {
  const syntax = path.endsWith('ts') ? 'typescript' : 'ecmascript';
  try {
    return transformSync(text, { swcrc: false, minify: true, module: { type: 'commonjs' }, jsc: { target: 'es2022', parser: { syntax } } })
      .code;
  } catch {
    return text;
  }
}

export const modulesIn = (text: string): readonly string[] => [
  ...new Set(ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)),
];
