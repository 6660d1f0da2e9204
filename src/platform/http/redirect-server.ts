import { createServer, type Server } from 'node:http';
import { onThisSite } from './on-this-site.ts';

/**
 * A plain http server that only sends people on to the address they should have opened. It takes no body: what was meant for Sen has
 * already crossed the line in clear, so anything but opening a page is refused and the sender's fault is seen.
 * @param publicUrl https://… without a slash at the end; the Host header is not asked
 */
export function createRedirectServer(publicUrl: string): Server {
  const server = createServer({ maxHeaderSize: 16_384, headersTimeout: 5000, requestTimeout: 5000 });
  server.on('request', (request, response) => {
    const isPage = request.method === 'GET' || request.method === 'HEAD';
    response.writeHead(isPage ? 308 : 403, {
      ...(isPage && { location: `${publicUrl}${onThisSite(request.url ?? '/')}` }),
      'content-length': 0,
      'cache-control': 'no-store',
      connection: 'close',
    });
    response.end();
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  server.maxConnections = 500;
  return server;
}
