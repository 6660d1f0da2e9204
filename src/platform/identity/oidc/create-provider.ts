import { Provider, errors } from 'oidc-provider';
import type { Client, Configuration, KoaContextWithOIDC } from 'oidc-provider';

import { isSameText, digest } from '../digest.ts';
import { findAccount } from '../accounts.ts';
import type { Account } from '../accounts.ts';
import type { Database } from '../../sql/database.ts';
import type { ServerKeys } from '../server-keys.ts';
import { addClientCredentials } from './client-credentials.ts';
import { assertionAlgorithms, createClientStore, grantedScopes, webClientId } from './client-store.ts';
import { createPayloadStore } from './payload-store.ts';
import { addPatientContext } from './patient-context.ts';
import { createProviderPages } from './provider-pages.ts';
import type { ProviderEvents } from './provider-pages.ts';
import { oidcRoutes, scopesSupported } from './smart-configuration.ts';
import { webClientMetadata } from './web-client.ts';

/** How long what the provider gives out is good for, in seconds. */
export const lifetimes = {
  personToken: 10 * 60,
  systemToken: 60 * 60,
  code: 60,
  deviceCode: 10 * 60,
  interaction: 60 * 60,
  session: 8 * 60 * 60,
  grant: 14 * 24 * 60 * 60,
} as const;

/** What the OpenID provider needs. */
export interface ProviderParts extends ProviderEvents {
  readonly database: Database;
  readonly publicUrl: string;
  readonly keys: ServerKeys;
  /** Hears that something was taken back. */
  readonly onRevoked: () => void;
  readonly onSystemToken: (clientId: string) => Promise<void>;
}

/** Makes the OpenID provider: which doors are open, for whom, and for how long. */
export function createProvider(parts: ProviderParts): Provider {
  const provider = new Provider(parts.publicUrl, configure(parts));
  // The address that people and clients use is known; what a Host header says is not asked.
  provider.proxy = true;
  // Only the digest of a secret is kept, so the digest of what is shown is compared.
  provider.Client.prototype.compareClientSecret = function compareClientSecret(
    this: Client,
    shown: string,
  ): boolean {
    return isSameText(this.clientSecret ?? '', digest(shown));
  };
  addClientCredentials(provider, parts.onSystemToken);
  addPatientContext(provider, (id) => findAccount(parts.database, id));
  provider.use(askForOfflineConsent);
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === 'discovery') {
      const document = ctx.body as Record<string, unknown>;
      ctx.body = { ...document, scopes_supported: scopesSupported };
    }
  });
  return provider;
}

/**
 * OpenID drops offline_access silently unless the request says prompt=consent; SMART apps do not say it. They are asked as if they had,
 * so that the person sees that the app wants to come back without her.
 * @source OpenID Connect Core 1.0, section 11; SMART App Launch 2.2.0, "offline_access"
 */
async function askForOfflineConsent(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  const { client_id: clientId, prompt, scope } = ctx.query;
  const asksOffline = typeof scope === 'string' && scope.split(' ').includes('offline_access');
  if (
    ctx.path === oidcRoutes.authorization &&
    asksOffline &&
    prompt === undefined &&
    clientId !== webClientId
  ) {
    ctx.query = { ...ctx.query, prompt: 'consent' };
  }
  await next();
}

function configure(parts: ProviderParts): Configuration {
  const { database, keys, publicUrl } = parts;
  const pages = createProviderPages(parts);
  const fhirBase = `${publicUrl}/fhir`;
  return {
    adapter: (kind: string) =>
      kind === 'Client' ? createClientStore(database) : createPayloadStore(database, kind, parts.onRevoked),
    clients: [webClientMetadata(publicUrl)],
    extraClientMetadata: { properties: ['sen_scope'] },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    clientDefaults: { id_token_signed_response_alg: 'RS256' },
    enabledJWA: {
      clientAuthSigningAlgValues: [...assertionAlgorithms],
      idTokenSigningAlgValues: ['RS256', 'ES256'],
    },
    jwks: { keys: [...keys.tokens] },
    cookies: {
      keys: [...keys.cookies],
      names: { session: 'sen-session', interaction: 'sen-interaction', resume: 'sen-resume' },
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    routes: oidcRoutes,
    responseTypes: ['code'],
    scopes: ['openid', 'profile', 'fhirUser', 'launch/patient', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'sen_roles'], fhirUser: ['fhirUser'] },
    conformIdTokenClaims: false,
    extraParams: ['aud', 'launch'],
    pkce: { required: (_ctx, client) => client.clientAuthMethod === 'none' },
    features: {
      clientCredentials: { enabled: true },
      deviceFlow: {
        enabled: true,
        charset: 'base-20',
        mask: '****-****',
        deviceInfo: () => ({}),
        userCodeInputSource: pages.deviceCode,
        userCodeConfirmSource: pages.deviceConfirm,
        successSource: pages.deviceDone,
      },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      introspection: {
        enabled: true,
        // A client is told about its own tokens only.
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, client) => (client.clientId === webClientId ? [] : fhirBase),
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource, client) => {
          if (resource !== fhirBase || client.clientId === webClientId) throw new errors.InvalidTarget();
          return {
            scope: appScope(ctx, client),
            audience: fhirBase,
            accessTokenTTL: lifetimes.personToken,
            accessTokenFormat: 'opaque',
          };
        },
      },
      revocation: {
        enabled: true,
        // Somebody else's token is left alone, and the answer does not tell that it exists.
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: pages.signOut,
        postLogoutSuccessSource: pages.signedOut,
      },
      userinfo: { enabled: true },
    },
    clientBasedCORS: (_ctx, origin, client) =>
      client.clientAuthMethod === 'none' &&
      (client.redirectUris ?? []).some((uri) => URL.parse(uri)?.origin === origin),
    expiresWithSession: (_ctx, source) =>
      source.clientId === webClientId || !source.scopes.has('offline_access'),
    issueRefreshToken: (_ctx, client, source) =>
      client.grantTypeAllowed('refresh_token') &&
      (client.clientId === webClientId || source.scopes.has('offline_access')),
    rotateRefreshToken: true,
    findAccount: async (_ctx, sub) => {
      const account = await findAccount(database, sub);
      return account && !account.isDisabled
        ? { accountId: sub, claims: () => claimsOf(account, publicUrl) }
        : undefined;
    },
    loadExistingGrant,
    interactions: {
      url: (_ctx, interaction) =>
        interaction.prompt.name === 'consent'
          ? `/oidc/consent/${interaction.uid}`
          : `/oidc/sign-in/${interaction.uid}`,
    },
    renderError: pages.problem,
    ttl: {
      AccessToken: lifetimes.personToken,
      AuthorizationCode: lifetimes.code,
      ClientCredentials: lifetimes.systemToken,
      DeviceCode: lifetimes.deviceCode,
      Grant: lifetimes.grant,
      IdToken: lifetimes.session,
      Interaction: lifetimes.interaction,
      // Rotation does not lengthen it: after this long a person signs in again.
      RefreshToken: (ctx, token, client) => {
        const before = ctx?.oidc?.entities.RotatedRefreshToken;
        if (before) return Math.max(1, before.remainingTTL);
        return client.clientId === webClientId || !token.scopes.has('offline_access')
          ? lifetimes.session
          : lifetimes.grant;
      },
      Session: lifetimes.session,
    },
  };
}

/** The resource scopes an app may get now: what it asks for (or was granted before) and holds whole. */
function appScope(ctx: KoaContextWithOIDC, client: Client): string {
  const { entities, params } = ctx.oidc;
  const source = entities.AuthorizationCode ?? entities.RefreshToken ?? entities.DeviceCode;
  const asked = source?.scope ?? (typeof params?.['scope'] === 'string' ? params['scope'] : '');
  return grantedScopes(client, asked === '' ? 'none' : asked).join(' ');
}

type Grant = InstanceType<Provider['Grant']>;

/** Sen's own web application needs no consent: whoever signs in there is in Sen already. */
async function loadExistingGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, provider, result, session } = ctx.oidc;
  if (!client || !session) return undefined;
  const grantId = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const grant = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  if (client.clientId !== webClientId || !session.accountId) return grant;
  if (grant && grant.accountId === session.accountId) return grant;
  const own = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  own.addOIDCScope('openid profile fhirUser offline_access');
  await own.save();
  return own;
}

function claimsOf(account: Account, publicUrl: string): { sub: string } & Record<string, unknown> {
  const fhirUser = account.practitionerId
    ? `${publicUrl}/fhir/Practitioner/${account.practitionerId}`
    : account.patientId && `${publicUrl}/fhir/Patient/${account.patientId}`;
  return {
    sub: account.id,
    name: account.display,
    preferred_username: account.username,
    sen_roles: account.roles,
    ...(fhirUser ? { fhirUser } : {}),
  };
}
