import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Fault, FaultEffect } from '../../kernel/faults';

const id = z.string().min(1).max(200);
const times = z.int().min(1).max(1_000_000);

const Effect = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('refuse'),
    status: z.int().min(400).max(599),
    code: z.string().optional(),
    retryAfter: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('never') }),
  z.strictObject({ kind: z.literal('latency'), ms: z.number().min(0) }),
  z.strictObject({ kind: z.literal('lose') }),
  z.strictObject({ kind: z.literal('double') }),
  z.strictObject({ kind: z.literal('empty-page'), pages: z.int().min(1).max(100_000).optional() }),
  z.strictObject({ kind: z.literal('recode'), code: z.string().min(1).max(100) }),
  z.strictObject({ kind: z.literal('lose-mark') }),
]);

/** A `Fault` of the kernel, as JSON; without an id it gets one. */
export const FaultBody = z
  .strictObject({
    id: id.default(() => `fault-${randomUUID().slice(0, 8)}`),
    core: z.enum(['tenant', 'bus', 'database', 'vault']),
    match: z.record(z.string(), z.string()).default({}),
    when: z.enum(['before', 'after']).default('before'),
    effect: Effect,
    chance: z.number().min(0).max(1).optional(),
    times: times.optional(),
    until: z.number().optional(),
  })
  .transform(({ chance, times, until, effect, ...rest }): Fault => ({
    ...rest,
    effect: defined(effect),
    ...(chance !== undefined && { chance }),
    ...(times !== undefined && { times }),
    ...(until !== undefined && { until }),
  }));

function defined(effect: z.output<typeof Effect>): FaultEffect {
  if (effect.kind === 'empty-page') return { kind: 'empty-page', ...(effect.pages !== undefined && { pages: effect.pages }) };
  if (effect.kind !== 'refuse') return effect;
  const { kind, status, code, retryAfter } = effect;
  return { kind, status, ...(code !== undefined && { code }), ...(retryAfter !== undefined && { retryAfter }) };
}

/** What a fault of no plain word does, for people. */
export function sentenceOf({ core, match, when, effect, chance, times }: Fault): string {
  const traits = Object.entries(match).map(([name, value]) => `${name} ${value}`);
  const share = chance === undefined ? '' : `${Math.round(chance * 100)}% of `;
  const which = `${share}${times === undefined ? 'requests' : `the next ${times} requests`}${traits.length > 0 ? ` with ${traits.join(', ')}` : ''}`;
  return `The ${core} ${deed(effect)} ${which}${when === 'after' ? ', after their effect' : ''}.`;
}

function deed(effect: FaultEffect): string {
  switch (effect.kind) {
    case 'refuse':
      return `refuses with ${effect.status}`;
    case 'never':
      return 'never answers';
    case 'latency':
      return `takes ${effect.ms} ms longer for`;
    case 'lose':
      return 'loses';
    case 'double':
      return 'doubles';
    case 'empty-page':
      return effect.pages === undefined ? 'sends an empty first page for' : `sends ${effect.pages} empty pages first for`;
    case 'recode':
      return `refuses with the code ${effect.code}, where it refuses,`;
    case 'lose-mark':
      return 'makes things without their extended properties and answers 503 to';
  }
}
