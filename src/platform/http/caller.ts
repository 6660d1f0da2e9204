import type { FastifyRequest } from 'fastify';
import type { Permission } from '#kernel/contract.ts';
import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import { can } from '../access/can.ts';
import type { Audit, AuditLine } from '../audit/audit-log.ts';
import type { Policy } from '../module/define-module.ts';

const actors = new WeakMap<FastifyRequest, Actor>();

/** Remembers who a request acts as, once that is known. */
export function rememberActor(request: FastifyRequest, actor: Actor): void {
  actors.set(request, actor);
}

/** Who the request acts as. Throws access.login-required before that was settled, so that nothing is open by mistake. */
export function actorOf(request: FastifyRequest): Actor {
  const actor = actors.get(request);
  if (actor === undefined) throw new AppError('access.login-required', { detail: 'actor not settled' });
  return actor;
}

/** Who the request acts as, or undefined where that was not settled yet. */
export function findActor(request: FastifyRequest): Actor | undefined {
  return actors.get(request);
}

/** 'GET /api/doors/quarantine/:id': what the log, the audit and the figures call a request. Never the URL. */
export function routeOf(request: FastifyRequest): string {
  return `${request.method} ${request.routeOptions.url ?? '*'}`;
}

/**
 * Lets the actor in or throws access.login-required or access.denied; a refusal is in the audit before the caller reads it.
 * Facts about the subject are for the handler's own `ctx.can`, because only it knows them.
 */
export async function admit(
  actor: Actor,
  allow: Permission | 'public',
  policies: readonly Policy[],
  audit: Audit,
  route: string,
): Promise<void> {
  if (allow === 'public') return;
  const unsubjected = policies.filter((policy) => policy.permission !== allow);
  const verdict = can(actor, allow, {}, unsubjected);
  if (verdict === 'allow') return;
  await audit.append({ actor, action: 'refused', query: route, outcome: 'refused' });
  throw new AppError(actor.kind === 'anonymous' ? 'access.login-required' : 'access.denied', {
    detail: verdict.refuse,
  });
}

/** Routes of modules that take what is looked for in their body. */
const asking = /^GET |\/(?:find|match|search|timeline|open-by-number)$/;

/** What a call looked for, for the sealed part of its line; nothing where it asked nothing. */
export function askedBy(route: string, input: unknown): string | undefined {
  if (!asking.test(route)) return undefined;
  const text = JSON.stringify(input);
  return text === undefined || text === '{}' ? undefined : `${route} ${text}`;
}

/** The audit line of a call that was let in. */
export function callLine(actor: Actor, route: string, error?: unknown, asked?: string): AuditLine {
  const refused = error instanceof AppError && error.code.startsWith('access.');
  const outcome = error === undefined ? 'ok' : refused ? 'refused' : 'error';
  const action = refused ? 'refused' : 'call';
  return { actor, action, query: route, outcome, ...(asked !== undefined && { asked }) };
}
