import { setTimeout as pause } from 'node:timers/promises';
import type { Printer } from './printer';
import { Unmet } from './unmet';

/** What a step has to speak and to wait with. */
export interface Walk {
  did(what: string): void;
  saw(what: string): void;
  /** Asks again and again until the probe gives something else than undefined or false, and returns that. Throws Unmet when the time is over. */
  until<T>(what: string, seconds: number, probe: () => Promise<T | undefined | false>, seen?: () => unknown): Promise<T>;
}

export interface Step {
  readonly title: string;
  run(walk: Walk): Promise<void>;
}

export interface WalkOptions {
  readonly printer: Printer;
  readonly now: () => number;
  /** Ends the tour at its next wait. */
  readonly signal?: AbortSignal;
  /** Of the time that a wait may take; 1 unless said. */
  readonly patience?: number;
}

const LOOK_EVERY_MS = 100;
/** What comes sooner needs no word. */
const TELL_AFTER_MS = 500;

/**
 * Walks the steps in order, to the first that fails; then `clean`, whatever happened. Answers the exit code: 0 when all went as promised, 1 else.
 */
export async function walkSteps(steps: readonly Step[], clean: Step, options: WalkOptions): Promise<number> {
  const { printer, now } = options;
  const began = now();
  let met = 0;
  for (const [index, step] of steps.entries()) {
    printer.step(index + 1, step.title);
    if (!(await walked(step, options))) break;
    met += 1;
  }
  printer.step(steps.length + 1, clean.title);
  const cleaned = await walked(clean, { printer, now, ...(options.patience !== undefined && { patience: options.patience }) });
  printer.end({ met: met + (cleaned ? 1 : 0), of: steps.length + 1, tookMs: now() - began });
  return met === steps.length && cleaned ? 0 : 1;
}

async function walked(step: Step, options: WalkOptions): Promise<boolean> {
  const { printer, now } = options;
  const began = now();
  try {
    await step.run(walkOf(options));
    printer.met(now() - began);
    return true;
  } catch (cause) {
    const { expected, seen } =
      cause instanceof Unmet
        ? cause
        : { expected: 'that this can be done', seen: options.signal?.aborted ? 'the tour was interrupted' : wordsOf(cause) };
    printer.unmet(expected, seen, now() - began);
    return false;
  }
}

function walkOf({ printer, now, signal, patience = 1 }: WalkOptions): Walk {
  return {
    did: (what) => printer.did(what),
    saw: (what) => printer.saw(what),
    until: async (what, seconds, probe, seen) => {
      const began = now();
      let told = false;
      for (;;) {
        signal?.throwIfAborted();
        const found = await probe();
        if (found !== undefined && found !== false) return found;
        if (!told && now() - began > TELL_AFTER_MS) {
          printer.waits(what, seconds);
          told = true;
        }
        if (now() - began > seconds * 1_000 * patience)
          throw new Unmet(`within ${seconds} s, that ${what}`, seen ? JSON.stringify(await seen()) : 'it did not come');
        await pause(LOOK_EVERY_MS, undefined, { ...(signal && { signal }) });
      }
    },
  };
}

function wordsOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? `${cause.message} (${cause.cause.message})` : cause.message;
}
