import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sixPorts, Started } from '../support/scenario/started';
import { until } from '../support/scenario/until';

const run = promisify(execFile);

/** Milliseconds from the command to the line that says ready: build, cloud, app and seed. */
export async function startTimes(runs: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = 0; i < runs; i += 1) {
    const port = await sixPorts();
    const began = performance.now();
    const started = new Started('start.ts', ['--json', '--port', String(port)]);
    await until('ready', () => started.out.includes('\n'), { withinMs: 60_000, seen: () => started.err });
    times.push(performance.now() - began);
    started.kill('SIGINT');
    await started.ended;
  }
  return times;
}

/** Harmless values for every setting that is required: the import reads them and connects to nothing. */
const SETTINGS = {
  COSMOS_ENDPOINT: 'https://localhost:8081',
  COSMOS_KEY: 'a2V5',
  SERVICE_BUS_CONNECTION: 'Endpoint=sb://localhost;SharedAccessKeyName=x;SharedAccessKey=eA==',
  APP_URL: 'http://127.0.0.1:7071',
  SIGNING_KEY: 'x'.repeat(43),
};

/** Milliseconds that a new process needs to load the bundle, all triggers registered. */
export async function importTimes(appDir: string, runs: number): Promise<readonly number[]> {
  const stub = `require('node:module')._load = ((load) => (name, ...rest) => name === '@azure/functions-core'
    ? { version: '0', hostVersion: '0', registerHook: () => ({ dispose() {} }), setProgrammingModel() {}, getProgrammingModel() {},
        registerFunction: () => ({ dispose() {} }), Disposable: class {} }
    : load(name, ...rest))(require('node:module')._load);`;
  const script = `${stub} const t = performance.now(); require(${JSON.stringify(join(appDir, 'main.js'))}); console.log('took', performance.now() - t); process.exit(0);`;
  const times: number[] = [];
  for (let i = 0; i < runs; i += 1) {
    const { stdout } = await run(process.execPath, ['-e', script], { env: { PATH: process.env['PATH'], ...SETTINGS } });
    times.push(Number(/took ([\d.]+)/.exec(stdout)?.[1]));
  }
  return times;
}
