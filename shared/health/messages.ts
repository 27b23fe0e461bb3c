import { z } from 'zod';
import { instantOut } from '../messages/fields';

export const Liveness = z.object({ status: z.literal('live') }).meta({ title: 'Liveness' });

const because = z.string().optional();
const partState = <const S extends readonly [string, ...string[]]>(...states: S) => z.object({ state: z.enum(states), because });

const Problem = z.object({
  part: z.string(),
  code: z.string(),
  sentence: z.string().meta({ description: 'It names settings, never what they hold.' }),
  who: z.enum(['operator', 'azure-admin', 'directory-admin', 'staff']).meta({ description: 'Who must act.' }),
  stops: z.boolean().meta({ description: 'The main job does not work.' }),
});

export const ReadinessView = z
  .object({
    status: z.enum(['ready', 'not-ready']),
    problems: z.array(Problem).meta({ description: 'Everything that a person must mend, in sentences.' }),
    database: partState('reachable', 'unreachable'),
    bus: partState('reachable', 'unreachable', 'unknown'),
    queue: z.object({
      state: z.enum(['read', 'not-read', 'unknown']),
      oldestDueSeconds: z.number().optional().meta({
        description: 'How long the oldest work has waited that nothing holds back; absent where it is less than two minutes.',
      }),
    }),
    sweep: z.object({ state: z.enum(['on-time', 'late', 'unknown']), lastAt: instantOut.optional() }),
    signingKey: partState('readable', 'failing').optional(),
    vault: partState('reachable', 'failing').optional().meta({ description: 'Absent: nothing is read from a vault.' }),
    microsoft: z.object({
      state: z.enum(['enabled', 'off', 'inert', 'blocked', 'failing']),
      missing: z.array(z.string()).optional().meta({ description: 'Settings that are missing.' }),
      because,
    }),
    lanes: z
      .object({
        blocked: z.number().meta({ description: 'Mailboxes that cannot be used at present.' }),
        failing: z.number().meta({ description: 'Those in which the database fails every turn.' }),
      })
      .optional()
      .meta({ description: '`GET /lanes` says which and why. Absent while the database is unreachable.' }),
    staffSignIn: z.object({ state: z.enum(['enabled', 'inert', 'failing']), missing: z.array(z.string()).optional(), because }),
    warnings: z.array(z.string()),
  })
  .meta({ title: 'Readiness' });
export type ReadinessView = z.infer<typeof ReadinessView>;

const UnusableSettings = z
  .object({
    status: z.literal('not-ready'),
    settings: z.object({
      state: z.literal('unusable'),
      faults: z.array(z.string()).meta({ description: 'Each names a setting and what is allowed, never a value.' }),
    }),
  })
  .meta({ title: 'UnusableSettings' });
export type UnusableSettings = z.infer<typeof UnusableSettings>;

export const NotReady = z.union([ReadinessView, UnusableSettings]);
