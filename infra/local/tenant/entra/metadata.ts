import type { JsonObject } from '../../../../shared/kernel/json';
import type { Entra } from './entra';

/** The OpenID Connect metadata document of the tenant, one for each token version. */
export function openidConfiguration(entra: Entra, version: 1 | 2): JsonObject {
  const root = `${entra.authorityHost}/${entra.tenantId}`;
  const oauth = version === 2 ? `${root}/oauth2/v2.0` : `${root}/oauth2`;
  return {
    issuer: entra.issuer(version),
    token_endpoint: `${oauth}/token`,
    authorization_endpoint: `${oauth}/authorize`,
    end_session_endpoint: `${oauth}/logout`,
    jwks_uri: version === 2 ? `${root}/discovery/v2.0/keys` : `${root}/discovery/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    request_uri_parameter_supported: false,
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'nonce', 'preferred_username', 'name', 'tid', 'ver'],
    tenant_region_scope: null,
    cloud_instance_name: new URL(entra.authorityHost).host,
  };
}
