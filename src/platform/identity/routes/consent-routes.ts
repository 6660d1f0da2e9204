import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import type { Account } from '../accounts.ts';
import { consentPage } from '../pages/consent-page.ts';
import { beginPage, fieldOf, takeForms } from './form-scope.ts';
import { formTargetsOf, withInteraction } from './sign-in-routes.ts';
import type { SignInParts } from './sign-in-routes.ts';

/** What the consent page needs of identity. */
export interface ConsentParts extends Pick<SignInParts, 'provider' | 'guard' | 'isSecure'> {
  readonly findAccount: (id: string) => Promise<Account | undefined>;
  /** Writes to the audit what the person decided about which app. */
  readonly auditConsent: (
    accountId: string,
    clientId: string,
    agreed: boolean,
    requestId: string,
  ) => Promise<void>;
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** The page on which people let an app in, or not: /oidc/consent/:uid. */
export async function consentRoutes(http: FastifyInstance, parts: ConsentParts): Promise<void> {
  takeForms(http);
  http.get('/oidc/consent/:uid', (request, reply) =>
    withInteraction(parts, request, reply, 'consent', async (turn, interaction, app) => {
      const account = await parts.findAccount(interaction.session?.accountId ?? '');
      return turn.send(
        consentPage({
          language: turn.language,
          action: `/oidc/consent/${interaction.uid}`,
          formToken: turn.formToken,
          app: app.name,
          person: account?.display ?? '',
          scopes: askedScopes(interaction),
          formTargets: formTargetsOf(interaction),
        }),
      );
    }),
  );
  http.post('/oidc/consent/:uid', (request, reply) =>
    withInteraction(parts, request, reply, 'consent', (turn, interaction, app) =>
      turn.isFormRight
        ? decide(parts, request, reply, turn, interaction, app.id)
        : turn.redirect(`/oidc/consent/${interaction.uid}`),
    ),
  );
}

async function decide(
  parts: ConsentParts,
  request: FastifyRequest,
  reply: FastifyReply,
  turn: ReturnType<typeof beginPage>,
  interaction: Interaction,
  clientId: string,
): Promise<FastifyReply> {
  const accountId = interaction.session?.accountId ?? '';
  const agreed = fieldOf(request, 'answer') === 'agree';
  await parts.auditConsent(accountId, clientId, agreed, request.id);
  const result = agreed
    ? { consent: { grantId: await saveGrant(parts.provider, interaction, accountId, clientId) } }
    : { error: 'access_denied', error_description: 'the person did not agree' };
  return turn.redirect(await parts.provider.interactionResult(request.raw, reply.raw, result));
}

async function saveGrant(
  provider: Provider,
  interaction: Interaction,
  accountId: string,
  clientId: string,
): Promise<string> {
  const { details } = interaction.prompt;
  const before =
    interaction.grantId === undefined ? undefined : await provider.Grant.find(interaction.grantId);
  const grant = before ?? new provider.Grant({ accountId, clientId });
  const openid = textsOf(details['missingOIDCScope']);
  if (openid.length > 0) grant.addOIDCScope(openid.join(' '));
  for (const [resource, scopes] of resourceScopes(interaction))
    grant.addResourceScope(resource, scopes.join(' '));
  return grant.save();
}

function askedScopes(interaction: Interaction): readonly string[] {
  const openid = textsOf(interaction.prompt.details['missingOIDCScope']);
  return [...openid, ...resourceScopes(interaction).flatMap(([, scopes]) => scopes)];
}

function resourceScopes(interaction: Interaction): readonly (readonly [string, readonly string[]])[] {
  const missing = interaction.prompt.details['missingResourceScopes'];
  if (typeof missing !== 'object' || missing === null) return [];
  return Object.entries(missing).map(([resource, scopes]) => [resource, textsOf(scopes)] as const);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
