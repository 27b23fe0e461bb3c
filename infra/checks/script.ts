import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

/** Runs a command as a script of package.json runs. `hear` is told of each whole line as it comes. */
export function runScript(
  root: string,
  command: string,
  hear: (line: string) => void = () => undefined,
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`;
    const child = spawn(command, { cwd: root, shell: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PATH: path } });
    let output = '';
    const add = (part: Buffer): void => void (output += part.toString());
    child.stdout.on('data', add);
    createInterface({ input: child.stdout }).on('line', hear);
    child.stderr.on('data', add);
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}
