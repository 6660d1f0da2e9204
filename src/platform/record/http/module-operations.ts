import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import { admit } from '../../http/caller.ts';
import { inputIssues } from '../../http/input-issues.ts';
import type { AnyModule, AnyOperation } from '../../module/define-module.ts';
import type { RouteHost } from './route-host.ts';
import { queryOf } from './request-facts.ts';
import { sendText } from './send.ts';

/** Mounts the $operations that modules declare; those that change something run in one transaction. */
export function mountModuleOperations(app: FastifyInstance, host: RouteHost): void {
  for (const module of host.registry?.modules ?? []) {
    for (const operation of module.operations ?? []) {
      for (const url of pathsOf(operation)) {
        app.route({
          method: operation.affectsState ? ['POST'] : ['GET', 'POST'],
          url,
          handler: (request, reply) => answer(host, module, operation, request, reply),
        });
      }
    }
  }
}

function pathsOf(operation: AnyOperation): string[] {
  const { code, level, resourceTypes } = operation;
  if (level === 'system') return [`/$${code}`];
  return resourceTypes.flatMap((type) => [
    ...(level === 'type' ? [`/${type}/$${code}`] : []),
    ...(level === 'instance' || operation.onInstances ? [`/${type}/:id/$${code}`] : []),
  ]);
}

async function answer(
  host: RouteHost,
  module: AnyModule,
  operation: AnyOperation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { contexts, registry, record } = host;
  if (contexts === undefined || registry === undefined) throw new AppError('route.not-found');
  const actor = host.actorOf(request);
  const name = `$${operation.code}`;
  const policies = registry.modules.flatMap((one) => one.policies ?? []);
  await admit(actor, operation.allow, policies, record.audit, name);
  const input = readInput(operation, request);
  const line = {
    actor,
    action: 'operation',
    query: name,
    asked: askedOf(name, request),
    outcome: 'ok',
  } as const;
  const result: unknown = operation.affectsState
    ? await record.database.transaction(async (tx) => {
        const made: unknown = await operation.handle(contexts({ actor, module, tx }), input);
        await record.audit.append(line, tx);
        return made;
      })
    : await operation.handle(contexts({ actor, module }), input);
  if (!operation.affectsState) await record.audit.append(line);
  return sendText(request, reply, typeof result === 'string' ? result : JSON.stringify(result));
}

/** What the operation was asked, for the sealed part of its line. */
function askedOf(name: string, request: FastifyRequest): string {
  const body = typeof request.body === 'string' && request.body !== '' ? ` ${request.body}` : '';
  return `${name}?${queryOf(request)}${body}`;
}

function readInput(operation: AnyOperation, request: FastifyRequest): unknown {
  const { id } = request.params as { id?: string };
  try {
    const body =
      typeof request.body === 'string' && request.body !== ''
        ? (JSON.parse(request.body) as unknown)
        : undefined;
    return operation.input.parse({
      ...(id !== undefined && { id }),
      query: Object.fromEntries(new URLSearchParams(queryOf(request))),
      queryText: queryOf(request),
      ...(body !== undefined && { parameters: body }),
    });
  } catch (error) {
    if (error instanceof z.core.$ZodError)
      throw new AppError('request.invalid', { issues: inputIssues(error), cause: error });
    if (error instanceof SyntaxError) throw new AppError('request.invalid', { cause: error });
    throw error;
  }
}
