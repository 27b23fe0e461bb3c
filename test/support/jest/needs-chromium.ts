import { chromiumInstalled, chromiumPath } from './chromium';

/** Setup file of the browser project: without a browser its tests count as skipped on a desk, and fail in CI. */
if (!chromiumInstalled()) {
  if (process.env.CI) throw new Error(`No browser at ${chromiumPath}: apt-get install chromium, or set CHROMIUM.`);
  process.stderr.write(`browser: skipped, no browser at ${chromiumPath} (apt-get install chromium, or set CHROMIUM)\n`);
  Object.assign(globalThis, { describe: describe.skip, test: test.skip, it: it.skip });
}
