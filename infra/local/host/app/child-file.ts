import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

let made: Promise<string> | undefined;

/** Compiles `app-child.ts` once a process, for plain node runs it. Returns the file. */
export function childFile(): Promise<string> {
  made ??= compile();
  return made;
}

async function compile(): Promise<string> {
  const file = resolve(__dirname, '../../../../dist/local/app-child.cjs');
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, 'app-child.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    write: false,
    logLevel: 'silent',
  });
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${String(process.pid)}`;
  await writeFile(draft, outputFiles[0]?.contents ?? '');
  await rename(draft, file); // whole at any moment: several processes may start hosts at once
  return file;
}
