import { modulesIn, type Imports } from '../tree/imports';
import type { Findings } from '../tree/findings';
import { digestOf, readText } from '../tree/tree';

/** What the importers of a file can see of it. */
export interface Shape {
  readonly seen: string;
  /** The files whose types its declarations mention. */
  readonly mentions: readonly string[];
}

/** Writes the declarations of a file; undefined: they cannot be written down; `unread`: the file is in no program yet. */
export type Declare = (path: string) => { readonly kind: 'unread' } | { readonly kind: 'read'; readonly declarations: string | undefined };

/**
 * One digest for everything that the types of a file's importers can depend on: its declarations, and the same of each file that these
 * mention. A change inside a function leaves it as it was, and then no importer needs to be looked at again.
 */
export class Shapes {
  /** Files whose declarations must be written before all digests are known. */
  readonly unread = new Set<string>();
  private readonly known = new Map<string, string | undefined>();

  constructor(
    private readonly imports: Imports,
    private readonly findings: Findings<Shape>,
    private readonly declare: Declare,
  ) {}

  /** Undefined until `unread` is empty. */
  of(path: string): string | undefined {
    if (!this.known.has(path)) {
      this.known.set(path, this.textOf(path)); // files that import each other, which the import rules refuse
      this.known.set(path, this.find(path));
    }
    return this.known.get(path);
  }

  /** One digest for everything that the types inside this file can depend on. */
  inside(path: string): string | undefined {
    const around = this.imports.named(path).map((one) => this.of(one));
    const { settings } = this.imports.tree;
    return around.includes(undefined)
      ? undefined
      : digestOf(settings, this.imports.globals, path, this.textOf(path), ...around.map(String));
  }

  private find(path: string): string | undefined {
    if (!path.endsWith('.ts') || !this.imports.facts(path)) return this.textOf(path);
    const key = this.inside(path);
    if (key === undefined) return undefined;
    const shape = this.findings.get(key) ?? this.write(path, key);
    if (!shape) return undefined;
    const mentioned = shape.mentions.map((one) => this.of(one));
    return mentioned.includes(undefined) ? undefined : digestOf(shape.seen, ...mentioned.map(String));
  }

  private write(path: string, key: string): Shape | undefined {
    const written = this.declare(path);
    if (written.kind === 'unread') {
      this.unread.add(path);
      return undefined;
    }
    const { declarations } = written;
    const text = readText(this.imports.tree.root, path);
    const shape =
      declarations === undefined
        ? { seen: digestOf(text), mentions: this.imports.named(path) }
        : { seen: digestOf(declarations, functionsInObjects(text)), mentions: this.imports.resolved(path, modulesIn(declarations)) };
    this.findings.add(key, shape);
    return shape;
  }

  private textOf(path: string): string {
    return this.imports.tree.digests.get(path) ?? 'missing';
  }
}

/** In declarations a member that is a function looks like one that is an arrow; the lint rule `unbound-method` tells them apart. */
const functionsInObjects = (text: string): string => (text.match(/[\w$'"\]]+\s*:\s*(?:async\s+)?function\b/g) ?? []).join();
