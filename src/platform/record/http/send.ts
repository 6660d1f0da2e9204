import type { FastifyReply, FastifyRequest } from 'fastify';
import { isKnown, type Answer } from '../read-address.ts';
import { isPretty } from './formats.ts';
import { prettyJson } from './pretty-json.ts';
import { headerOf } from './request-facts.ts';

const contentType = 'application/fhir+json; charset=utf-8';

/** Sends stored text as it is, or laid out for people with `_pretty=true`. */
export function sendText(request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
  return reply
    .header('content-type', contentType)
    .header('cache-control', 'no-store')
    .send(isPretty(request) ? prettyJson(text) : text);
}

/** Sends what a GET answers; 304 where the caller has this version already. */
export function sendAnswer(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  const { etag, lastModified } = answer;
  if (etag !== undefined) reply.header('etag', etag);
  if (lastModified !== undefined) reply.header('last-modified', httpDate(lastModified));
  const known = {
    ifNoneMatch: headerOf(request, 'if-none-match'),
    ifModifiedSince: headerOf(request, 'if-modified-since'),
  };
  if (isKnown(answer, known)) return reply.code(304).send();
  return sendText(request, reply, answer.text);
}

export function httpDate(instant: string): string {
  return new Date(instant).toUTCString();
}
