import { join } from 'node:path';
import { buildApp } from '../../../infra/build';
import { startHost, type HostLine, type HostOptions, type RunningHost } from '../../../infra/local/host/host';

export interface HostsOfFile {
  /** What the hosts logged since the test began. */
  readonly lines: readonly HostLine[];
  start(settings?: Readonly<Record<string, string>>, options?: Partial<HostOptions>): Promise<RunningHost>;
}

/** Hosts of the app beside this file, for the tests of one file, which builds it under a name of its own; they are closed after them. */
export function useHosts(builtAs: string): HostsOfFile {
  const lines: HostLine[] = [];
  const hosts: RunningHost[] = [];
  let appDir = '';

  beforeAll(async () => {
    const outDir = join(__dirname, '../../../dist', builtAs);
    ({ appDir } = await buildApp({ entry: join(__dirname, 'main.ts'), hostJson: join(__dirname, 'host.json'), outDir }));
  });

  afterEach(() => {
    lines.length = 0;
  });

  afterAll(async () => {
    await Promise.all(hosts.map((host) => host.close()));
  });

  return {
    lines,
    start: async (settings = {}, options = {}) => {
      const host = await startHost({ appDir, port: 0, settings, log: (line) => lines.push(line), ...options });
      hosts.push(host);
      return host;
    },
  };
}
