import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../infra/build';
import { startBaseline } from './baseline';
import { booker, type Posts, type Target } from './booker';
import { measureCloud } from './cloud-figures';
import { percentile, table } from './figures';
import { importTimes, startTimes } from './start-figures';

const WIDTHS = { 'one at a time': 1, 'distinct ledgers': 16, 'one hot ledger': 16 } as const;

/** `npm run bench`: what a booking costs on the local cloud, next to a bare server that answers the same through the same client. */
async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'instep-bench-'));
  try {
    const { appDir, bytes } = await buildApp({ outDir: join(dataDir, 'app') });
    const bare = { 1: await bareServer(1), 16: await bareServer(16) };
    const rows = Object.entries(bare).map(([width, posts]) => [`bare server, ${width} at a time`, ...postColumns(posts, posts)]);
    for (const instances of [1, 2]) {
      for (const spread of ['one at a time', 'distinct ledgers', 'one hot ledger'] as const) {
        const { posts, toOutlookMs, graph } = await measureCloud({ appDir, dataDir, instances, spread, width: WIDTHS[spread] });
        rows.push([
          `${String(instances)} instance${instances > 1 ? 's' : ''}, ${spread}`,
          ...postColumns(posts, bare[WIDTHS[spread]]),
          shown(percentile(toOutlookMs, 50)),
          shown(percentile(toOutlookMs, 95)),
          graph.requests.toFixed(2),
          graph.calls.toFixed(2),
        ]);
      }
    }
    const head = ['POST /reservations', 'p50 ms', 'p99 ms', 'a second', 'p50 to bare', 'a second to bare'];
    process.stdout.write(`${table([...head, 'Outlook p50 ms', 'p95 ms', 'Graph requests', 'HTTP calls'], rows)}\n\n`);

    const costs = await asking({ appDir, dataDir });
    process.stdout.write(
      `${table(['what asking Exchange costs', 'p50 ms', 'p99 ms', 'a second', 'p50 to not asked', 'a second'], costs)}\n\n`,
    );

    const [starts, imports] = [await startTimes(3), await importTimes(appDir, 3)];
    const once = [
      ['npm start until ready, ms', starts.map(shown).join(' ')],
      ['import of dist/app, ms', imports.map(shown).join(' ')],
      ['bundle, KiB', shown(bytes / 1024)],
    ];
    process.stdout.write(`${table(['three runs each', ''], once)}\n`);
  } finally {
    await rm(dataDir, { recursive: true });
  }
}

/** The same bookings with live free and busy times and without, in one run. */
async function asking(where: { readonly appDir: string; readonly dataDir: string }): Promise<string[][]> {
  const rows: string[][] = [];
  for (const spread of ['one at a time', 'one hot ledger'] as const) {
    const measure = { ...where, instances: 1, spread, width: WIDTHS[spread] };
    const without = await measureCloud({ ...measure, asks: false });
    const live = await measureCloud(measure);
    rows.push([`${spread}, not asked`, ...postColumns(without.posts, without.posts)]);
    rows.push([`${spread}, asked`, ...postColumns(live.posts, without.posts)]);
  }
  return rows;
}

async function bareServer(width: number): Promise<Posts> {
  const server = await startBaseline();
  const target = (n: number): Target => ({ space: 'oak', hour: n });
  await booker(server.url, width, 200, target);
  const posts = await booker(server.url, width, 1_000, target);
  await server.close();
  return posts;
}

function postColumns(posts: Posts, bare: Posts): string[] {
  const [p50, p99] = [percentile(posts.latenciesMs, 50), percentile(posts.latenciesMs, 99)];
  const ratios = [p50 / percentile(bare.latenciesMs, 50), posts.perSecond / bare.perSecond];
  return [shown(p50), shown(p99), shown(posts.perSecond), ...ratios.map((ratio) => ratio.toFixed(ratio < 1 ? 3 : 1))];
}

const shown = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

main().catch((cause: unknown) => {
  process.stderr.write(`bench: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
  process.exitCode = 1;
});
