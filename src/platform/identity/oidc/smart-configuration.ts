import { assertionAlgorithms } from '../apps/client-keys.ts';

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

/** Scopes worth telling: those of OpenID and of launches, and patterns of the resource scopes, of which every type and verb is understood. */
export const scopesSupported = [
  'openid',
  'profile',
  'fhirUser',
  'launch',
  'launch/patient',
  'launch/encounter',
  'online_access',
  'offline_access',
  'patient/*.rs',
  'patient/*.cruds',
  'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
  'user/*.rs',
  'user/*.cruds',
  'system/*.rs',
  'system/*.cruds',
] as const;

/** How clients may prove themselves. */
export const clientAuthMethods = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
] as const;

/**
 * The document at /fhir/.well-known/smart-configuration. It names only what a test of this folder has shown to work.
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
    management_endpoint: `${publicUrl}/apps`,
    device_authorization_endpoint: `${publicUrl}${oidcRoutes.device_authorization}`,
    grant_types_supported: [
      'authorization_code',
      'client_credentials',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:device_code',
    ],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: clientAuthMethods,
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    scopes_supported: scopesSupported,
    capabilities: [
      'launch-ehr',
      'launch-standalone',
      'client-public',
      'client-confidential-symmetric',
      'client-confidential-asymmetric',
      'context-banner',
      'context-style',
      'context-ehr-patient',
      'context-ehr-encounter',
      'context-standalone-patient',
      'sso-openid-connect',
      'permission-offline',
      'permission-online',
      'permission-patient',
      'permission-user',
      'permission-v1',
      'permission-v2',
    ],
  };
}
