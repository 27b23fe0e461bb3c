import type { Log, LogFields } from '../../kernel/log';

export type LogLevel = 'info' | 'warn' | 'error';
/** Takes one line of JSON; `console[level]`, or the invocation's own logger. */
export type LogSink = (level: LogLevel, line: string) => void;

/** One line of JSON an event: level, event, fields, and for errors what went wrong, with the stack. */
export function jsonLog(sink: LogSink): Log {
  const write = (level: LogLevel, event: string, fields: LogFields = {}, more: object = {}): void => {
    sink(level, JSON.stringify({ level, event, ...fields, ...more }));
  };
  return {
    info: (event, fields) => {
      write('info', event, fields);
    },
    warn: (event, fields) => {
      write('warn', event, fields);
    },
    error: (event, fields, cause) => {
      write('error', event, fields, cause === undefined ? {} : { error: describe(cause) });
    },
  };
}

/** Causes further down come from libraries, whose messages may quote what was sent: of them, name and code only. */
function describe(thrown: unknown): object {
  if (!(thrown instanceof Error)) return { name: typeof thrown };
  const causes: string[] = [];
  for (let cause = thrown.cause; cause instanceof Error && causes.length < 4; cause = cause.cause) {
    causes.push('code' in cause && typeof cause.code === 'string' ? `${cause.name} ${cause.code}` : cause.name);
  }
  return { name: thrown.name, message: thrown.message, stack: thrown.stack, ...(causes.length > 0 ? { causes } : {}) };
}
