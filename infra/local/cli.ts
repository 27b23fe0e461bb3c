import { parseArgs } from 'node:util';
import { readPort } from './ports';

export interface StartArguments {
  readonly empty: boolean;
  readonly json: boolean;
  readonly help: boolean;
  readonly port: number;
  readonly instances: number;
  /** Whether the city is filled with reservations after the start. */
  readonly fill: boolean;
}

export const HELP = `Starts Instep and the simulated cloud around it. Nothing leaves this machine.

  npm start                      12 spaces in 3 buildings, 40 people
  npm start -- --empty           rooms and people, but no spaces
  npm start -- --no-fill         does not fill the city with reservations (INSTEP_DEMO_FILL=0 does the same)
  npm start -- --port N          listens on N and the five ports after it (PORT does the same; 7071)
  npm start -- --instances N     N hosts behind one address, 1 to 8
  npm start -- --json            prints one line of JSON when ready, and nothing else
  npm run --silent token -- --role Instep.Admin      a token for a member of staff
  npm run tour                   walks through the whole story on what runs (PORT as above)
`;

interface Environment {
  readonly PORT?: string | undefined;
  /** `0`: the city is not filled. */
  readonly INSTEP_DEMO_FILL?: string | undefined;
}

/** Throws Error in the words of the option that is wrong. */
export function readArguments(args: readonly string[], env: Environment): StartArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      empty: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      'no-fill': { type: 'boolean', default: false },
      port: { type: 'string' },
      instances: { type: 'string', default: '1' },
    },
  });
  const instances = Number(values.instances);
  if (!/^\d+$/.test(values.instances) || instances < 1 || instances > 8) {
    throw new Error(`--instances must be a number from 1 to 8, not '${values.instances}'`);
  }
  const { empty, json, help } = values;
  const fill = !empty && !values['no-fill'] && env.INSTEP_DEMO_FILL !== '0';
  return { empty, json, help, port: readPort(values.port ?? env.PORT), instances, fill };
}
