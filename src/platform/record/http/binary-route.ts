import type { FastifyInstance } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import { scanBytes } from '../../files/scan/scanner.ts';
import { isKnown, readByAddress } from '../read-address.ts';
import { formatOf } from './formats.ts';
import { headerOf, queryOf } from './request-facts.ts';
import type { RouteHost } from './route-host.ts';
import { httpDate, sendAnswer } from './send.ts';

/**
 * Reads a Binary: as a resource, or as the bytes themselves where the caller names their type in Accept. Bytes are for keeping, never
 * shown as a page of this server.
 * @source HL7 FHIR R4 binary.html#rest
 */
export function mountBinary(app: FastifyInstance, host: RouteHost): void {
  app.get('/Binary/:id', { config: { ownFormats: true } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const query = queryOf(request);
    const address = query === '' ? `Binary/${id}` : `Binary/${id}?${query}`;
    const answer = await readByAddress(host.deskFor(request), address, host.baseUrl);
    if (formatOf(request) !== undefined) return sendAnswer(request, reply, answer);
    const { contentType, data } = JSON.parse(answer.text) as { contentType?: string; data?: string };
    const type = /^[\w.+-]+\/[\w.+-]+/.exec(contentType ?? '')?.[0]?.toLowerCase();
    if (type === undefined || !takes(request.headers.accept ?? '', type))
      throw new AppError('request.not-acceptable');
    const bytes = Buffer.from(data ?? '', 'base64');
    // Stored before there was a scanner, perhaps, or one that knew less.
    if (host.record.scanner !== undefined) await scanBytes(host.record.scanner, bytes);
    if (answer.etag !== undefined) reply.header('etag', answer.etag);
    if (answer.lastModified !== undefined) reply.header('last-modified', httpDate(answer.lastModified));
    if (isKnown(answer, { ifNoneMatch: headerOf(request, 'if-none-match') })) return reply.code(304).send();
    return reply
      .header('content-type', type)
      .header('content-disposition', 'attachment')
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-store')
      .send(bytes);
  });
}

/** 'image/png' is taken by 'image/png' and 'image/*'. */
function takes(accept: string, type: string): boolean {
  return accept.split(',').some((one) => {
    const wanted = one.split(';', 1)[0]!.trim().toLowerCase();
    return wanted === type || wanted === `${type.split('/')[0]}/*`;
  });
}
