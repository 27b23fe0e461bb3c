import type { Json, JsonObject } from '../../../../shared/kernel/json';
import type { Group } from './groups';

type Field = (group: Group) => Json;

const mailEnabled = ({ kind }: Group): boolean => kind !== 'security';

/** What Graph shows of a group; `isAssignableToRole` and the like are null where they never were set. */
const fields: Readonly<Record<string, Field>> = {
  id: ({ id }) => id,
  deletedDateTime: () => null,
  createdDateTime: ({ createdAt }) => `${new Date(createdAt).toISOString().slice(0, 19)}Z`,
  description: ({ description }) => description ?? null,
  displayName: ({ displayName }) => displayName,
  groupTypes: ({ kind, membershipRule }) => [
    ...(kind === 'microsoft365' ? ['Unified'] : []),
    ...(membershipRule === undefined ? [] : ['DynamicMembership']),
  ],
  isAssignableToRole: ({ isAssignableToRole }) => isAssignableToRole ?? null,
  mail: ({ mail }) => mail ?? null,
  mailEnabled,
  mailNickname: ({ mailNickname }) => mailNickname,
  membershipRule: ({ membershipRule }) => membershipRule ?? null,
  membershipRuleProcessingState: ({ membershipRule }) => (membershipRule === undefined ? null : 'On'),
  onPremisesSyncEnabled: ({ onPremisesSyncEnabled }) => onPremisesSyncEnabled ?? null,
  securityEnabled: ({ kind }) => kind === 'security' || kind === 'mail-security',
  visibility: ({ kind }) => (kind === 'microsoft365' ? 'Private' : null),
};

/** What `$select` may name. */
export const groupProperties: ReadonlySet<string> = new Set(Object.keys(fields));

export function groupView(group: Group, select: readonly string[] = [...groupProperties]): JsonObject {
  return Object.fromEntries(select.map((name) => [name, fields[name]?.(group) ?? null]));
}
