import { Provider, errors } from 'oidc-provider';
import type { Client, Configuration, KoaContextWithOIDC } from 'oidc-provider';

import { isSameText, digest } from '../digest.ts';
import { findAccount } from '../accounts.ts';
import { prefixedName } from '../cookies.ts';
import type { Account } from '../accounts.ts';
import type { Database } from '../../sql/database.ts';
import type { ServerKeys } from '../server-keys.ts';
import { assertionAlgorithms } from '../apps/client-keys.ts';
import { appScopes } from '../apps/client-kinds.ts';
import { judgeAssertion } from './assertion-rules.ts';
import { prepareRequest, smartParameters } from './authorization-rules.ts';
import { addClientCredentials } from './client-credentials.ts';
import { createClientStore, grantedScopes, webClientId } from './client-store.ts';
import { createPayloadStore } from './payload-store.ts';
import { isInTime, isSubject } from './mutual-tls.ts';
import type { FindCertificate } from './mutual-tls.ts';
import { createProviderPages } from './provider-pages.ts';
import type { ProviderEvents } from './provider-pages.ts';
import { clientAuthMethods, oidcRoutes, scopesSupported } from './smart-configuration.ts';
import { addTokenContext } from './token-context.ts';
import type { TokenContextParts } from './token-context.ts';
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
  /** Calls out where clients publish their keys; guarded. */
  readonly fetch: typeof globalThis.fetch;
  readonly findCertificate: FindCertificate;
  readonly isLaunch: (secret: string, clientId: string) => Promise<boolean>;
  readonly contextOf: TokenContextParts['contextOf'];
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
  addClientCredentials(provider, parts.findCertificate, parts.onSystemToken);
  addTokenContext(provider, {
    publicUrl: parts.publicUrl,
    contextOf: parts.contextOf,
    fhirUserOf: async (id) => {
      const account = await findAccount(parts.database, id);
      return account && fhirUserOf(account, parts.publicUrl);
    },
  });
  provider.use(prepareRequest(provider));
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === 'discovery') {
      const document = ctx.body as Record<string, unknown>;
      ctx.body = { ...document, scopes_supported: scopesSupported };
    }
  });
  return provider;
}

function configure(parts: ProviderParts): Configuration {
  const { database, keys, publicUrl } = parts;
  const pages = createProviderPages(parts);
  const fhirBase = `${publicUrl}/fhir`;
  return {
    adapter: (kind: string) =>
      kind === 'Client' ? createClientStore(database) : createPayloadStore(database, kind, parts.onRevoked),
    clients: [webClientMetadata(publicUrl)],
    extraClientMetadata: { properties: ['sen_scope', 'sen_kind'] },
    clientAuthMethods: [...clientAuthMethods, 'none'],
    assertJwtClientAuthClaimsAndHeader: judgeAssertion,
    fetch: keyFetch(parts.fetch),
    clientDefaults: { id_token_signed_response_alg: 'RS256' },
    enabledJWA: {
      clientAuthSigningAlgValues: [...assertionAlgorithms],
      idTokenSigningAlgValues: ['RS256', 'ES256'],
    },
    jwks: { keys: [...keys.tokens] },
    cookies: {
      keys: [...keys.cookies],
      names: cookieNames(publicUrl.startsWith('https://')),
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    routes: oidcRoutes,
    responseTypes: ['code'],
    scopes: [...appScopes],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'sen_roles'], fhirUser: ['fhirUser'] },
    conformIdTokenClaims: false,
    extraParams: smartParameters({ fhirBase, isLaunch: parts.isLaunch }),
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
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        selfSignedTlsClientAuth: true,
        tlsClientAuth: true,
        getCertificate: (ctx) => parts.findCertificate(ctx.req)?.certificate.toString(),
        certificateAuthorized: (ctx) => {
          const shown = parts.findCertificate(ctx.req);
          return shown?.isVouchedFor === true && isInTime(shown.certificate, new Date());
        },
        certificateSubjectMatches: (ctx, property, expected) => {
          const shown = parts.findCertificate(ctx.req);
          return (
            property === 'tls_client_auth_subject_dn' &&
            shown !== undefined &&
            isSubject(shown.certificate, expected)
          );
        },
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
    // The provider ends what hangs on a session by its newest grant alone; apps may hold several, one for each launch.
    expiresWithSession: (_ctx, source) => source.clientId === webClientId,
    issueRefreshToken: (_ctx, client, source) =>
      client.grantTypeAllowed('refresh_token') &&
      (client.clientId === webClientId ||
        source.scopes.has('offline_access') ||
        source.scopes.has('online_access')),
    rotateRefreshToken: async (ctx) => {
      await demandSession(ctx);
      return true;
    },
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
      // Counted from the sign-in, however often the session is used.
      Session: (_ctx, { loginTs }) =>
        loginTs === undefined
          ? lifetimes.session
          : Math.max(1, loginTs + lifetimes.session - Math.floor(Date.now() / 1000)),
    },
  };
}

/** The provider's own cookies; only that of the session goes with the whole site. */
function cookieNames(isSecure: boolean): { session: string; interaction: string; resume: string } {
  const name = (plain: string, path: string): string => (isSecure ? prefixedName(plain, path) : plain);
  return {
    session: name('sen-session', '/'),
    interaction: name('sen-interaction', '/oidc/sign-in'),
    resume: name('sen-resume', '/oidc/auth'),
  };
}

/** The resource scopes an app may get now: what it asks for (or was granted before) and holds whole. */
function appScope(ctx: KoaContextWithOIDC, client: Client): string {
  const { entities, params } = ctx.oidc;
  const source = entities.AuthorizationCode ?? entities.RefreshToken ?? entities.DeviceCode;
  const asked = source?.scope ?? (typeof params?.['scope'] === 'string' ? params['scope'] : '');
  return grantedScopes(client, asked === '' ? 'none' : asked).join(' ');
}

/** An app that asked to be there while the person is (online_access) is there no longer than her sign-in. Error: invalid_grant. */
async function demandSession(ctx: KoaContextWithOIDC): Promise<void> {
  const { client, entities, provider } = ctx.oidc;
  const token = entities.RefreshToken;
  if (!token || client?.clientId === webClientId || token.scopes.has('offline_access')) return;
  const session =
    token.sessionUid === undefined ? undefined : await provider.Session.findByUid(token.sessionUid);
  if (session?.accountId !== token.accountId) throw new errors.InvalidGrant('the sign-in has ended');
}

/** Keys are fetched again as soon as an unknown one is shown, at most once a minute, whatever the other side says of caching. */
function keyFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    // The provider brings a dispatcher of its own; this call has its own guard.
    const answer = await fetch(input, {
      method: init?.method ?? 'GET',
      headers: init?.headers ?? {},
      signal: init?.signal ?? null,
    });
    return new Response(await answer.text(), { status: answer.status });
  };
}

type Grant = InstanceType<Provider['Grant']>;

/**
 * Sen's own web application needs no consent: whoever signs in there is in Sen already. Every other app is let in anew each time, under
 * a grant of its own, so that what one launch was for never mixes with the next.
 */
async function loadExistingGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, provider, result, session } = ctx.oidc;
  if (!client || !session) return undefined;
  const isWeb = client.clientId === webClientId;
  const grantId = result?.consent?.grantId ?? (isWeb ? session.grantIdFor(client.clientId) : undefined);
  const grant = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  if (!isWeb || !session.accountId) return grant;
  if (grant && grant.accountId === session.accountId) return grant;
  const own = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  own.addOIDCScope('openid profile fhirUser offline_access');
  await own.save();
  return own;
}

function claimsOf(account: Account, publicUrl: string): { sub: string } & Record<string, unknown> {
  const fhirUser = fhirUserOf(account, publicUrl);
  return {
    sub: account.id,
    name: account.display,
    preferred_username: account.username,
    sen_roles: account.roles,
    ...(fhirUser ? { fhirUser } : {}),
  };
}

function fhirUserOf(account: Account, publicUrl: string): string | undefined {
  if (account.practitionerId) return `${publicUrl}/fhir/Practitioner/${account.practitionerId}`;
  return account.patientId && `${publicUrl}/fhir/Patient/${account.patientId}`;
}
