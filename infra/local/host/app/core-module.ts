import Module from 'node:module';
import type { Binding, LogLevel, RegisteredFunction } from '../messages';

type Callback = (...args: unknown[]) => unknown;
type HookName = 'appStart' | 'appTerminate' | 'preInvocation' | 'postInvocation' | 'log';

/** The part of the library's programming model that a worker calls. */
export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(context: unknown): InvocationModel;
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
}

export interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: Callback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<{ returnValue?: unknown }>;
}

class Disposable {
  constructor(private readonly callOnDispose: () => void) {}
  static from(...parts: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const part of parts) part.dispose();
    });
  }
  dispose(): void {
    this.callOnDispose();
  }
}

class SystemError extends Error {
  readonly isAzureFunctionsSystemError = true;
}

/** What the app registers while it loads. `locked` once it has: from then on registration is refused, as the worker does. */
export class AppRegistry {
  readonly functions = new Map<string, { metadata: RegisteredFunction; callback: Callback }>();
  readonly appHookData: Record<string, unknown> = {};
  model: ProgrammingModel | undefined;
  locked = false;
  private readonly hooks = new Map<string, Callback[]>();

  register(metadata: { name: string; bindings: Record<string, Binding> }, callback: Callback): Disposable {
    if (this.locked) throw new SystemError('A function can only be registered during app startup.');
    const { name, bindings } = metadata;
    if (this.functions.has(name)) throw new SystemError(`A function with id "${name}" has already been registered.`);
    this.functions.set(name, { metadata: { name, bindings }, callback });
    return new Disposable(() => {
      if (this.locked) throw new SystemError('A function can only be disposed during app startup.');
      this.functions.delete(name);
    });
  }

  addHook(name: string, callback: Callback): Disposable {
    const known: readonly string[] = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'] satisfies HookName[];
    if (!known.includes(name)) throw new RangeError(`Unrecognized hook "${name}"`);
    const list = this.hooks.get(name) ?? [];
    this.hooks.set(name, list);
    list.push(callback);
    return new Disposable(() => {
      const at = list.indexOf(callback);
      if (at >= 0) list.splice(at, 1);
    });
  }

  async runHooks(name: Exclude<HookName, 'log'>, context: unknown): Promise<void> {
    for (const hook of this.hooks.get(name) ?? []) await hook(context);
  }
}

/**
 * Makes `require('@azure/functions-core')` answer in this process. The module exists nowhere on disk: the Node worker provides it, and
 * without it the library falls into a test mode that registers nothing.
 */
export function provideCoreModule(registry: AppRegistry, log: (level: LogLevel, category: string, text: string) => void): void {
  const core = {
    version: '3.13.0',
    hostVersion: '4.1048.200.0',
    registerFunction: registry.register.bind(registry),
    registerHook: registry.addHook.bind(registry),
    setProgrammingModel: (model: ProgrammingModel) => {
      registry.model = model;
    },
    getProgrammingModel: () => registry.model,
    log: (level: LogLevel, category: string, text: string) => {
      log(level, category, text);
    },
    Disposable,
  };
  // `require` is the worker's way in, too; the cast drops the overloads' `this` and the `resolve` members that nobody here uses.
  const prototype = Module.prototype as unknown as { require: (this: unknown, id: string) => unknown };
  const original = prototype.require;
  prototype.require = function (id) {
    return id === '@azure/functions-core' ? core : original.call(this, id);
  };
}
