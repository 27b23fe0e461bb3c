import { join } from 'node:path';
import ts from 'typescript';

/** Programs over parts of the tree that share what they have read and parsed. */
export class Compiler {
  private readonly sources = new Map<string, ts.SourceFile | undefined>();

  constructor(private readonly root: string) {}

  /** A program of these files and of what they import, by the settings of a tsconfig.json. It can write declarations, but does not. */
  program(config: string, paths: Iterable<string>): ts.Program {
    const options = { ...this.options(config), noEmit: false, declaration: true, emitDeclarationOnly: true };
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (file, how, ...rest) => {
      if (!this.sources.has(file)) this.sources.set(file, read(file, how, ...rest));
      return this.sources.get(file);
    };
    return ts.createProgram(
      [...paths].map((path) => join(this.root, path)),
      options,
      host,
    );
  }

  source(program: ts.Program, path: string): ts.SourceFile {
    const source = program.getSourceFile(join(this.root, path));
    if (!source) throw new Error(`${path} is not in the program`);
    return source;
  }

  /** What other files can see of this one: its declarations. Undefined where they cannot be written down. */
  declarations(program: ts.Program, path: string): string | undefined {
    let written: string | undefined;
    program.emit(this.source(program, path), (_file, text) => (written = text), undefined, true);
    return written;
  }

  faults(program: ts.Program, path: string): readonly ts.Diagnostic[] {
    const source = this.source(program, path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  }

  /** What is wrong with the settings themselves. */
  generalFaults(program: ts.Program): readonly ts.Diagnostic[] {
    return [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()];
  }

  private options(config: string): ts.CompilerOptions {
    const file = join(this.root, config);
    const read = ts.readConfigFile(file, (path) => ts.sys.readFile(path));
    if (read.error) throw new Error(ts.flattenDiagnosticMessageText(read.error.messageText, '\n'));
    const json = read.config as object; // parsed JSON
    // The files are chosen by the checks: without them the list is not read from disk.
    const parsed = ts.parseJsonConfigFileContent({ ...json, include: [], files: [] }, ts.sys, join(file, '..'), undefined, file);
    return parsed.options;
  }
}
