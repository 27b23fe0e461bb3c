import type { TokenCredential } from '@azure/identity';
import type { Secret } from '../../kernel/secret';

/** Where a secret or a certificate is read from: its text itself, or the name of a Key Vault secret. */
export type KeyMaterial = { readonly from: 'setting'; readonly text: Secret } | { readonly from: 'vault'; readonly name: string };

/** The one kind of credential the app uses, chosen at start. There is no second one to fall back to: a failing credential is to be seen. */
export type CredentialChoice =
  | { readonly kind: 'managed-identity'; readonly clientId?: string | undefined }
  | { readonly kind: 'certificate'; readonly tenantId: string; readonly clientId: string; readonly certificate: KeyMaterial }
  | { readonly kind: 'secret'; readonly tenantId: string; readonly clientId: string; readonly secret: KeyMaterial };

/** The part of Key Vault that a credential needs. */
export interface SecretSource {
  /** The newest version, perhaps a few minutes old. Throws ExternalFailure. */
  read(name: string): Promise<string>;
  /** The next read asks the vault. */
  forget(name: string): void;
}

export interface CredentialParts {
  readonly choice: CredentialChoice;
  readonly authorityHost: string;
  readonly secrets: SecretSource;
}

/** Login hosts that Microsoft's instance discovery knows; asked about any other, the library would call the public one, and fail. */
const PUBLIC_AUTHORITIES = new Set([
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
  'login.chinacloudapi.cn',
]);

/** Makes new credentials of the chosen kind. `afresh` reads key material again instead of trusting what was read before. */
export function credentialFactory({ choice, authorityHost, secrets }: CredentialParts): (afresh: boolean) => Promise<TokenCredential> {
  const options = {
    authorityHost,
    disableInstanceDiscovery: !PUBLIC_AUTHORITIES.has(new URL(authorityHost).hostname),
    retryOptions: { maxRetries: 0 },
  };
  const read = async (material: KeyMaterial, afresh: boolean): Promise<string> => {
    if (material.from === 'setting') return material.text.reveal();
    if (afresh) secrets.forget(material.name);
    return secrets.read(material.name);
  };
  return async (afresh) => {
    const identity = await import('@azure/identity');
    switch (choice.kind) {
      case 'managed-identity':
        return new identity.ManagedIdentityCredential({
          ...(choice.clientId ? { clientId: choice.clientId } : {}),
          retryOptions: { maxRetries: 1 },
        });
      case 'certificate': {
        const certificate = await read(choice.certificate, afresh);
        return new identity.ClientCertificateCredential(choice.tenantId, choice.clientId, { certificate: lines(certificate) }, options);
      }
      case 'secret':
        return new identity.ClientSecretCredential(choice.tenantId, choice.clientId, await read(choice.secret, afresh), options);
    }
  };
}

/** One credential that is made at its first use, for Azure's own services. */
export function lazyCredential(make: () => Promise<TokenCredential>): TokenCredential {
  let made: Promise<TokenCredential> | undefined;
  return {
    getToken: async (scopes, options) => {
      made ??= make().catch((error: unknown) => {
        made = undefined;
        throw error;
      });
      return (await made).getToken(scopes, options);
    },
  };
}

/** A PEM that travelled through an environment variable often has its line ends written out. */
const lines = (pem: string): string => pem.replaceAll('\\r', '').replaceAll('\\n', '\n');

/** Graph's resource per national cloud ("National cloud deployments"). A host of another name is a gateway in front of the worldwide one. */
const GRAPH_HOSTS = new Set(['graph.microsoft.com', 'graph.microsoft.us', 'dod-graph.microsoft.us', 'microsoftgraph.chinacloudapi.cn']);

export function graphScope(graphUrl: string): string {
  const { hostname, origin } = new URL(graphUrl);
  return `${GRAPH_HOSTS.has(hostname) ? origin : 'https://graph.microsoft.com'}/.default`;
}
