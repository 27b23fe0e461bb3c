import { z } from 'zod';
import { instantOut } from '../../messages/fields';
import { SYNC_STATES } from '../../sync/item/item';

const said = { sentence: z.string().meta({ description: 'The same in words, for a page or a mail.' }) };
const ask = { askedAt: instantOut, spaceId: z.string(), startsAt: instantOut, endsAt: instantOut };
const other = z.object({ id: z.string(), status: z.string(), spaceId: z.string(), startsAt: instantOut, endsAt: instantOut });

export const ConsequencesView = z
  .object({
    id: z.string(),
    reference: z.string().meta({ description: 'What mails name it by.' }),
    request: z
      .object({
        spaceId: z.string(),
        startsAt: instantOut,
        endsAt: instantOut,
        title: z.string(),
        attendance: z.number().optional(),
        notes: z.string().optional(),
        name: z.string().optional(),
      })
      .optional()
      .meta({ description: 'What is asked for; only for whoever comes by the link of a mail, who can read nothing else.' }),
    revision: z.number().meta({ description: 'Of the reservation that this was worked out for.' }),
    first: z.object({
      ...said,
      askedAt: instantOut,
      earlier: z
        .array(z.object({ ...ask, became: z.enum(['turned-away', 'denied', 'cancelled', 'expired']) }))
        .meta({ description: 'Who asked for this time before and did not get or keep it.' }),
    }),
    waiting: z.object({
      ...said,
      requests: z.array(z.object({ ...ask, freeIfDenied: z.boolean() })).meta({
        description: 'Turned away because of this one within the last 48 hours, each once however often it was repeated.',
      }),
      more: z.boolean().meta({ description: 'There are more than are shown.' }),
    }),
    rejectedIfApproved: z
      .object({ ...said, reservations: z.array(other) })
      .meta({ description: 'As a rule none: a request holds its time.' }),
    neighbours: z
      .object({ ...said, reservations: z.array(other.extend({ side: z.enum(['before', 'after']) })) })
      .meta({ description: 'Those whose kept time touches its set-up or clean-up.' }),
    clash: z
      .object({ ...said, state: z.enum([...SYNC_STATES, 'not-synced']), code: z.string().optional(), who: z.string().optional() })
      .meta({ description: "What the room's calendar shows." }),
    rules: z
      .object({ ...said, broken: z.array(z.object({ rule: z.string(), bound: z.string() })) })
      .meta({ description: 'Rules of the space that it does not keep as they are now.' }),
    ifNobodyDecides: z.object({ ...said, holdExpiresAt: instantOut.optional() }),
    ifDenied: z.object({ ...said, freeFor: z.number().meta({ description: 'How many of those turned away could have their time then.' }) }),
  })
  .meta({ title: 'Consequences' });
export type ConsequencesView = z.infer<typeof ConsequencesView>;
