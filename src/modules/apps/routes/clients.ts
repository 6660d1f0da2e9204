import { defineRoute } from '#platform/module/define-module.ts';
import { demandFresh } from '#platform/identity/step-up.ts';
import type { Client } from '#platform/identity/clients.ts';
import { closeClient, createClient, listClients, rotateClient } from '../api.ts';
import type { ClientSummary } from '../api.ts';

/** Who changes who may come in has shown within so many seconds who she is. */
const freshSeconds = 15 * 60;

/** Systems, apps and boards, for the administrator. */
export const clientRoutes = [
  defineRoute({
    ...listClients,
    allow: 'identity.manage',
    async handle(ctx) {
      return { clients: (await ctx.apps.clients()).map(toView) };
    },
  }),
  defineRoute({
    ...createClient,
    allow: 'identity.manage',
    async handle(ctx, { redirectUris, launchUri, facilityId, isPublic, jwks, jwksUri, ...client }) {
      demandFresh(ctx.actor, freshSeconds, ctx.now());
      return ctx.apps.create({
        ...client,
        ...(redirectUris !== undefined && { redirectUris }),
        ...(launchUri !== undefined && { launchUri }),
        ...(facilityId !== undefined && { facilityId }),
        ...(isPublic !== undefined && { isPublic }),
        ...(jwks !== undefined && { jwks }),
        ...(jwksUri !== undefined && { jwksUri }),
      });
    },
  }),
  defineRoute({
    ...rotateClient,
    allow: 'identity.manage',
    async handle(ctx, { clientId, jwks, jwksUri }) {
      demandFresh(ctx.actor, freshSeconds, ctx.now());
      return ctx.apps.rotate(clientId, {
        ...(jwks !== undefined && { jwks }),
        ...(jwksUri !== undefined && { jwksUri }),
      });
    },
  }),
  defineRoute({
    ...closeClient,
    allow: 'identity.manage',
    async handle(ctx, { clientId }) {
      demandFresh(ctx.actor, freshSeconds, ctx.now());
      await ctx.apps.disable(clientId);
      return { done: true as const };
    },
  }),
];

function toView(client: Client): ClientSummary {
  return {
    clientId: client.id,
    name: client.name,
    kind: client.kind,
    scope: client.scope,
    proof: proofOf(client),
    redirectUris: [...client.redirectUris],
    ...(client.launchUri !== undefined && { launchUri: client.launchUri }),
    ...(client.facilityId !== undefined && { facilityId: client.facilityId }),
    createdAt: client.createdAt.toISOString(),
    ...(client.keysChangedAt && { keysChangedAt: client.keysChangedAt.toISOString() }),
    isClosed: client.isDisabled,
  };
}

function proofOf(client: Client): ClientSummary['proof'] {
  if (client.jwks) return 'keys';
  if (client.jwksUri !== undefined) return 'key-address';
  if (client.certificateSubject !== undefined || client.certificates.length > 0) return 'certificate';
  return client.secretHash === undefined ? 'none' : 'secret';
}
