import { AsyncLocalStorage } from 'node:async_hooks';

type Level = 'info' | 'warn' | 'error';

/** The part of an invocation's context that takes lines. */
export interface LineTaker {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

const present = new AsyncLocalStorage<LineTaker>();

/** Runs a handler so that what is logged meanwhile belongs to its invocation. */
export const within = <T>(context: LineTaker, run: () => T): T => present.run(context, run);

/** Gives a line to the invocation that is at work, so that the platform shows it there; without one, to standard output. */
export function invocationSink(level: Level, line: string): void {
  const context = present.getStore();
  if (context) context[level](line);
  else process.stdout.write(`${line}\n`);
}
