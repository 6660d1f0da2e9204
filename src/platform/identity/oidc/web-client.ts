import type { ClientMetadata } from 'oidc-provider';
import { ownOrigins } from '../own-origins.ts';
import { webClientId } from './client-store.ts';

/** Sen's own web application: public, code + PKCE, sent back to /signed-in. */
export function webClientMetadata(publicUrl: string): ClientMetadata {
  const origins = ownOrigins(publicUrl);
  return {
    client_id: webClientId,
    client_name: 'Sen',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    id_token_signed_response_alg: 'ES256',
    redirect_uris: origins.map((origin) => `${origin}/signed-in`),
    post_logout_redirect_uris: origins.map((origin) => `${origin}/`),
    scope: 'openid profile fhirUser offline_access',
  };
}
