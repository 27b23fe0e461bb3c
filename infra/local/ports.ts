/** Where the local cloud listens, counted from one base port; a base of 0 lets the system choose each. */
export interface Ports {
  readonly api: number;
  readonly viewer: number;
  readonly tenant: number;
  readonly bus: number;
  readonly database: number;
  readonly vault: number;
}

const ORDER = ['api', 'viewer', 'tenant', 'bus', 'database', 'vault'] as const;

export function portsFrom(base: number): Ports {
  const port = (name: (typeof ORDER)[number]): number => (base === 0 ? 0 : base + ORDER.indexOf(name));
  return {
    api: port('api'),
    viewer: port('viewer'),
    tenant: port('tenant'),
    bus: port('bus'),
    database: port('database'),
    vault: port('vault'),
  };
}

export const DEFAULT_PORT = 7071;

/** The port of `--port` or PORT. Throws Error on what is no port. */
export function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  const last = 65_535 - (ORDER.length - 1);
  if (!/^\d+$/.test(text) || port < 1 || port > last) throw new Error(`the port must be a number from 1 to ${String(last)}, not '${text}'`);
  return port;
}
