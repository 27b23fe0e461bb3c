import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../infra/build';
import { startBaseline } from './baseline';
import { booker, type Target } from './booker';
import { measureCloud } from './cloud-figures';
import { percentile, table } from './figures';
import { importTimes, startTimes } from './start-figures';

/** `npm run bench`: what a booking costs on the local cloud, next to a bare server that answers the same through the same client. */
async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'instep-bench-'));
  try {
    const { appDir, bytes } = await buildApp({ outDir: join(dataDir, 'app') });
    const baseline = await startBaseline();
    const bare = await booker(baseline.url, 16, 2_000, (n): Target => ({ space: 'oak', hour: n }));
    await baseline.close();
    const floor = { p50: percentile(bare.latenciesMs, 50), p99: percentile(bare.latenciesMs, 99), perSecond: bare.perSecond };

    const rows: string[][] = [];
    const add = (what: string, value: number, unit: string, base?: number): void => {
      rows.push([
        what,
        `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`,
        base === undefined ? '' : `${(value / base).toFixed(value < base ? 3 : 1)} x`,
      ]);
    };
    add('bare server, p50', floor.p50, 'ms');
    add('bare server, p99', floor.p99, 'ms');
    add('bare server, throughput', floor.perSecond, '/s');
    for (const instances of [1, 2]) {
      for (const spread of ['one at a time', 'distinct ledgers', 'one hot ledger'] as const) {
        const { posts, toOutlookMs, graphPerReservation } = await measureCloud({ appDir, dataDir, instances, spread });
        const what = `${String(instances)} instance${instances > 1 ? 's' : ''}, ${spread}`;
        add(`${what}: POST p50`, percentile(posts.latenciesMs, 50), 'ms', floor.p50);
        add(`${what}: POST p99`, percentile(posts.latenciesMs, 99), 'ms', floor.p99);
        add(`${what}: throughput`, posts.perSecond, '/s', floor.perSecond);
        add(`${what}: 201 to Outlook p50`, percentile(toOutlookMs, 50), 'ms');
        add(`${what}: 201 to Outlook p95`, percentile(toOutlookMs, 95), 'ms');
        add(`${what}: Graph requests a reservation`, graphPerReservation.requests, '');
        add(`${what}: HTTP calls to Graph a reservation`, graphPerReservation.calls, '');
      }
    }
    for (const ms of await startTimes(3)) add('npm start until ready', ms, 'ms');
    add('bundle', bytes / 1024, 'KiB');
    for (const ms of await importTimes(appDir, 3)) add('import of dist/app', ms, 'ms');
    process.stdout.write(`${table(['figure', 'value', 'to the bare server'], rows)}\n`);
  } finally {
    await rm(dataDir, { recursive: true });
  }
}

main().catch((cause: unknown) => {
  process.stderr.write(`bench: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
  process.exitCode = 1;
});
