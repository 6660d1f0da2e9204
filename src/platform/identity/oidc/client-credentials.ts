import { errors } from 'oidc-provider';
import type { Provider, TokenEndpointGrantContext } from 'oidc-provider';
import { grantedScopes } from './client-store.ts';
import type { FindCertificate } from './mutual-tls.ts';

/**
 * The client_credentials grant. Replaces the provider's own because SMART scopes are patterns: a client that holds
 * 'system/*.cruds' may ask for 'system/Observation.rs', and one that asks for more than it holds gets the common part.
 * Errors: invalid_scope where nothing is in common.
 */
export function addClientCredentials(
  provider: Provider,
  findCertificate: FindCertificate,
  onIssued: (clientId: string) => Promise<void>,
): void {
  const grant = async (ctx: TokenEndpointGrantContext): Promise<void> => {
    const { client } = ctx.oidc;
    const asked = typeof ctx.oidc.params['scope'] === 'string' ? ctx.oidc.params['scope'] : undefined;
    const scopes = grantedScopes(client, asked);
    if (scopes.length === 0)
      throw new errors.InvalidScope('none of the requested scopes is allowed', asked ?? '');
    const token = new provider.ClientCredentials({ client, scope: scopes.join(' ') });
    if (client['tlsClientCertificateBoundAccessTokens'] === true) {
      const shown = findCertificate(ctx.req);
      if (!shown) throw new errors.InvalidGrant('mutual TLS client certificate not provided');
      token.setThumbprint('x5t', shown.certificate.toString());
    }
    ctx.oidc.entity('ClientCredentials', token);
    const value = await token.save();
    await onIssued(client.clientId);
    ctx.body = {
      access_token: value,
      expires_in: token.expiration,
      token_type: token.tokenType,
      scope: token.scope,
    };
  };
  provider.registerGrantType('client_credentials', grant, ['scope']);
}
