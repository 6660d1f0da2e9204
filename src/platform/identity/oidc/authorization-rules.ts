import { errors } from 'oidc-provider';
import type { Client, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { parseSmartScope, splitScopes } from '../../access/smart-scope.ts';
import { grantedScopes, webClientId } from './client-store.ts';
import { oidcRoutes } from './smart-configuration.ts';

type Ctx = KoaContextWithOIDC;

/** What the rules ask of the rest of identity. */
export interface AuthorizationParts {
  readonly fhirBase: string;
  /** Whether a launch id may still be used by this app. */
  readonly isLaunch: (secret: string, clientId: string) => Promise<boolean>;
}

/**
 * The parameters of SMART beside OpenID's, judged before anybody is asked to sign in: `aud` names this very record, so that a
 * token made here is not shown to a stranger's server; `launch` is one that was given out and not used.
 * Error: invalid_request, told to the app.
 * @source SMART App Launch 2.2.0, "Obtain authorization code"
 */
export function smartParameters({ fhirBase, isLaunch }: AuthorizationParts): {
  aud: (ctx: Ctx, value: string | undefined, client: Client) => void;
  launch: (ctx: Ctx, value: string | undefined, client: Client) => Promise<void>;
} {
  return {
    aud(ctx, value, client) {
      if (!isAppAsking(ctx, client)) return;
      if (value === undefined) {
        if (scopesAsked(ctx).some((scope) => scope === 'launch' || parseSmartScope(scope)))
          throw new errors.InvalidRequest('aud must name the FHIR base');
        return;
      }
      if (value.replace(/\/$/u, '') !== fhirBase)
        throw new errors.InvalidRequest('aud is not the FHIR base of this server');
    },
    async launch(ctx, value, client) {
      if (!isAppAsking(ctx, client)) return;
      const isAsked = scopesAsked(ctx).includes('launch');
      if (isAsked !== (value !== undefined))
        throw new errors.InvalidRequest('the scope launch and the parameter launch go together');
      if (value !== undefined && !(await isLaunch(value, client.clientId)))
        throw new errors.InvalidRequest('launch is not known, used or too old');
    },
  };
}

function isAppAsking(ctx: Ctx, client: Client): boolean {
  return ctx.oidc.route === 'authorization' && client.clientId !== webClientId;
}

function scopesAsked(ctx: Ctx): readonly string[] {
  const scope = ctx.oidc.params?.['scope'];
  return typeof scope === 'string' ? splitScopes(scope) : [];
}

/**
 * Prepares what an app asks for, before the provider reads it. Resource scopes become what the app holds of them, so that the consent
 * page names exactly what will be given. OpenID drops offline_access silently unless the request says prompt=consent; SMART apps do
 * not say it, so they are asked as if they had, and the person sees that the app wants to come back without her.
 * @source OpenID Connect Core 1.0, section 11; SMART App Launch 2.2.0, "offline_access"
 */
export function prepareRequest(provider: Provider): (ctx: Ctx, next: () => Promise<void>) => Promise<void> {
  return async (ctx, next) => {
    const { client_id: clientId, prompt, scope } = ctx.query;
    const isApp =
      ctx.path === oidcRoutes.authorization && typeof clientId === 'string' && clientId !== webClientId;
    if (isApp && typeof scope === 'string') {
      const client = await provider.Client.find(clientId);
      const asked = splitScopes(scope);
      const held = client
        ? asked.flatMap((one) => (parseSmartScope(one) ? grantedScopes(client, one) : [one]))
        : asked;
      const asksOffline = asked.includes('offline_access') && prompt === undefined;
      ctx.query = {
        ...ctx.query,
        ...(held.length > 0 && { scope: [...new Set(held)].join(' ') }),
        ...(asksOffline && { prompt: 'consent' }),
      };
    }
    await next();
  };
}
