import { setTimeout as pause } from 'node:timers/promises';

const STEP_MS = 25;

/**
 * Asks again and again until the probe gives something else than undefined or false, and returns that. Throws with the last thing seen when
 * `withinMs` of the real clock have passed.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  { withinMs = 20_000, seen }: { readonly withinMs?: number; readonly seen?: () => unknown } = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) {
      throw new Error(`${what}: not within ${String(withinMs)} ms${seen ? `; last seen: ${JSON.stringify(await seen())}` : ''}`);
    }
    await pause(STEP_MS);
  }
}
