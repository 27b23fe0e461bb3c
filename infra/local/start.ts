import { resolve } from 'node:path';
import { buildApp } from '../build';
import { HELP, readArguments } from './cli';
import { startCloud } from './cloud';
import { ProgressLine } from './fill/progress-line';
import { startFilling } from './fill/start-filling';
import type { HostLine } from './host/host';
import type { RunningCloud } from './running-cloud';
import { startPage } from './start-page';

const dataDir = resolve(__dirname, '../../.instep');

async function main(): Promise<void> {
  const { help, json, empty, port, instances, fill } = readArguments(process.argv.slice(2), process.env);
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const began = performance.now();
  // With --json, stdout belongs to the one line.
  const out = json ? process.stderr : process.stdout;
  const lines = new ProgressLine({ isTTY: out.isTTY, write: (text) => out.write(text) });
  const say = (text: string): void => lines.say(text);
  if (!json) say('  Building the app and starting the cloud …');
  const ending = untilAskedToEnd();
  const { appDir } = await buildApp();
  const graphTrafficLog = process.env['GRAPH_TRAFFIC_LOG'];
  const cloud = await startCloud({
    appDir,
    basePort: port,
    instances,
    dataDir,
    seed: empty ? 'tenant' : 'all',
    log: (line) => {
      if (worthSaying(line)) say(`  ${line.category}: ${line.text}`);
    },
    ...(graphTrafficLog ? { graphTrafficLog } : {}),
  });
  announce(cloud, { json, seeded: !empty, tookMs: performance.now() - began, port });
  const filling = fill
    ? startFilling(cloud, (state) => {
        if (!json || state.state === 'failed') lines.show(state);
      })
    : undefined;
  await ending;
  await filling?.stop();
  if (!json) say('\n  Stopping …');
  await cloud.close();
}

function announce(cloud: RunningCloud, { json, ...page }: { json: boolean; seeded: boolean; tookMs: number; port: number }): void {
  const { api, tenant, viewer } = cloud.urls;
  process.stdout.write(json ? `${JSON.stringify({ ready: true, api, tenant, viewer })}\n` : `${startPage(cloud, page)}\n`);
}

/** Warnings and errors; of the rest only what the host says of itself. */
function worthSaying({ level, category }: HostLine): boolean {
  return ['warning', 'error', 'critical'].includes(level) || (category.startsWith('Host') && level === 'information');
}

/** A signal (repeated ones change nothing: several senders may pass on the same), or the end of whoever started this: npm keeps its signal to itself. */
function untilAskedToEnd(): Promise<void> {
  const parent = process.ppid;
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done());
    setInterval(() => {
      if (process.ppid !== parent) done();
    }, 500).unref();
  });
}

function explained(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE' && 'port' in cause) {
    return `port ${String(cause.port)} is in use; choose others with --port N (N and the five after it)`;
  }
  return cause instanceof Error ? cause.message : String(cause);
}

main().then(
  () => process.exit(0),
  (cause: unknown) => {
    process.stderr.write(`start: ${explained(cause)}\n`);
    process.exit(1);
  },
);
