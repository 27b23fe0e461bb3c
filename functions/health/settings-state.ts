type Inert = { readonly state: 'inert'; readonly missing: readonly string[] };

/** What the settings say, of which readiness tells what is missing. */
export interface SettingsState {
  readonly microsoft: { readonly state: 'enabled' | 'off' } | Inert;
  readonly staff: { readonly state: 'enabled' } | Inert;
  readonly warnings: readonly string[];
}
