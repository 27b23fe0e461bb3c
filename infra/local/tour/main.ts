import { parseArgs } from 'node:util';
import { portsFrom, readPort } from '../ports';
import { Demo, NoDemo } from './demo';
import { Printer } from './printer';
import { tour } from './tour';

const HELP = `Walks through the whole story on the demo that npm start runs: book, refuse, approve, mail, move, kill, throttle, cancel.

  npm run tour                   the demo of npm start
  npm run tour -- --port N       the one of npm start -- --port N (PORT does the same)

Ends with 0 when all went as promised, 1 when something did not, 2 when no demo runs.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { api, viewer } = portsFrom(readPort(values.port ?? process.env['PORT']));
  const at = (port: number): string => `http://127.0.0.1:${String(port)}`;
  const demo = await Demo.find({ api: at(api), viewer: at(viewer) });
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  const colours = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  const printer = new Printer({ colours, write: (text) => process.stdout.write(text) });
  printer.begin(`A tour of the demo at ${at(api)}. Whatever is said of Outlook was read there, through Microsoft Graph.`);
  try {
    return await tour(demo, { printer, now: () => performance.now(), signal: interrupted.signal });
  } finally {
    demo.close();
  }
}

main().then(
  (code) => process.exit(code),
  (cause: unknown) => {
    process.stderr.write(`tour: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    process.exit(cause instanceof NoDemo ? 2 : 1);
  },
);
