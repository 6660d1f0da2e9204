import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';

/** How patient the server is with a body that trickles in. */
export interface SenderPatience {
  /** How often progress is looked at, in ms. */
  readonly everyMs: number;
  /** A body that brings fewer bytes than this between two looks is cut off. */
  readonly minimumBytes: number;
}

/**
 * Cuts off senders that hold a connection with a body that hardly moves (request.timeout). A body that waits because we are slow
 * to read it is left in peace. Large uploads may take as long as they move.
 */
export function cutSlowSenders(
  app: FastifyInstance,
  patience: SenderPatience,
  refuse: (request: FastifyRequest, reply: FastifyReply, error: AppError) => void,
): void {
  const receiving = new Map<FastifyRequest, { readonly reply: FastifyReply; bytes: number }>();
  app.addHook('onRequest', (request, reply, done) => {
    const { headers } = request.raw;
    if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined)
      receiving.set(request, { reply, bytes: request.raw.socket.bytesRead });
    done();
  });
  app.addHook('onResponse', (request, _reply, done) => {
    receiving.delete(request);
    done();
  });
  app.addHook('onRequestAbort', async (request) => void receiving.delete(request));
  const timer = setInterval(() => {
    for (const [request, progress] of receiving) {
      const { raw } = request;
      if (raw.complete || raw.destroyed) {
        receiving.delete(request);
        continue;
      }
      const now = raw.socket.bytesRead;
      const waitsForUs = raw.readableLength > 0 || raw.isPaused();
      if (!waitsForUs && now - progress.bytes < patience.minimumBytes) {
        receiving.delete(request);
        refuse(request, progress.reply, new AppError('request.timeout'));
        // The answer gets a moment to leave; then the socket goes, whatever the sender does.
        setTimeout(() => raw.socket.destroy(), 500).unref();
      }
      progress.bytes = now;
    }
  }, patience.everyMs).unref();
  app.addHook('onClose', async () => clearInterval(timer));
}
