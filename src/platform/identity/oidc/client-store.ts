import type { Adapter, AdapterPayload } from 'oidc-provider';
import { narrowScopes, splitScopes } from '../../access/smart-scope.ts';
import type { Database } from '../../sql/database.ts';
import { appScopes, findClient } from '../clients.ts';
import type { Client } from '../clients.ts';

/** The client id of Sen's own web application; the only one that people's whole rights are given to and that needs no consent. */
export const webClientId = 'sen-web';

/** Signing algorithms for `private_key_jwt`; SMART asks for RS384 and ES384. */
export const assertionAlgorithms = ['ES256', 'ES384', 'RS256', 'RS384'] as const;

/** Read side of registered clients for the OpenID provider. It never writes: clients are made by `createClient`. */
export function createClientStore(database: Database): Adapter {
  const readOnly = async (): Promise<never> => {
    throw new Error('clients are registered by createClient only');
  };
  return {
    async find(id) {
      const client = await findClient(database, id);
      return client && !client.isDisabled ? toMetadata(client) : undefined;
    },
    upsert: readOnly,
    findByUserCode: readOnly,
    findByUid: readOnly,
    consume: readOnly,
    destroy: readOnly,
    revokeByGrantId: readOnly,
  };
}

function toMetadata(client: Client): AdapterPayload {
  const isApp = client.redirectUris.length > 0;
  const scopes = splitScopes(client.scope);
  return {
    client_id: client.id,
    client_name: client.name,
    // The digest stands where the secret would: it is compared by `compareClientSecret` and good for nothing else.
    ...(client.secretHash ? { client_secret: client.secretHash } : {}),
    ...(client.jwks ? { jwks: { keys: [...client.jwks.keys] } } : {}),
    token_endpoint_auth_method: client.jwks
      ? 'private_key_jwt'
      : client.secretHash
        ? 'client_secret_basic'
        : 'none',
    grant_types: isApp
      ? ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code']
      : ['client_credentials'],
    response_types: isApp ? ['code'] : [],
    redirect_uris: [...client.redirectUris],
    ...(isApp ? { scope: scopes.filter((scope) => appScopes.has(scope)).join(' ') || 'openid' } : {}),
    ...(isApp && !client.secretHash && !client.jwks ? { application_type: applicationType(client) } : {}),
    sen_scope: scopes.filter((scope) => !appScopes.has(scope)).join(' '),
  } as AdapterPayload;
}

/** Custom schemes and loopback addresses are only allowed to native apps. */
function applicationType(client: Client): 'native' | 'web' {
  return client.redirectUris.every((uri) => uri.startsWith('https://')) ? 'web' : 'native';
}

/** The resource scopes that a registered client gets of those it asks for; all it holds where it names none. */
export function grantedScopes(client: object, asked: string | undefined): readonly string[] {
  const held = 'sen_scope' in client && typeof client.sen_scope === 'string' ? client.sen_scope : '';
  return narrowScopes(asked === undefined || asked === '' ? held : asked, held);
}
