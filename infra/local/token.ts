import { parseArgs } from 'node:util';
import { readPort } from './ports';
import type { StaffWanted } from './running-cloud';

const HELP = `Prints a token for a member of staff of the simulated tenant, or one that an application got for itself.

  npm run --silent token -- --role Instep.Admin [--role Reservations.Approve] [--name "Aoife Byrne"]
  npm run --silent token -- --application --role Reservations.Approve [--name "Door display"]

PORT is read as npm start reads it.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      role: { type: 'string', multiple: true, default: [] },
      name: { type: 'string' },
      application: { type: 'boolean', default: false },
      port: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const viewer = `http://127.0.0.1:${String(readPort(values.port ?? process.env['PORT']) + 1)}`;
  const { name, role: roles, application } = values;
  const wanted = { roles, ...(application && { application }), ...(name !== undefined && { name }) };
  process.stdout.write(`${await askForToken(viewer, wanted)}\n`);
}

async function askForToken(viewer: string, wanted: StaffWanted): Promise<string> {
  let response: Response;
  try {
    response = await fetch(`${viewer}/_instep/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wanted),
    });
  } catch (cause) {
    throw new Error(`nothing answers at ${viewer}: start the cloud with npm start (same PORT)`, { cause });
  }
  const text = await response.text();
  if (!response.ok) throw new Error(`${viewer} refused: ${text}`);
  const { token } = JSON.parse(text) as { token?: unknown };
  if (typeof token !== 'string') throw new Error(`${viewer} is not a local cloud of Instep`);
  return token;
}

main().catch((cause: unknown) => {
  process.stderr.write(`token: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = 1;
});
