import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '../../..');
const run = promisify(execFile);

/** A command of infra/local as its own process, as npm runs it. */
export class Started {
  out = '';
  err = '';
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  private readonly process: ChildProcess;

  constructor(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.process = spawn(process.execPath, ['--import', 'tsx', join('infra/local', file), ...args], {
      cwd: ROOT,
      env: { ...process.env, PORT: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stdout?.on('data', (text: Buffer) => (this.out += text.toString()));
    this.process.stderr?.on('data', (text: Buffer) => (this.err += text.toString()));
    this.ended = once(this.process, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => ({
      code: code as number | null, // the arguments of `close`, as node documents them
      signal: signal as NodeJS.Signals | null,
    }));
  }

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Process ids of what it started, and of what that started. */
  async descendants(): Promise<readonly number[]> {
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
    const below = (parent: number): number[] => rows.flatMap(([pid = 0, ppid]) => (ppid === parent ? [pid, ...below(pid)] : []));
    return below(this.process.pid ?? -1);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The first of six ports in a row that are free now. */
export async function sixPorts(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const base = 20_000 + Math.floor(Math.random() * 10_000);
    const servers: Server[] = [];
    try {
      for (let port = base; port < base + 6; port += 1) servers.push(await occupy(port));
      return base;
    } catch {
      // One of them is in use: another six.
    } finally {
      await Promise.all(servers.map(release));
    }
  }
  throw new Error('no six free ports in a row');
}

export async function occupy(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

export async function release(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
