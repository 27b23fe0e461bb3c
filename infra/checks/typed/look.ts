import { join } from 'node:path';
import { ESLint } from 'eslint';
import ts from 'typescript';
import { Compiler } from './compiler';
import { Imports } from '../tree/imports';
import { Findings, saveUnchanged } from '../tree/findings';
import { Shapes, type Declare, type Shape } from './shapes';
import { digestOf, readTree, type Tree } from '../tree/tree';

/** What ships is checked by the settings of what ships: tests know more names. */
const ships = (path: string): boolean => /^(?:functions|shared)\//.test(path);
const hasTypes = (path: string): boolean => /^(?:functions|shared|infra|test)\/.*\.ts$/.test(path);
const isLinted = (path: string): boolean => hasTypes(path) || /\.[cm]?js$/.test(path);

export interface TypedResult {
  /** The files that had to be looked at. */
  readonly looked: readonly string[];
  readonly all: number;
  /** Empty when nothing is wrong. */
  readonly report: string;
}

/**
 * Types and lint, one program for both. A file is looked at unless it was found good with this very text and these very types around it
 * (`Shapes`); which files that are is worked out from digests, and only they, with what they import, are read by the compiler.
 */
export async function checkTyped(tree: Tree): Promise<TypedResult> {
  const imports = new Imports(tree);
  const shapeFindings = Findings.in<Shape>(tree.root, 'shapes');
  const good = Findings.in<true>(tree.root, 'typed');
  const programs = new Programs(tree.root, imports.global);
  const linted = [...tree.digests.keys()].filter(isLinted);

  const shapes = allShapes(imports, shapeFindings, programs);
  const keys = new Map(linted.map((path) => [path, keyOf(path, shapes, tree)]));
  const looked = linted.filter((path) => good.get(keys.get(path) ?? '') === undefined);
  const faults = await programs.look(looked);

  for (const path of looked) if (!faults.bad.has(path)) good.add(keys.get(path) ?? '', true);
  saveUnchanged(tree, [shapeFindings, good]);
  return { looked, all: linted.length, report: faults.report };
}

function keyOf(path: string, shapes: Shapes, tree: Tree): string {
  const key = hasTypes(path) ? shapes.inside(path) : digestOf(tree.settings, path, tree.digests.get(path) ?? '');
  if (key === undefined) throw new Error(`no shape of what ${path} imports`);
  return key;
}

/** Reads what must be read until every shape is known: first what has changed; if that looks different from outside, what imports it. */
function allShapes(imports: Imports, findings: Findings<Shape>, programs: Programs): Shapes {
  for (let round = 0; ; round += 1) {
    const shapes = new Shapes(imports, findings, programs.declare);
    for (const path of imports.paths) shapes.of(path);
    if (shapes.unread.size === 0) return shapes;
    programs.add([...shapes.unread, ...(round === 0 ? [] : imports.importersOf(shapes.unread))]);
  }
}

/** The two programs, of what ships and of the rest, over the files that had to be read so far. */
class Programs {
  private readonly compiler: Compiler;
  private readonly roots = new Set<string>();
  private made: { readonly shipped: ts.Program; readonly rest: ts.Program } | undefined;

  constructor(
    private readonly root: string,
    private readonly always: readonly string[],
  ) {
    this.compiler = new Compiler(root);
  }

  add(paths: readonly string[]): void {
    const fresh = paths.filter((path) => hasTypes(path) && !this.roots.has(path));
    for (const path of fresh) this.roots.add(path);
    if (fresh.length > 0) this.made = undefined;
  }

  readonly declare: Declare = (path) =>
    this.roots.has(path) ? { kind: 'read', declarations: this.compiler.declarations(this.of(path), path) } : { kind: 'unread' };

  async look(paths: readonly string[]): Promise<{ readonly bad: ReadonlySet<string>; readonly report: string }> {
    if (paths.length === 0) return { bad: new Set(), report: '' };
    this.add(paths);
    const { shipped, rest } = this.programs();
    const general = [shipped, rest].flatMap((program) => this.compiler.generalFaults(program));
    const typed = paths.filter(hasTypes).map((path) => ({ path, faults: this.compiler.faults(this.of(path), path) }));
    const eslint = new ESLint({
      cwd: this.root,
      overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parserOptions: { programs: [shipped, rest] } } }],
    });
    const results = await eslint.lintFiles([...paths]);
    const wrong = results.filter(({ errorCount, warningCount }) => errorCount + warningCount > 0);
    const faults = [...general, ...typed.flatMap((one) => one.faults)];
    const formatter = await eslint.loadFormatter('stylish');
    const bad = new Set([
      ...typed.filter((one) => one.faults.length > 0).map(({ path }) => path),
      ...paths.filter((path) => general.length > 0 || wrong.some(({ filePath }) => filePath === join(this.root, path))),
    ]);
    return { bad, report: `${this.told(faults)}${wrong.length > 0 ? await formatter.format(wrong) : ''}` };
  }

  private told(faults: readonly ts.Diagnostic[]): string {
    return ts.formatDiagnosticsWithColorAndContext(faults, {
      getCurrentDirectory: () => this.root,
      getCanonicalFileName: (name) => name,
      getNewLine: () => '\n',
    });
  }

  private of(path: string): ts.Program {
    const { shipped, rest } = this.programs();
    return ships(path) ? shipped : rest;
  }

  private programs(): { readonly shipped: ts.Program; readonly rest: ts.Program } {
    const roots = [...new Set([...this.always.filter(hasTypes), ...this.roots])];
    this.made ??= {
      shipped: this.compiler.program(
        'tsconfig.json',
        roots.filter((path) => ships(path)),
      ),
      rest: this.compiler.program(
        'test/tsconfig.json',
        roots.filter((path) => !ships(path)),
      ),
    };
    return this.made;
  }
}

if (require.main === module) {
  void checkTyped(readTree(process.cwd())).then(({ looked, all, report }) => {
    process.stdout.write(`${report}${String(looked.length)} of ${String(all)} files\n`);
    process.exitCode = report === '' ? 0 : 1;
  });
}
