/** What somebody may do. The key in its table is its name: `records.write`. */
export interface Permission {
  /** App roles of the API's registration in Entra; one of them is enough. */
  readonly roles: readonly string[];
  /** Who may have it. A role that is assigned to others gives them nothing. */
  readonly for: readonly ('person' | 'application')[];
  /** One sentence, for the API description and the docs. */
  readonly about: string;
}

export type Permissions = Readonly<Record<string, Permission>>;

/** The names of the permissions that these roles give. */
export const permitted = (
  permissions: Permissions,
  { kind, roles }: { readonly kind: 'person' | 'application'; readonly roles: readonly string[] },
): ReadonlySet<string> =>
  new Set(
    Object.entries(permissions)
      .filter(([, permission]) => permission.for.includes(kind) && permission.roles.some((role) => roles.includes(role)))
      .map(([name]) => name),
  );
