import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from '../read-address.ts';
import { prettyJson } from './pretty-json.ts';
import { headerOf, queryOf } from './request-facts.ts';

const contentType = 'application/fhir+json; charset=utf-8';

/** Sends stored text as it is, or laid out for people with `_pretty=true`. */
export function sendText(request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
  const pretty =
    request.url.includes('_pretty=true') && new URLSearchParams(queryOf(request)).get('_pretty') === 'true';
  return reply
    .header('content-type', contentType)
    .header('cache-control', 'no-store')
    .send(pretty ? prettyJson(text) : text);
}

/** Sends what a GET answers; 304 where the caller has this version already. */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  const { etag, lastModified } = answer;
  if (etag !== undefined) reply.header('etag', etag);
  if (lastModified !== undefined) reply.header('last-modified', httpDate(lastModified));
  const none = headerOf(request, 'if-none-match');
  if (etag !== undefined && none !== undefined && none.split(',').some((one) => sameTag(one, etag))) {
    return reply.code(304).send();
  }
  const since = headerOf(request, 'if-modified-since');
  if (none === undefined && since !== undefined && lastModified !== undefined) {
    // HTTP dates have whole seconds.
    if (Math.floor(Date.parse(lastModified) / 1000) * 1000 <= Date.parse(since))
      return reply.code(304).send();
  }
  return sendText(request, reply, answer.text);
}

export function httpDate(instant: string): string {
  return new Date(instant).toUTCString();
}

function sameTag(a: string, b: string): boolean {
  const plain = (tag: string): string => tag.trim().replace(/^W\//, '');
  return plain(a) === plain(b);
}
