import type { Contract } from './operation';
import type { Permissions } from './permission';
import type { Problems } from './problem';

/** What the host is told by all modules together. */
export interface Tables {
  readonly problems: Problems;
  readonly permissions: Permissions;
}

/** The problems and permissions that a contract names and no module defines, as sentences. */
export function unknownNames({ missing, badHeader, problems = [], access }: Contract, known: Tables): readonly string[] {
  const codes = [missing, badHeader, ...problems].filter((code) => code !== undefined && !(code in known.problems));
  const permissions = [access.permission, ...(access.more ?? [])].filter((name) => name !== undefined && !(name in known.permissions));
  return [
    ...codes.map((code) => `no module defines the problem ${String(code)}`),
    ...permissions.map((name) => `no module defines the permission ${String(name)}`),
  ];
}
