import type { ClientMetadata } from 'oidc-provider';
import { webClientId } from './client-store.ts';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/** Sen's own web application: public, code + PKCE, sent back to /signed-in. */
export function webClientMetadata(publicUrl: string): ClientMetadata {
  const origins = originsOf(publicUrl);
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

/** On a laptop the same server answers to three names; whoever typed another one must still be able to sign in. */
function originsOf(publicUrl: string): readonly string[] {
  const url = new URL(publicUrl);
  if (!loopbackNames.includes(url.hostname)) return [url.origin];
  const port = url.port === '' ? '' : `:${url.port}`;
  return loopbackNames.map((name) => `${url.protocol}//${name}${port}`);
}
