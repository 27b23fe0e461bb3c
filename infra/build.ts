import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
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
 * Only `@azure/functions-core` stays outside: the worker provides it. Throws Error with esbuild's messages.
 */
export async function buildApp(options: BuildOptions = {}): Promise<BuiltApp> {
  const began = performance.now();
  const appDir = options.outDir ?? join(root, 'dist/app');
  await rm(appDir, { recursive: true, force: true });
  await mkdir(appDir, { recursive: true });
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
  return { appDir, bytes: bundle?.[1].bytes ?? 0, tookMs: Math.round(performance.now() - began) };
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
