import type { Log, LogFields } from '../../kernel/log';
import { describeThrown } from '../../kernel/thrown';

export type LogLevel = 'info' | 'warn' | 'error';
/** Takes one line of JSON; `console[level]`, or the invocation's own logger. */
export type LogSink = (level: LogLevel, line: string) => void;

/** One line of JSON an event: level, event, fields, and for errors what went wrong and where, without its message. */
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
      write('error', event, fields, cause === undefined ? {} : { error: describeThrown(cause) });
    },
  };
}
