import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../infra/build';

describe('building the app', () => {
  let dir: string;
  const built = ['host.json', 'main.js', 'main.js.map', 'package.json'];
  const build = async (source: string): Promise<void> => {
    await writeFile(join(dir, 'entry.ts'), source);
    await buildApp({ entry: join(dir, 'entry.ts'), outDir: join(dir, 'app') });
  };
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'instep-build-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('replaces the app that stands there, and leaves nothing of it or beside it', async () => {
    await build("process.stdout.write('first')");
    await writeFile(join(dir, 'app', 'of-an-older-version.js'), '');

    await build("process.stdout.write('second')");

    expect(await readFile(join(dir, 'app', 'main.js'), 'utf8')).toContain('second');
    expect((await readdir(join(dir, 'app'))).sort()).toEqual(built);
    expect((await readdir(dir)).sort()).toEqual(['app', 'entry.ts']);
  });

  it('leaves the app that stands there whole when the new one cannot be built', async () => {
    await build("process.stdout.write('first')");

    await expect(build('this is no TypeScript')).rejects.toThrow('Build failed');

    expect((await readdir(join(dir, 'app'))).sort()).toEqual(built);
    expect(await readFile(join(dir, 'app', 'main.js'), 'utf8')).toContain('first');
    expect((await readdir(dir)).sort()).toEqual(['app', 'entry.ts']);
  });
});
