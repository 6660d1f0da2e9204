import { Readable, Transform } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import type { ContextFactory, Engines } from '../module/context-factory.ts';
import type { StreamRoute } from '../module/define-module.ts';
import { actorOf, admit, callLine, routeOf } from './caller.ts';

const defaultLimitBytes = 50_000_000;

/**
 * Mounts the modules' stream routes in a scope of their own, where no body is parsed: the handler gets the bytes as they come.
 */
export async function mountStreams(
  app: FastifyInstance,
  engines: Engines,
  contexts: ContextFactory,
): Promise<void> {
  const policies = engines.registry.modules.flatMap((module) => module.policies ?? []);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    for (const module of engines.registry.modules) {
      for (const route of module.streams ?? []) {
        scope.route({
          method: route.method,
          url: route.path,
          bodyLimit: Number.MAX_SAFE_INTEGER,
          exposeHeadRoute: false,
          async handler(request, reply) {
            const actor = actorOf(request);
            const name = routeOf(request);
            await admit(actor, route.allow, policies, engines.audit, name);
            try {
              checkContent(route, request);
              const context = contexts({ actor, module });
              const answer = await route.handle(context, {
                params: request.params as Record<string, string>,
                query: new URLSearchParams(request.url.split('?')[1] ?? ''),
                headers: flatten(request.headers),
                body: limited(request.raw, route.bodyLimit ?? defaultLimitBytes),
              });
              await engines.audit.append(callLine(actor, name));
              leaveUnreadBody(request, reply);
              return await reply.code(answer.status).headers(answer.headers).send(toSend(answer.body));
            } catch (error) {
              leaveUnreadBody(request, reply);
              await engines.audit.append(callLine(actor, name, error));
              throw error;
            }
          },
        });
      }
    }
  });
}

function checkContent(route: StreamRoute, request: FastifyRequest): void {
  const limit = route.bodyLimit ?? defaultLimitBytes;
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new AppError('request.too-large');
  if (route.accepts.length === 0) return;
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!route.accepts.includes(type) && !route.accepts.includes('*/*')) {
    throw new AppError('request.unsupported-media', {
      issues: [
        {
          path: 'Content-Type',
          text: {
            vi: `Ở đây nhận: ${route.accepts.join(', ')}.`,
            en: `Taken here: ${route.accepts.join(', ')}.`,
          },
        },
      ],
    });
  }
}

/** The body with an end: whatever the header promised, more than the limit is an error on the stream. */
function limited(source: Readable, limitBytes: number): Readable {
  let seen = 0;
  const gate = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.byteLength;
      if (seen > limitBytes) done(new AppError('request.too-large'));
      else done(null, chunk);
    },
  });
  source.once('error', (error) => gate.destroy(error));
  source.once('aborted', () => gate.destroy(new AppError('request.invalid', { detail: 'sender broke off' })));
  // The handler may give up before it reads; an error nobody waits for must not end the process.
  gate.on('error', () => undefined);
  return source.pipe(gate);
}

/** An answer before the end of the body closes the connection, so that the rest is never read. */
function leaveUnreadBody(request: FastifyRequest, reply: FastifyReply): void {
  if (request.raw.complete || reply.sent) return;
  reply.header('Connection', 'close');
  reply.raw.once('finish', () => setTimeout(() => request.raw.socket.destroy(), 200).unref());
}

function toSend(body: string | Uint8Array | Readable): string | Buffer | Readable {
  return body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : body;
}

function flatten(headers: FastifyRequest['headers']): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
