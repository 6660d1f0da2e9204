import { assertionAlgorithms } from './client-store.ts';

/** Where the OpenID provider's doors are; one list for its routes and for both discovery documents. */
export const oidcRoutes = {
  authorization: '/oidc/auth',
  code_verification: '/oidc/device',
  device_authorization: '/oidc/device/auth',
  end_session: '/oidc/sign-out',
  introspection: '/oidc/introspect',
  jwks: '/oidc/keys',
  revocation: '/oidc/revoke',
  token: '/oidc/token',
  userinfo: '/oidc/me',
} as const;

/** Scopes worth telling: those of OpenID, and patterns of the resource scopes, of which every type and verb is understood. */
export const scopesSupported = [
  'openid',
  'profile',
  'fhirUser',
  'launch/patient',
  'offline_access',
  'patient/*.rs',
  'patient/*.cruds',
  'user/*.rs',
  'user/*.cruds',
  'system/*.rs',
  'system/*.cruds',
] as const;

/**
 * The document at /fhir/.well-known/smart-configuration. It names only what a test of this folder has shown to work; an EHR launch,
 * for one, does not exist and is not named.
 * @source SMART App Launch 2.2.0, section "Conformance"
 */
export function smartConfiguration(publicUrl: string): object {
  return {
    issuer: publicUrl,
    jwks_uri: `${publicUrl}${oidcRoutes.jwks}`,
    authorization_endpoint: `${publicUrl}${oidcRoutes.authorization}`,
    token_endpoint: `${publicUrl}${oidcRoutes.token}`,
    introspection_endpoint: `${publicUrl}${oidcRoutes.introspection}`,
    revocation_endpoint: `${publicUrl}${oidcRoutes.revocation}`,
    grant_types_supported: ['authorization_code', 'client_credentials'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    scopes_supported: scopesSupported,
    capabilities: [
      'launch-standalone',
      'client-public',
      'client-confidential-symmetric',
      'client-confidential-asymmetric',
      'context-standalone-patient',
      'sso-openid-connect',
      'permission-offline',
      'permission-patient',
      'permission-user',
      'permission-v1',
      'permission-v2',
    ],
  };
}
