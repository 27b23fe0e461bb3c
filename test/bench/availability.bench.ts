import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../infra/build';
import { startCloud } from '../../infra/local/cloud';
import { booker } from './booker';
import { percentile, table } from './figures';

const LEDGERS = [
  'oak',
  'elm',
  'ash',
  'council-chamber',
  'studio',
  'boathouse',
  'reading-room',
  'maker-space',
  'garden-room',
  'great-hall',
] as const;
const RESERVATIONS = 300;
const ROUNDS = 150;
const WARM_UP = 20;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** `npm run bench:search`: what a search over twelve spaces with three hundred reservations costs, next to a look at one of them. */
async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'instep-bench-'));
  try {
    const { appDir } = await buildApp({ outDir: join(dataDir, 'app') });
    const cloud = await startCloud({ appDir, dataDir, basePort: 0, instances: 1, seed: 'all', log: () => undefined });
    try {
      await booker(cloud.urls.api, 8, RESERVATIONS, (n) => ({
        space: LEDGERS[n % LEDGERS.length] ?? 'oak',
        hour: 2 * Math.floor(n / LEDGERS.length),
      }));
      const times = await ask(cloud.urls.api);
      const one = percentile(times.get(ONE_DAY) ?? [], 50);
      const rows = [...times].map(([what, all]) => {
        const p50 = percentile(all, 50);
        return [what, p50.toFixed(1), percentile(all, 99).toFixed(1), (p50 / one).toFixed(2)];
      });
      process.stdout.write(`${table(['12 spaces, 300 reservations', 'p50 ms', 'p99 ms', 'p50 to one space'], rows)}\n`);
    } finally {
      await cloud.close();
    }
  } finally {
    await rm(dataDir, { recursive: true });
  }
}

const ONE_DAY = 'one space, a day';

/** Milliseconds of each answer, by what was asked; the questions take turns, so that a slow moment of the machine meets all of them. */
async function ask(url: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const first = Math.floor(Date.now() / DAY_MS + 2) * DAY_MS;
  const span = (from: number, hours: number): string =>
    [from, from + hours]
      .map((hour, end) => `${end ? 'to' : 'from'}=${new Date(first + hour * HOUR_MS).toISOString().replace('.000Z', 'Z')}`)
      .join('&');
  const paths = new Map([
    [ONE_DAY, `/spaces/oak/availability?${span(0, 24)}`],
    ['one space, 62 days', `/spaces/oak/availability?${span(0, 62 * 24)}`],
    ['search, two hours, all free', `/availability?${span(10 * 24 + 15, 2)}`],
    ['search, two hours, little free', `/availability?${span(8, 2)}`],
    ['search, 62 days, where two hours are free', `/availability?${span(0, 62 * 24)}&minutes=120`],
  ]);
  const times = new Map([...paths.keys()].map((what) => [what, [] as number[]]));
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (const [what, path] of paths) {
      const began = performance.now();
      const response = await fetch(`${url}/api/v1${path}`);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${path} was answered ${String(response.status)}: ${text}`);
      if (round >= 0) times.get(what)?.push(performance.now() - began);
    }
  }
  return times;
}

main().catch((cause: unknown) => {
  process.stderr.write(`bench: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
  process.exitCode = 1;
});
