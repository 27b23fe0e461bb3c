/** How many of each kind of thing keep this process running: `{ Timeout: 1, TCPServerWrap: 1 }`. What was unref'd does not count. */
export type Resources = Readonly<Record<string, number>>;

/** What only tests and the code under test can open; pipes and ports between jest and its workers are left out. */
const watched = new Set([
  'Timeout',
  'TCPServerWrap',
  'TCPSocketWrap',
  'TLSWrap',
  'UDPWrap',
  'ProcessWrap',
  'FSEvent',
  'StatWatcher',
  'Worker',
]);

export function resourcesNow(): Resources {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (watched.has(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** One line a kind that has grown, empty when nothing has. */
export function grown(before: Resources, after: Resources): readonly string[] {
  return Object.entries(after)
    .filter(([kind, count]) => count > (before[kind] ?? 0))
    .map(([kind, count]) => `${String(count - (before[kind] ?? 0))} ${kind}`);
}

/** What is still open `graceMs` after the tests: closing takes a few turns, and jest's own reporter has short timers. */
export async function leftAlive(before: Resources, graceMs: number): Promise<readonly string[]> {
  const deadline = Date.now() + graceMs;
  for (;;) {
    const left = grown(before, resourcesNow());
    if (left.length === 0 || Date.now() >= deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
