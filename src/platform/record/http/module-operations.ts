import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../../access/actor.ts';
import { admit } from '../../http/caller.ts';
import { inputIssues } from '../../http/input-issues.ts';
import type { AnyModule, AnyOperation } from '../../module/define-module.ts';
import type { RunOperation } from '../bundle.ts';
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
  const { id } = request.params as { id?: string };
  const text = typeof request.body === 'string' ? request.body : '';
  const asked = { id, query: queryOf(request), text };
  return sendText(request, reply, await perform(host, module, operation, host.actorOf(request), asked));
}

/**
 * Operations that an entry of a batch calls by POST, as an actor. Only those that change nothing: what one entry changes, another that fails would
 * not undo.
 */
export function batchOperations(host: RouteHost, actor: Actor): RunOperation {
  return ({ method, url = '', resourceText = '' }) => {
    if (method !== 'POST' || !url.includes('$')) return undefined;
    const [path = '', query = ''] = url.replace(/^\//, '').split('?');
    const parts = path.split('/');
    const code = parts.pop()!.slice(1);
    const [type, id, ...more] = parts;
    if (more.length > 0) return undefined;
    for (const module of host.registry?.modules ?? [])
      for (const operation of module.operations ?? [])
        if (operation.code === code && !operation.affectsState && isCalledBy(operation, type, id))
          return perform(host, module, operation, actor, { id, query, text: resourceText });
    return undefined;
  };
}

function isCalledBy(operation: AnyOperation, type: string | undefined, id: string | undefined): boolean {
  const address = [type, id === undefined ? undefined : ':id', `$${operation.code}`];
  return pathsOf(operation).includes(`/${address.filter((part) => part !== undefined).join('/')}`);
}

/** What an operation is asked, wherever it was called. */
interface Asked {
  readonly id: string | undefined;
  readonly query: string;
  /** The body, '' for none. */
  readonly text: string;
}

async function perform(
  host: RouteHost,
  module: AnyModule,
  operation: AnyOperation,
  actor: Actor,
  asked: Asked,
): Promise<string> {
  const { contexts, registry, record } = host;
  if (contexts === undefined || registry === undefined) throw new AppError('route.not-found');
  const name = `$${operation.code}`;
  const policies = registry.modules.flatMap((one) => one.policies ?? []);
  await admit(actor, operation.allow, policies, record.audit, name);
  const input = readInput(operation, asked);
  const line = {
    actor,
    action: 'operation',
    query: name,
    asked: askedOf(name, asked),
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
  return typeof result === 'string' ? result : JSON.stringify(result);
}

/** What the operation was asked, for the sealed part of its line. */
function askedOf(name: string, { query, text }: Asked): string {
  return `${name}?${query}${text === '' ? '' : ` ${text}`}`;
}

function readInput(operation: AnyOperation, { id, query, text }: Asked): unknown {
  try {
    const body = text === '' ? undefined : (JSON.parse(text) as unknown);
    return operation.input.parse({
      ...(id !== undefined && { id }),
      query: Object.fromEntries(new URLSearchParams(query)),
      queryText: query,
      ...(body !== undefined && { parameters: body }),
    });
  } catch (error) {
    if (error instanceof z.core.$ZodError)
      throw new AppError('request.invalid', { issues: inputIssues(error), cause: error });
    if (error instanceof SyntaxError) throw new AppError('request.invalid', { cause: error });
    throw error;
  }
}
