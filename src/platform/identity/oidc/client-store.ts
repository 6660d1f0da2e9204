import { X509Certificate } from 'node:crypto';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { narrowScopes, splitScopes } from '../../access/smart-scope.ts';
import type { Database } from '../../sql/database.ts';
import { appScopes } from '../apps/client-kinds.ts';
import { findClient } from '../clients.ts';
import type { Client } from '../clients.ts';

/** The client id of Sen's own web application; the only one that people's whole rights are given to and that needs no consent. */
export const webClientId = 'sen-web';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** What each kind of client may come with. */
const grantTypes: Readonly<Record<Client['kind'], readonly string[]>> = {
  system: ['client_credentials'],
  app: ['authorization_code', 'refresh_token'],
  device: [deviceGrant, 'refresh_token'],
};

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
  const isApp = client.kind === 'app';
  const scopes = splitScopes(client.scope);
  const isPublic = proofOf(client)['token_endpoint_auth_method'] === 'none';
  return {
    client_id: client.id,
    client_name: client.name,
    ...proofOf(client),
    grant_types: grantTypes[client.kind],
    response_types: isApp ? ['code'] : [],
    redirect_uris: [...client.redirectUris],
    ...(client.kind === 'system'
      ? {}
      : { scope: scopes.filter((scope) => appScopes.has(scope)).join(' ') || 'openid' }),
    ...(isApp && isPublic ? { application_type: applicationType(client) } : {}),
    sen_scope: scopes.filter((scope) => !appScopes.has(scope)).join(' '),
    sen_kind: client.kind,
  } as AdapterPayload;
}

/** How the client proves itself, in the words of OpenID's registration. */
function proofOf(client: Client): Readonly<Record<string, unknown>> {
  if (client.jwks)
    return { jwks: { keys: [...client.jwks.keys] }, token_endpoint_auth_method: 'private_key_jwt' };
  if (client.jwksUri !== undefined)
    return { jwks_uri: client.jwksUri, token_endpoint_auth_method: 'private_key_jwt' };
  const bound = { tls_client_certificate_bound_access_tokens: true };
  if (client.certificateSubject !== undefined)
    return {
      ...bound,
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_subject_dn: client.certificateSubject,
    };
  if (client.certificates.length > 0)
    return {
      ...bound,
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      jwks: { keys: client.certificates.map(certificateKey) },
    };
  // The digest stands where the secret would: it is compared by `compareClientSecret` and good for nothing else.
  return client.secretHash !== undefined
    ? { client_secret: client.secretHash, token_endpoint_auth_method: 'client_secret_basic' }
    : { token_endpoint_auth_method: 'none' };
}

/** The provider compares certificates alone; the key members are asked for by its form. */
function certificateKey(pem: string): object {
  const { kty, n, e, crv, x, y } = new X509Certificate(pem).publicKey.export({ format: 'jwk' });
  const der = pem.replace(/-----[A-Z ]+-----|\s/gu, '');
  return Object.fromEntries(
    Object.entries({ kty, n, e, crv, x, y, x5c: [der] }).filter(([, value]) => value !== undefined),
  );
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
