import type { Contract } from './operation';
import type { LinkSchemes } from './link-scheme';
import type { Permissions } from './permission';
import type { Problems } from './problem';

/** What the host is told by all modules together. */
export interface Tables {
  readonly problems: Problems;
  readonly permissions: Permissions;
  readonly linkSchemes: LinkSchemes;
}

/** What a contract names and no module brings, as sentences. `purposes`: what the limiter counts for. */
export function unknownNames(
  { missing, badHeader, problems = [], access, limited }: Contract,
  known: Tables,
  purposes: readonly string[],
): readonly string[] {
  const codes = [missing, badHeader, ...problems].filter((code) => code !== undefined && !(code in known.problems));
  const permissions = [access.permission, ...(access.more ?? [])].filter((name) => name !== undefined && !(name in known.permissions));
  return [
    ...codes.map((code) => `no module defines the problem ${String(code)}`),
    ...(access.bearer === undefined || access.bearer in known.linkSchemes ? [] : [`no module brings the link ${access.bearer}`]),
    ...(limited === undefined || purposes.includes(limited) ? [] : [`no module counts clients for ${limited}`]),
    ...permissions.map((name) => `no module defines the permission ${String(name)}`),
  ];
}
