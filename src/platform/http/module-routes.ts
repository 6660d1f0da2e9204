import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '../context.ts';
import type { ContextFactory, Engines } from '../module/context-factory.ts';
import type { AnyModule, AnyRoute, Policy } from '../module/define-module.ts';
import { actorOf, admit, askedBy, callLine, routeOf } from './caller.ts';
import { answerOnce } from './idempotency.ts';
import { inputIssues } from './input-issues.ts';

/** Mounts the modules' endpoints. */
export function mountRoutes(app: FastifyInstance, engines: Engines, contexts: ContextFactory): void {
  const policies = engines.registry.modules.flatMap((module) => module.policies ?? []);
  for (const module of engines.registry.modules) {
    for (const route of module.routes ?? []) {
      app.route({
        method: route.method,
        url: route.path,
        ...(route.waits === true && { config: { waits: true } }),
        handler: (request, reply) =>
          answerCall({ engines, contexts, policies, module, route }, request, reply),
      });
    }
  }
}

interface Call {
  readonly engines: Engines;
  readonly contexts: ContextFactory;
  readonly policies: readonly Policy[];
  readonly module: AnyModule;
  readonly route: AnyRoute;
}

/** Rule, input, handler, output, audit: the order in which every endpoint is run. */
async function answerCall(call: Call, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { engines, policies, route } = call;
  const actor = actorOf(request);
  const name = routeOf(request);
  await admit(actor, route.allow, policies, engines.audit, name);
  let answer: unknown;
  let asked: string | undefined;
  try {
    const input = readInput(route, request);
    asked = askedBy(name, input);
    answer = standsAlone(route, request)
      ? await read(call, request, input, asked)
      : await write(call, request, reply, input, asked);
  } catch (error) {
    await engines.audit.append(callLine(actor, name, error, asked));
    throw error;
  }
  if (answer === undefined) return reply.code(204).send();
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer));
}

function standsAlone({ method, alone }: AnyRoute, request: FastifyRequest): boolean {
  const isKeyed = (request.headers['idempotency-key'] ?? '') !== '';
  return method === 'GET' || alone === true || (alone === 'without-key' && !isKeyed);
}

async function read(
  call: Call,
  request: FastifyRequest,
  input: unknown,
  asked: string | undefined,
): Promise<unknown> {
  const actor = actorOf(request);
  const answer = await run(call, call.contexts({ actor, module: call.module }), input);
  await call.engines.audit.append(callLine(actor, routeOf(request), undefined, asked));
  return answer;
}

/** One transaction: what the handler writes, its audit line, its events and the answer kept for a repeated call. */
async function write(
  call: Call,
  request: FastifyRequest,
  reply: FastifyReply,
  input: unknown,
  asked: string | undefined,
): Promise<unknown> {
  const { engines, contexts, module } = call;
  const actor = actorOf(request);
  const route = routeOf(request);
  const key = request.headers['idempotency-key'];
  return engines.database.transaction(async (tx) => {
    const work = async (): Promise<unknown> => {
      const answer = await run(call, contexts({ actor, module, tx }), input);
      await engines.audit.append(callLine(actor, route, undefined, asked), tx);
      return answer;
    };
    // Anonymous callers share one name, so a key of theirs could read another's answer.
    if (typeof key !== 'string' || key === '' || actor.kind === 'anonymous') return work();
    const named = { actorId: actor.accountId, key, route, input };
    const once = await answerOnce(tx, named, { seal: engines.seal, now: engines.now() }, work);
    if (once.repeated) reply.header('Idempotency-Replayed', 'true');
    return once.answer;
  });
}

async function run(call: Call, context: Context, input: unknown): Promise<unknown> {
  const answer = (await call.route.handle(context, input)) as unknown;
  try {
    return call.route.output.parse(answer);
  } catch (error) {
    // Our own answer broke our own contract: the caller did nothing wrong, and the fields name no values.
    const paths = error instanceof z.core.$ZodError ? inputIssues(error).map((issue) => issue.path) : [];
    throw new AppError('internal.unexpected', { cause: error, detail: `output: ${paths.join(', ')}` });
  }
}

function readInput(route: AnyRoute, request: FastifyRequest): unknown {
  const { body } = request;
  const isObject = body !== null && typeof body === 'object' && !Array.isArray(body);
  if (body !== undefined && body !== null && !isObject) throw new AppError('request.invalid');
  const input = {
    ...(request.query as object),
    ...(isObject ? (body as object) : undefined),
    ...(request.params as object),
  };
  try {
    return route.input.parse(input);
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error;
    throw new AppError('request.invalid', { issues: inputIssues(error, input) });
  }
}
