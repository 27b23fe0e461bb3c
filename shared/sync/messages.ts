import { z } from 'zod';
import { toLaneId } from '../kernel/ids';
import { actorKindOut, instantOut } from '../messages/fields';
import { SYNC_STATES } from './item/item';
import type { NudgeCause } from './lane/nudge';

const CAUSES = ['commit', 'sweep', 'wake-up', 'turn-over', 'retry', 'look-again'] as const satisfies readonly NudgeCause[];

/** "Lane X has work", as it comes from the queue. Members of newer versions of us are let pass. */
export const NudgeMessage = z.object({
  lane: z.string().min(1).max(400).transform(toLaneId),
  cause: z.enum(CAUSES),
  since: z.string().min(1).optional(),
});

const name = /^[a-z][a-z0-9-]{0,39}$/;
export const SyncItemPath = z.strictObject({
  kind: z.string().regex(name).meta({ description: 'The kind of the item, as the list of items names it.' }),
  id: z.string().min(1).max(200).meta({ description: "The thing's own id." }),
});

export const SyncItemsQuery = z.strictObject({
  state: z.enum(SYNC_STATES).optional(),
  kind: z.string().regex(name, { error: 'must be the name of a kind: lower-case letters, digits and hyphens' }).optional(),
});

/** Lists of lanes have no filter. */
export const LanesQuery = z.strictObject({});

export const LanePath = z.strictObject({
  id: z
    .string()
    .regex(/^[^/\\?#]{1,250}$/)
    .meta({ description: 'As `GET /lanes` gives it, encoded for a path: `mailbox%3Aoak%40city.example`.' }),
});

const part = z.string().regex(/^[a-z0-9-]{1,60}$/);
export const RightPath = z.strictObject({
  api: part.meta({ description: 'The service: `graph`.' }),
  as: part.meta({ description: "Whose right: `installation` is the app's own." }),
});

const Reason = z.object({
  code: z.string(),
  sentence: z.string(),
  who: z.enum(['nobody', 'operator', 'azure-admin', 'directory-admin', 'staff']).meta({ description: 'Who must act.' }),
  nextTryAt: instantOut.optional(),
});

/** Why something is, or is not, in step. */
export const SyncItemView = z
  .object({
    kind: z.string(),
    id: z.string(),
    target: z.string(),
    lane: z.string(),
    state: z.enum(SYNC_STATES),
    reason: Reason.optional(),
    desired: z.object({ revision: z.number(), value: z.unknown().meta({ description: 'null: nothing of ours should be there.' }) }),
    applied: z.object({ revision: z.number(), value: z.unknown().optional(), externalId: z.string().optional() }),
    attempts: z.number(),
    due: instantOut.optional(),
    leavesAbout: instantOut.optional().meta({ description: 'Of a mail that waits, when it is read alone: about when its turn comes.' }),
    lastSuccessAt: instantOut.optional(),
    changedAt: instantOut,
    cause: z.object({
      action: z.string(),
      by: actorKindOut,
      appId: z.string().optional().meta({ description: 'Of an application: its client id.' }),
      correlationId: z.string(),
    }),
  })
  .meta({ title: 'SyncItem' });
export type SyncItemView = z.infer<typeof SyncItemView>;

export const SyncItemList = z.object({ items: z.array(SyncItemView), continuation: z.string().optional() }).meta({ title: 'SyncItemList' });

export const LaneView = z.object({
  id: z.string(),
  logId: z.string().meta({ description: 'What the log calls it.' }),
  state: z.enum(['idle', 'working', 'waiting', 'blocked', 'paused']),
  waitsFor: z.string().meta({ description: 'A sentence.' }),
  width: z.number().meta({ description: 'Items a batch, learned from the answers.' }),
  heldUntil: instantOut.optional(),
  notBefore: instantOut.optional(),
  wakeAt: instantOut.optional(),
  inFlight: z.number(),
  lastSuccessAt: instantOut.optional(),
  reason: Reason.optional(),
});

export const GateView = z.object({
  state: z.enum(['open', 'waiting', 'blocked']),
  waitsFor: z.string(),
  lanesAtWork: z.number(),
  lanesAllowed: z.number().optional(),
  notBefore: instantOut.optional(),
  reason: Reason.optional(),
});

export const LaneList = z
  .object({
    items: z.array(LaneView),
    app: GateView.meta({ description: "What concerns every lane that uses the app's own registration." }),
    rights: z
      .array(GateView.extend({ right: z.string().meta({ description: 'The service, and whose right is used there.' }) }))
      .optional()
      .meta({ description: 'The same for lanes that use another right; absent: there are none.' }),
    continuation: z.string().optional(),
  })
  .meta({ title: 'LaneList' });
export type LaneList = z.infer<typeof LaneList>;
