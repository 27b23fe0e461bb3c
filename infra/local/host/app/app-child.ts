import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { AppRegistry, provideCoreModule } from './core-module';
import type { FromApp, InvocationRequest, InvocationResponse, LogLevel, ToApp } from '../messages';

/** The app process: what the Azure Functions Node worker does, for one app. It ends with its parent, whatever became of that. */

const registry = new AppRegistry();

function tell(message: FromApp): void {
  process.send?.(message);
}

function log(level: LogLevel, category: string, text: string): void {
  tell({ kind: 'log', level, category, text });
}

provideCoreModule(registry, log);

async function load(appDir: string, entry: string): Promise<void> {
  try {
    const unable = await runEntryPoint(appDir, entry);
    await registry.model?.getCapabilities({});
    await registry.runHooks('appStart', {
      hookData: registry.appHookData,
      appHookData: registry.appHookData,
      functionAppDirectory: appDir,
    });
    registry.locked = true;
    if (unable !== undefined) tell({ kind: 'loaded', functions: [], unable });
    else tell({ kind: 'loaded', functions: [...registry.functions.values()].map(({ metadata }) => plain(metadata)) });
  } catch (cause) {
    tell({ kind: 'not-loaded', ...described(cause) });
  }
}

/** Answers what the entry point threw: no failure of the worker, which goes on without a function. */
async function runEntryPoint(appDir: string, entry: string): Promise<string | undefined> {
  try {
    if (entry.endsWith('.mjs')) await import(pathToFileURL(entry).href);
    else createRequire(`${appDir}/package.json`)(entry);
    return undefined;
  } catch (cause) {
    const { message, stack } = described(cause);
    console.error(stack);
    return message;
  }
}

/** Bindings cross to the host as JSON in the worker as well. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T; // the same shape, by construction
}

async function invoke(request: InvocationRequest): Promise<InvocationResponse> {
  const found = registry.functions.get(request.functionName);
  const model = registry.model;
  if (!found || !model) throw new Error(`Function code for '${request.functionName}' is not loaded and cannot be invoked.`);
  const category = `Function.${request.functionName}`;
  const core = {
    invocationId: request.invocationId,
    metadata: found.metadata,
    request: {
      invocationId: request.invocationId,
      inputData: request.inputData,
      triggerMetadata: request.triggerMetadata,
      traceContext: { traceParent: request.traceParent, traceState: '', attributes: {} },
    },
    state: undefined as string | undefined,
    log: (level: LogLevel, _category: string, text: string) => {
      log(level, category, text);
    },
  };
  const invocation = model.getInvocationModel(core);
  const { context, inputs } = await invocation.getArguments();

  const before = { ...hookParts(context), functionCallback: found.callback, inputs };
  await inState(core, 'preInvocationHooks', () => registry.runHooks('preInvocation', before));

  const after = { ...hookParts(context, before.hookData), inputs: before.inputs, result: null as unknown, error: null as unknown };
  try {
    after.result = await inState(core, 'invocation', () => invocation.invokeFunction(context, before.inputs, before.functionCallback));
  } catch (cause) {
    after.error = cause ?? new Error('Unknown error');
  }
  await inState(core, 'postInvocationHooks', () => registry.runHooks('postInvocation', after));
  // A hook may have taken the error back; whatever stands here is what the function threw, of any type.
  if (after.error !== null && after.error !== undefined) throw after.error as Error;

  const response = await invocation.getResponse(context, after.result);
  // The library answers in the RPC's own types, which `InvocationResponse` names.
  return { returnValue: response.returnValue ?? null };
}

function hookParts(invocationContext: unknown, hookData: Record<string, unknown> = {}) {
  return { hookData, appHookData: registry.appHookData, invocationContext };
}

async function inState<T>(core: { state: string | undefined }, state: string, work: () => Promise<T>): Promise<T> {
  core.state = state;
  try {
    return await work();
  } finally {
    core.state = undefined;
  }
}

function described(cause: unknown): { message: string; stack: string } {
  if (cause instanceof Error) return { message: cause.message, stack: cause.stack ?? cause.message };
  const message = typeof cause === 'string' ? cause : ((JSON.stringify(cause) as string | undefined) ?? 'Unknown error');
  return { message, stack: message };
}

async function obey(message: ToApp): Promise<void> {
  switch (message.kind) {
    case 'load':
      await load(message.appDir, message.entry);
      return;
    case 'invoke': {
      const { invocationId } = message.request;
      try {
        tell({ kind: 'done', invocationId, response: await invoke(message.request) });
      } catch (cause) {
        tell({ kind: 'failed', invocationId, ...described(cause) });
      }
      return;
    }
    case 'stop':
      await registry.runHooks('appTerminate', { hookData: {}, appHookData: registry.appHookData });
      process.exit(0);
  }
}

process.on('message', (message: ToApp) => {
  void obey(message);
});
process.on('disconnect', () => process.exit(0));
// A terminal sends its signals to every process of the group; when this one ends is the host's decision.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
