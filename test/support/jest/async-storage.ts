import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Switches off, at the end of a test file, each AsyncLocalStorage that the file used. Node would go on copying its value into every promise of
 * the files that this process runs next, and keep the value alive. Returns what undoes it.
 */
export function releaseAsyncStorage(): () => void {
  const { run, enterWith } = AsyncLocalStorage.prototype;
  const used = new Set<AsyncLocalStorage<unknown>>();
  AsyncLocalStorage.prototype.run = function (this: AsyncLocalStorage<unknown>, ...args: Parameters<typeof run>) {
    used.add(this);
    return run.apply(this, args);
  } as typeof run;
  AsyncLocalStorage.prototype.enterWith = function (this: AsyncLocalStorage<unknown>, store: unknown) {
    used.add(this);
    enterWith.call(this, store);
  };
  return () => {
    Object.assign(AsyncLocalStorage.prototype, { run, enterWith });
    for (const one of used) one.disable();
  };
}
