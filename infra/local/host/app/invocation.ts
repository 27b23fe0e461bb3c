import { randomBytes, randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { InvocationResponse, LogLevel, TypedData } from '../messages';
import type { HostEvents } from '../running-host';
import type { AppFunction } from '../triggers/read-triggers';
import { InvocationFailed, type AppProcess } from './app-process';

export interface InvokerOptions {
  /** Throws HostUnavailable. */
  readonly readyApp: () => Promise<AppProcess>;
  readonly timeoutMs: number;
  readonly events: EventEmitter<HostEvents>;
  readonly log: (level: LogLevel, category: string, text: string) => void;
  /** Of the host itself. */
  readonly hostCategory: string;
}

/** Rejects when the function failed or no app process came up in time (`HostUnavailable`). */
export type Invoke = (trigger: AppFunction, data: TypedData, metadata?: Readonly<Record<string, TypedData>>) => Promise<InvocationResponse>;

export function invoker({ readyApp, timeoutMs, events, log, hostCategory }: InvokerOptions): Invoke {
  return async (trigger, data, triggerMetadata = {}) => {
    const app = await readyApp();
    const invocationId = randomUUID();
    const limit = setTimeout(() => {
      log('error', hostCategory, `Timeout value of ${String(timeoutMs)} ms exceeded by function ${trigger.name}`);
      app.kill(); // all the host can do to a function that does not end; everything else in the process ends with it
    }, timeoutMs);
    try {
      const response = await app.invoke({
        invocationId,
        functionName: trigger.name,
        inputData: [{ name: trigger.binding, data }],
        triggerMetadata,
        traceParent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`,
      });
      events.emit('invoked', { functionName: trigger.name, invocationId });
      return response;
    } catch (cause) {
      if (cause instanceof InvocationFailed) {
        log('error', `Function.${trigger.name}`, `failed: ${cause.appStack || cause.message}`);
        events.emit('invoked', { functionName: trigger.name, invocationId, error: cause.message });
      }
      throw cause;
    } finally {
      clearTimeout(limit);
    }
  };
}
