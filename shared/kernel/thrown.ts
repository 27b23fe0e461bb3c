import { ExternalFailure } from './failure';

/** What may be told of anything that was thrown. */
export interface Thrown {
  readonly name: string;
  readonly code?: string;
  /** Where it was thrown: the frames of its stack, a line each. */
  readonly stack?: string;
  /** Name and code of each cause further down. */
  readonly causes?: readonly string[];
}

const MOST_CAUSES = 4;

/**
 * Names, codes and places, and no message: whoever throws may quote the value that he met, and a library what was sent. The frames lead to the line
 * that threw, where its words stand.
 */
export function describeThrown(thrown: unknown): Thrown {
  if (!(thrown instanceof Error)) return { name: typeof thrown };
  const code = codeOf(thrown);
  const stack = framesOf(thrown);
  const causes: string[] = [];
  for (let { cause } = thrown; cause instanceof Error && causes.length < MOST_CAUSES; cause = cause.cause)
    causes.push([nameOf(cause), codeOf(cause)].filter((part) => part !== undefined).join(' '));
  return {
    name: nameOf(thrown),
    ...(code !== undefined && { code }),
    ...(stack !== '' && { stack }),
    ...(causes.length > 0 && { causes }),
  };
}

/** For whoever writes down all that it is given: the same without its words. Those of a failure of the outside are constants of ours. */
export function withoutWords(thrown: unknown): Error {
  if (thrown instanceof ExternalFailure) return thrown;
  const { name, code, stack } = describeThrown(thrown);
  const said = new Error(code === undefined ? name : `${name} ${code}`);
  said.stack = [said.message, ...(stack === undefined ? [] : [stack])].join('\n');
  return said;
}

/** A code is one word, as programs compare it. What has blanks, letters with accents or an address in it is somebody's words. */
export const looksLikeCode = (text: string): boolean => /^[A-Za-z][\w.:-]{0,79}$/.test(text);

const nameOf = ({ name }: Error): string => (looksLikeCode(name) ? name : 'Error');

const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' && looksLikeCode(error.code) ? error.code : undefined;

const FRAME = /^ {4}at (?:.+ \()?(?:(?:file:\/\/|node:|\/|[A-Za-z]:\\).*:\d+:\d+|<anonymous>|native)\)?$/;

/** The lines at the end of the stack that are frames. A message may have lines of its own, also some that look like frames. */
function framesOf({ message, stack = '' }: Error): string {
  const said = message === '' ? -1 : stack.indexOf(message);
  const lines = (said < 0 ? stack : stack.slice(said + message.length)).split('\n');
  const frames: string[] = [];
  for (let line = lines.pop(); line !== undefined && FRAME.test(line); line = lines.pop()) frames.unshift(line);
  return frames.join('\n');
}
