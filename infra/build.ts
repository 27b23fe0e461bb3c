import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(__dirname, '..');

export interface BuildOptions {
  /** TypeScript entry point; absent: the product's. */
  readonly entry?: string;
  /** Where the app goes; absent: `dist/app`. */
  readonly outDir?: string;
  /** The app's host.json; absent: the product's. */
  readonly hostJson?: string;
}

export interface BuiltApp {
  readonly appDir: string;
  /** Of the bundle. */
  readonly bytes: number;
  readonly tookMs: number;
}

/**
 * Writes the app that the Azure Functions Node worker loads: host.json, package.json with `main`, one CommonJS bundle and its source map.
 * Only `@azure/functions-core` stays outside: the worker provides it. An app that stands there is replaced file by file once the new one is
 * whole, for a host may be running it. Throws Error with esbuild's messages.
 */
export async function buildApp(options: BuildOptions = {}): Promise<BuiltApp> {
  const began = performance.now();
  const appDir = options.outDir ?? join(root, 'dist/app');
  await mkdir(dirname(appDir), { recursive: true });
  const besideDir = await mkdtemp(`${appDir}.`);
  try {
    const bytes = await writeApp(besideDir, options);
    await replace(appDir, besideDir);
    return { appDir, bytes, tookMs: Math.round(performance.now() - began) };
  } finally {
    await rm(besideDir, { recursive: true, force: true });
  }
}

/** Answers the size of the bundle. */
async function writeApp(appDir: string, options: BuildOptions): Promise<number> {
  const { metafile } = await build({
    entryPoints: [options.entry ?? join(root, 'functions/main.ts')],
    outfile: join(appDir, 'main.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['@azure/functions-core'],
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    legalComments: 'linked',
    logLevel: 'silent',
  });
  const { name, version, engines } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  await writeFile(join(appDir, 'package.json'), `${JSON.stringify({ name, version, private: true, main: 'main.js', engines }, null, 2)}\n`);
  await writeFile(join(appDir, 'host.json'), await readFile(options.hostJson ?? join(root, 'host.json')));
  const bundle = Object.entries(metafile.outputs).find(([file]) => file.endsWith('main.js'));
  return bundle?.[1].bytes ?? 0;
}

/** At no time is a file half there. */
async function replace(appDir: string, besideDir: string): Promise<void> {
  await mkdir(appDir, { recursive: true });
  const written = await readdir(besideDir);
  for (const name of written) await rename(join(besideDir, name), join(appDir, name));
  const left = (await readdir(appDir)).filter((name) => !written.includes(name));
  await Promise.all(left.map((name) => rm(join(appDir, name), { recursive: true, force: true })));
}

async function main(): Promise<void> {
  const { appDir, bytes, tookMs } = await buildApp();
  process.stdout.write(`${appDir}: ${(bytes / 1_000_000).toFixed(2)} MB in ${String(tookMs)} ms\n`);
}

if (require.main === module) {
  main().catch((cause: unknown) => {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
    process.exitCode = 1;
  });
}
