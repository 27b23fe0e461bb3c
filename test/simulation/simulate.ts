import { parseArgs } from 'node:util';
import { simulate, SimulationFailed } from './run';

const HELP = `npm run simulate -- [--seeds N] [--seed S] [--operations N] [--first] [--trace]

  --seeds N        how many seeds, one after the other (default 1000; with --seed: 1)
  --seed S         the first seed (default 1)
  --operations N   how many things happen in each (default 100)
  --first          end with the first seed that fails
  --trace          print what happened
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      operations: { type: 'string', default: '100' },
      first: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const from = Number(values.seed ?? '1');
  const count = Number(values.seeds ?? (values.seed === undefined ? '1000' : '1'));
  const operations = Number(values.operations);
  const startedAt = Date.now();
  let failed = 0;
  let promised = 0;
  let mutations = 0;
  let mails = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    try {
      const run = await simulate(seed, operations, values.trace);
      promised += run.tally.promised;
      mutations += run.tally.mutations;
      mails += run.tally.mails;
      if (values.trace) console.log(run.lines.join('\n'));
    } catch (error) {
      if (!(error instanceof SimulationFailed)) throw error;
      failed += 1;
      if (values.trace) console.log(error.lines.join('\n'));
      console.error(error.message);
      if (values.trace && error.cause instanceof Error) console.error(error.cause.stack);
      if (values.first) return 1;
    }
    if ((seed - from + 1) % 100 === 0) console.error(`${String(seed - from + 1)} of ${String(count)} seeds, ${String(failed)} failed`);
  }
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `${String(count - failed)} seeds passed, ${String(failed)} failed: ${String(promised)} reservations promised, ${String(mutations)} writes to Microsoft, ${String(mails)} mails, ${seconds} s`,
  );
  return failed > 0 ? 1 : 0;
}

void main().then((code) => {
  process.exitCode = code;
});
