import type { Secret } from '../kernel/secret';
import type { PlatformSettings, SettingName } from './settings';

/** A secret's own text, or the name of the Key Vault secret that holds it. */
export type KeyMaterial = { readonly from: 'setting'; readonly text: Secret } | { readonly from: 'vault'; readonly name: string };

/** The one credential towards Microsoft. Which kind it is is decided here, once. */
export type CredentialConfig =
  | { readonly kind: 'managed-identity'; readonly clientId?: string | undefined }
  | { readonly kind: 'certificate'; readonly tenantId: string; readonly clientId: string; readonly certificate: KeyMaterial }
  | { readonly kind: 'secret'; readonly tenantId: string; readonly clientId: string; readonly secret: KeyMaterial };

export type MicrosoftConfig =
  | {
      readonly state: 'enabled';
      readonly tenantId: string;
      readonly clientId: string;
      readonly credential: CredentialConfig;
      readonly authorityHost: string;
      readonly graphUrl: string;
    }
  | { readonly state: 'off' }
  /** Switched on, but incomplete: nothing is sent, and health names the gap (requirements CFG-12, CFG-13). */
  | { readonly state: 'inert'; readonly missing: readonly SettingName[] };

/** What staff tokens are checked against; it does not depend on the integration being on. */
export type StaffConfig =
  | { readonly state: 'enabled'; readonly tenantId: string; readonly authorityHost: string; readonly audiences: readonly string[] }
  | { readonly state: 'inert'; readonly missing: readonly SettingName[] };

export function microsoft(settings: PlatformSettings): MicrosoftConfig {
  if (!settings.MICROSOFT_ENABLED) return { state: 'off' };
  const { MICROSOFT_TENANT_ID: tenantId, MICROSOFT_CLIENT_ID: clientId } = settings;
  const credential = chooseCredential(settings, tenantId ?? '', clientId ?? '');
  const missing: SettingName[] = [];
  if (tenantId === undefined) missing.push('MICROSOFT_TENANT_ID');
  if (clientId === undefined) missing.push('MICROSOFT_CLIENT_ID');
  if (typeof credential === 'string') missing.push(credential);
  if (tenantId === undefined || clientId === undefined || typeof credential === 'string') return { state: 'inert', missing };
  return {
    state: 'enabled',
    tenantId,
    clientId,
    credential,
    authorityHost: settings.MICROSOFT_AUTHORITY_HOST,
    graphUrl: settings.MICROSOFT_GRAPH_URL,
  };
}

/** The credential, or the name of the setting it lacks. Without a stated kind, the kind whose material is set. */
function chooseCredential(settings: PlatformSettings, tenantId: string, clientId: string): CredentialConfig | SettingName {
  const vault = settings.KEY_VAULT_URL;
  const certificate = material(settings.MICROSOFT_CLIENT_CERTIFICATE, settings.MICROSOFT_CLIENT_CERTIFICATE_NAME);
  const secret = material(settings.MICROSOFT_CLIENT_SECRET, settings.MICROSOFT_CLIENT_SECRET_NAME);
  const stated = settings.MICROSOFT_CREDENTIAL ?? (certificate ? 'certificate' : secret ? 'secret' : undefined);
  const usable = (found: KeyMaterial): boolean => found.from === 'setting' || vault !== undefined;
  switch (stated) {
    case undefined:
      return 'MICROSOFT_CREDENTIAL';
    case 'managed-identity':
      return { kind: stated, clientId: settings.MICROSOFT_MANAGED_IDENTITY_CLIENT_ID };
    case 'certificate':
      if (!certificate) return 'MICROSOFT_CLIENT_CERTIFICATE';
      return usable(certificate) ? { kind: stated, tenantId, clientId, certificate } : 'KEY_VAULT_URL';
    case 'secret':
      if (!secret) return 'MICROSOFT_CLIENT_SECRET';
      return usable(secret) ? { kind: stated, tenantId, clientId, secret } : 'KEY_VAULT_URL';
  }
}

export function material(text: Secret | undefined, name: string | undefined): KeyMaterial | undefined {
  if (text) return { from: 'setting', text };
  return name === undefined ? undefined : { from: 'vault', name };
}

export function staff(settings: PlatformSettings): StaffConfig {
  const { MICROSOFT_TENANT_ID: tenantId, MICROSOFT_CLIENT_ID: clientId, API_AUDIENCE: stated } = settings;
  const audiences = stated ?? (clientId === undefined ? undefined : [clientId, `api://${clientId}`]);
  const missing: SettingName[] = [];
  if (tenantId === undefined) missing.push('MICROSOFT_TENANT_ID');
  if (audiences === undefined) missing.push('API_AUDIENCE');
  if (tenantId === undefined || audiences === undefined) return { state: 'inert', missing };
  return { state: 'enabled', tenantId, authorityHost: settings.MICROSOFT_AUTHORITY_HOST, audiences };
}
