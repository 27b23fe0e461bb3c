import { existsSync } from 'node:fs';

/** Where Debian and Ubuntu put it; `CHROMIUM` names another. playwright-core brings no browser of its own. */
export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const chromiumInstalled = (): boolean => existsSync(chromiumPath);
