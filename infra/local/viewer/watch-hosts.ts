import type { RunningHost } from '../host/host';
import type { HostSeen } from './overview/overview';

/** Counts the deaths of the app's processes from now on. */
export function watchHosts(hosts: readonly RunningHost[]): { seen(): readonly HostSeen[]; close(): void } {
  const deaths = new Map<RunningHost, number>();
  const stops = hosts.map((host) => {
    const count = (): void => {
      deaths.set(host, (deaths.get(host) ?? 0) + 1);
    };
    host.events.on('died', count);
    return () => host.events.off('died', count);
  });
  return {
    seen: () => hosts.map((host, at) => ({ number: at + 1, pid: host.pid, alive: host.alive, restarts: deaths.get(host) ?? 0 })),
    close: () => {
      for (const stop of stops) stop();
    },
  };
}
