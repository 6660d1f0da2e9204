import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { parseSmartScope, splitScopes } from '../../access/smart-scope.ts';
import type { GrantContext } from '../apps/app-consents.ts';
import { webClientId } from './client-store.ts';
import { assetPath } from '../pages/assets.ts';

/** What is asked about a grant. */
export interface TokenContextParts {
  readonly publicUrl: string;
  readonly contextOf: (grantId: string) => Promise<GrantContext | undefined>;
  /** Address of the resource that stands for the person who signed in. */
  readonly fhirUserOf: (accountId: string) => Promise<string | undefined>;
}

interface Given {
  readonly accountId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly grantId?: string | undefined;
  readonly scope?: string | undefined;
}

const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';

/**
 * Completes what the token and the introspection doors answer as SMART asks: all scopes that were allowed, for whom the app was
 * launched, and how it should look. A token is never exchanged for another: who acts would no longer be known.
 * @source SMART App Launch 2.2.0, "Launch context arrives with your access_token", "Token Introspection"; RFC 8693
 */
export function addTokenContext(provider: Provider, parts: TokenContextParts): void {
  provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next();
    if (ctx.oidc?.route === 'token') {
      if (ctx.oidc.params?.['grant_type'] === exchangeGrant) refuseExchange(ctx);
      else if (ctx.status === 200) await complete(ctx, ctx.oidc.entities.AccessToken, parts, false);
    }
    if (ctx.oidc?.route === 'introspection' && ctx.status === 200) {
      const { AccessToken, RefreshToken } = ctx.oidc.entities;
      await complete(ctx, AccessToken ?? RefreshToken, parts, true);
    }
  });
}

async function complete(
  ctx: KoaContextWithOIDC,
  token: Given | undefined,
  parts: TokenContextParts,
  isIntrospection: boolean,
): Promise<void> {
  const body = ctx.body as Record<string, unknown>;
  if (!token?.grantId || !token.accountId || token.clientId === webClientId || body['active'] === false)
    return;
  const grant = ctx.oidc.entities.Grant;
  const asked = ctx.oidc.entities.RefreshToken?.scope ?? ctx.oidc.entities.AuthorizationCode?.scope;
  const beside = grant ? splitScopes(grant.getOIDCScope()) : [];
  const isStill = new Set(splitScopes(asked ?? beside.join(' ')));
  const scopes = [...beside.filter((scope) => isStill.has(scope)), ...splitScopes(token.scope ?? '')];
  const context = await parts.contextOf(token.grantId);
  const isForPatient = scopes.some(
    (scope) =>
      scope === 'launch' || scope === 'launch/patient' || parseSmartScope(scope)?.context === 'patient',
  );
  const fhirUser =
    isIntrospection && scopes.includes('fhirUser') ? await parts.fhirUserOf(token.accountId) : undefined;
  ctx.body = {
    ...body,
    scope: [...new Set(scopes)].join(' '),
    ...(isForPatient && context?.patientId !== undefined && { patient: context.patientId }),
    ...(isForPatient && context?.encounterId !== undefined && { encounter: context.encounterId }),
    ...(fhirUser !== undefined && { fhirUser }),
    // Apps open in a tab of their own, where nothing of Sen's shows who the person is.
    ...(!isIntrospection &&
      context?.patientId !== undefined && {
        need_patient_banner: true,
        smart_style_url: `${parts.publicUrl}${assetPath('smart-style.json')}`,
      }),
  };
}

function refuseExchange(ctx: KoaContextWithOIDC): void {
  const refusal = new errors.UnsupportedGrantType();
  ctx.status = refusal.statusCode;
  ctx.body = {
    error: refusal.error,
    error_description: 'tokens are not exchanged here: each client asks for its own',
  };
}
