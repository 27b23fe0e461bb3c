import { z } from 'zod';

export const Liveness = z.object({ status: z.literal('live') }).meta({ title: 'Liveness' });

export const ReadinessView = z
  .object({
    status: z.enum(['ready', 'not-ready']),
    database: z.object({ state: z.enum(['reachable', 'unreachable']), because: z.string().optional() }),
    bus: z.object({
      state: z.enum(['reachable', 'unreachable', 'unknown']).meta({ description: 'As of the last message sent by this instance.' }),
      because: z.string().optional(),
    }),
    microsoft: z.object({
      state: z.enum(['enabled', 'off', 'inert', 'blocked']),
      missing: z.array(z.string()).optional().meta({ description: 'Settings that are missing.' }),
      because: z.string().optional(),
    }),
    lanes: z
      .object({
        blocked: z.number().meta({ description: 'Mailboxes that cannot be used at present.' }),
        failing: z.number().meta({ description: 'Those in which the database fails every turn.' }),
      })
      .optional()
      .meta({ description: '`GET /lanes` says which and why. Absent while the database is unreachable.' }),
    staffSignIn: z.object({ state: z.enum(['enabled', 'inert']), missing: z.array(z.string()).optional() }),
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
